import { writeFile } from 'node:fs/promises'
import { dependenciesText } from './dependencies-text.ts'
import { readPackages } from './packages.ts'

/** Writes docs/dependencies.md: `npm run licences`. */
await writeFile(new URL('../docs/dependencies.md', import.meta.url), dependenciesText(readPackages()))

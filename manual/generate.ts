import { mkdirSync, writeFileSync } from 'node:fs'
import { manualPages } from './pages.ts'

/** Writes docs/commands.md and the man page: `npm run manual`. */
for (const [path, text] of manualPages()) {
  const file = new URL(`../${path}`, import.meta.url)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, text)
}

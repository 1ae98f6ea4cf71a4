import { writeFile } from 'node:fs/promises'
import { mappingJsonSchema } from '../src/mapping/schema.ts'

/** Writes `mapping.schema.json` from the definition that validates mappings: `node schema/generate.ts`. */
const target = new URL('mapping.schema.json', import.meta.url)
await writeFile(target, `${JSON.stringify(mappingJsonSchema(), null, 2)}\n`)

import { writeFile } from 'node:fs/promises'
import { mappingJsonSchema } from '../src/mapping/schema.ts'
import { migrationJsonSchema } from '../src/migrate/schema.ts'

/** Writes the JSON Schemas from the definitions that validate mappings and migrations: `node schema/generate.ts`. */
const schemas = new Map([
  ['mapping', mappingJsonSchema()],
  ['migration', migrationJsonSchema()],
])
for (const [name, schema] of schemas) {
  await writeFile(new URL(`${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`)
}

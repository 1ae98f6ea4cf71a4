import type { Path } from '../mapping/document.ts'
import { section, text, z } from '../mapping/language/forms.ts'
import type { Mode } from '../mapping/mapping.ts'
import { jsonSchemaOf } from '../mapping/schema.ts'

/**
 * The one definition of a migration's description: it validates one, types what comes out, and is what
 * `schema/migration.schema.json` is generated from.
 */

const modes = ['create', 'find-or-create', 'upsert'] as const satisfies readonly Mode[]

const importShape = {
  csv: text('the path of a CSV file')
    .refine(path => path !== '-', 'a migration does not read standard input: name a file')
    .meta({
      title: 'CSV',
      description: 'The CSV file, which may be gzipped; a relative path starts at the folder of this file.',
      examples: ['accounts.csv'],
    }),
  mapping: text('the path of a mapping file').meta({
    title: 'Mapping',
    description: 'The mapping file of the CSV; a relative path starts at the folder of this file.',
    examples: ['accounts.yaml'],
  }),
  mode: z
    .enum(modes, { error: 'expected create, find-or-create or upsert' })
    .optional()
    .meta({
      title: 'Mode',
      description: "What to do with a row whose record may exist, instead of the mapping's own mode.",
      examples: ['upsert'],
    }),
}

/** One import of the list. */
export const importSchema = section(importShape, 'expected a map such as { csv: accounts.csv, mapping: accounts.yaml }')

const importList = z
  .array(importSchema, { error: 'expected a list such as [{ csv: accounts.csv, mapping: accounts.yaml }]' })
  .min(1, 'the list is empty: a migration has at least one import')
  .meta({
    title: 'Imports',
    description: 'CSV files and their mappings, in any order: what the others refer to is brought over first.',
    examples: [[{ csv: 'accounts.csv', mapping: 'accounts.yaml' }]],
  })

const migrationShape = {
  ledger: text('the path of a ledger')
    .optional()
    .meta({
      title: 'Ledger',
      description: 'The ledger of all the imports; ledger.db beside this file by default.',
      examples: ['ledger.db'],
    }),
  imports: importList,
}

/** The whole description: a map, or the list of imports alone. */
export const migrationSchema = z.union([importList, section(migrationShape, 'expected a map with "imports"')], {
  error: 'expected a map with "imports", such as imports: [{ csv: accounts.csv, mapping: accounts.yaml }]',
})

/** The keys that a description may have at `path`. */
export function knownKeys(path: Path): readonly string[] {
  return Object.keys(path.length === 0 ? migrationShape : importShape)
}

/** The description of a migration as JSON Schema (draft 2020-12), for editors. */
export function migrationJsonSchema(): unknown {
  return {
    ...jsonSchemaOf(migrationSchema),
    title: 'lightfield-import migration',
    description: 'Several CSV files and their mappings, imported in one run.',
  }
}

export type ImportInput = z.infer<typeof importSchema>

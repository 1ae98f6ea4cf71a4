import { parseMapping } from '../../src/mapping/parse.ts'
import type { MigrationImport } from '../../src/migrate/migration.ts'

/** An import in short: its name, its object and what its relationships say after the column. */
export interface ImportSketch {
  readonly name: string
  readonly object: string
  /** Such as `{ $account: 'import: accounts' }` or `{ $account: 'find: { object: account, by: $name }' }`. */
  readonly relationships?: Readonly<Record<string, string>>
}

/** The import as the description of a migration would bring it, with a mapping that was parsed from text. */
export function sketchedImport({ name, object, relationships = {} }: ImportSketch): MigrationImport {
  const lines = Object.entries(relationships).map(([key, rule]) => `  ${key}: { column: ${key}, ${rule} }`)
  const mappingFile = `${name}.yaml`
  const text = [`object: ${object}`, 'key: Id', 'fields: { $name: Name }', 'relationships:', ...lines, ''].join('\n')
  return {
    csv: `${name}.csv`,
    mappingFile,
    mapping: parseMapping(lines.length === 0 ? text.replace('relationships:\n', '') : text, mappingFile),
  }
}

/** The rule of a relationship that looks records of a type up. */
export function find(object: string): string {
  return `find: { object: ${object}, by: $name }`
}

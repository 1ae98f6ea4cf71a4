import type { RunFacts } from '../ledger/run-record.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { columnName } from '../model/column-name.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { keptDefinition } from './compare-definitions.ts'

/** What a run is given beside its rows: the file's columns, its key, and how the workspace defines the mapped keys. */
export function runFacts(
  columns: readonly string[],
  { key, fields, relationships }: Pick<Mapping, 'key' | 'fields' | 'relationships'>,
  definitions: ObjectDefinitions | null,
): RunFacts {
  const kept = [
    ...[...fields.keys()].map(field => [field, definitions?.fields.get(field)] as const),
    ...[...relationships.keys()].map(relation => [relation, definitions?.relationships.get(relation)] as const),
  ].flatMap(([name, definition]): [string, string][] =>
    definition === undefined ? [] : [[name, keptDefinition(definition)]],
  )
  return { columns, key: key?.map(columnName) ?? null, definitions: new Map(kept) }
}

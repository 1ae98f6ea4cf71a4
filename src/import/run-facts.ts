import type { RunFacts } from '../ledger/ledger.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { canonicalJson } from '../model/json.ts'
import { digestOf } from './identity.ts'

/** What a run is given beside its rows: the file's columns, and how the workspace defines the mapped keys. */
export function runFacts(
  columns: readonly string[],
  { fields, relationships }: Pick<Mapping, 'fields' | 'relationships'>,
  definitions: ObjectDefinitions | null,
): RunFacts {
  const digests = [
    ...[...fields.keys()].map(key => [key, definitions?.fields.get(key)] as const),
    ...[...relationships.keys()].map(key => [key, definitions?.relationships.get(key)] as const),
  ].flatMap(([key, definition]): [string, string][] =>
    definition === undefined ? [] : [[key, digestOf([canonicalJson(definition)])]],
  )
  return { columns, definitions: new Map(digests) }
}

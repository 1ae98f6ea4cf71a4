import type { RunFacts } from '../ledger/run-record.ts'
import { compareDefinitions, type DefinitionChange } from './compare-definitions.ts'

/** What a run is given: what its rows are read by, and how many there are. */
export interface RunInput {
  readonly facts: RunFacts
  readonly rows: number
}

/** One way in which a file, or the workspace, is not as it was at the last whole run. */
export type RunDifference =
  | { readonly kind: 'column_gone'; readonly column: string }
  | { readonly kind: 'column_new'; readonly column: string }
  /** `least`: as many rows as would still have been fine. */
  | { readonly kind: 'rows_fewer'; readonly before: number; readonly now: number; readonly least: number }
  /** `changes`: at least one. */
  | { readonly kind: 'definition_changed'; readonly key: string; readonly changes: readonly DefinitionChange[] }
  | { readonly kind: 'definition_gone'; readonly key: string }

/** What may differ without being a difference. */
export interface Tolerance {
  /** By how many percent the rows may have become fewer; more of them are always fine. */
  readonly fewerRowsPercent: number
  /** Keys that the mapping fills now: what it does not fill any more, or did not then, has nothing to be compared with. */
  readonly mappedKeys: ReadonlySet<string>
}

/** Compares what a run is given with what the last one was given: columns first, then rows, then definitions. Pure. */
export function compareRuns(before: RunInput, now: RunInput, tolerance: Tolerance): readonly RunDifference[] {
  return [
    ...without(before.facts.columns, now.facts.columns).map(column => ({ kind: 'column_gone', column }) as const),
    ...without(now.facts.columns, before.facts.columns).map(column => ({ kind: 'column_new', column }) as const),
    ...rowDifference(before.rows, now.rows, tolerance.fewerRowsPercent),
    ...definitionDifferences(before.facts, now.facts, tolerance.mappedKeys),
  ]
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others)
  return names.filter(name => !known.has(name))
}

function rowDifference(before: number, now: number, percent: number): readonly RunDifference[] {
  // The product is seldom exact: 29% of 100 is 28.999999999999996.
  const least = before - Math.floor((before * percent) / 100 + 1e-6)
  return now < least ? [{ kind: 'rows_fewer', before, now, least }] : []
}

function definitionDifferences(
  before: RunFacts,
  now: RunFacts,
  mappedKeys: ReadonlySet<string>,
): readonly RunDifference[] {
  return [...before.definitions].flatMap(([key, definition]): RunDifference[] => {
    if (!mappedKeys.has(key)) return []
    const present = now.definitions.get(key)
    if (present === undefined) return [{ kind: 'definition_gone', key }]
    const changes = compareDefinitions(definition, present)
    return changes.length === 0 ? [] : [{ kind: 'definition_changed', key, changes }]
  })
}

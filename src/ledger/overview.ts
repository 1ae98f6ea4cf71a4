import { readUndone, type UndoneWrites } from './activity.ts'
import type { LedgerRow, RowState } from './ledger-row.ts'
import { importHeldSince } from './lock.ts'
import { RowQuery } from './row-query.ts'
import type { RunRecord } from './run-record.ts'
import { countRuns, readLastRuns } from './runs.ts'
import type { DatabaseSync } from './sqlite.ts'
import { countRows, isFailure, readImports } from './status.ts'

/** How much of an import is wanted, beside the counts. */
export interface OverviewExtent {
  /** Last runs. */
  readonly runs: number
  /** Reasons of failures, those of most rows. */
  readonly reasons: number
  /** Rows for each reason. */
  readonly examples: number
  /** Rows in doubt. */
  readonly inDoubt: number
  /** Rows with the address of their record, of each state that has one. */
  readonly linked: number
}

/** Rows that were told the same code about the same field or relationship. */
export interface FailureReason {
  readonly code: string
  readonly param: string | null
  readonly count: number
  /** The first ones of the file. */
  readonly examples: readonly LedgerRow[]
}

/** An import as a report tells of it: all of it counted by the database, so that its size is no matter. */
export interface ImportOverview {
  readonly name: string
  readonly object: string
  /** Rows per state; states without rows are absent. */
  readonly rows: ReadonlyMap<RowState, number>
  /** The last runs, newest first, and how many there have been. */
  readonly runs: readonly RunRecord[]
  readonly runCount: number
  /** What was taken back, run by run, the newest first. */
  readonly undone: readonly UndoneWrites[]
  /** Most rows first. What is in doubt is no failure yet. */
  readonly failures: readonly FailureReason[]
  /** All reasons, and all rows that have one. */
  readonly reasonCount: number
  readonly failedCount: number
  /** Rows without an outcome, the first ones of the file. */
  readonly inDoubt: readonly LedgerRow[]
  /** Rows whose record has an address, those that came to the ledger first, by state. */
  readonly linked: readonly LedgerRow[]
}

const linkedStates: readonly RowState[] = ['created', 'updated', 'found', 'unchanged']
const isDoubtful = "state IN ('sending', 'in_doubt')"
const isFailed = `${isFailure} AND NOT ${isDoubtful}`

/** @returns null where the ledger has no import of that name */
export function readOverview(
  database: DatabaseSync,
  importName: string,
  extent: OverviewExtent,
  nowMs: number,
): ImportOverview | null {
  const known = readImports(database, importName)[0]
  if (known === undefined) return null
  const { id, name, object } = known
  const rows = countRows(database, id)
  const states = linkedStates.filter(state => rows.has(state))
  // In the order of the table, the first ones are found at once; by an index, all of them would have to be sorted.
  const isLinked = 'import_id = ? AND state = ? AND http_link IS NOT NULL ORDER BY id LIMIT ?'
  const linked = new RowQuery(database, isLinked, 'NOT INDEXED')
  return {
    name,
    object,
    rows,
    runs: readLastRuns(database, id, extent.runs, importHeldSince(database, id, nowMs)),
    runCount: countRuns(database, id),
    undone: readUndone(database, id),
    ...readFailures(database, id, extent),
    inDoubt: new RowQuery(
      database,
      `import_id = ? AND ${isDoubtful} ORDER BY row, id LIMIT ?`,
      'INDEXED BY rows_unsettled',
    ).all(id, extent.inDoubt),
    linked: states.flatMap(state => linked.all(id, state, extent.linked)),
  }
}

function readFailures(
  database: DatabaseSync,
  importId: number,
  { reasons, examples }: OverviewExtent,
): Pick<ImportOverview, 'failures' | 'reasonCount' | 'failedCount'> {
  const query = `SELECT error_code, error_param, count(*) AS n, count(*) OVER () AS reasons, sum(count(*)) OVER () AS total
    FROM rows WHERE import_id = ? AND ${isFailed} GROUP BY error_code, error_param ORDER BY n DESC, min(row) LIMIT ?`
  const groups = database.prepare(query).all(importId, reasons)
  const byReason = readExamples(database, importId, query, { reasons, examples })
  return {
    failures: groups.map(group => {
      const code = String(group['error_code'])
      const param = group['error_param'] === null ? null : String(group['error_param'])
      return { code, param, count: Number(group['n']), examples: byReason.get(reasonKey(code, param)) ?? [] }
    }),
    reasonCount: Number(groups[0]?.['reasons'] ?? 0),
    failedCount: Number(groups[0]?.['total'] ?? 0),
  }
}

/** The first rows of each reason, found in one pass over the rows. */
function readExamples(
  database: DatabaseSync,
  importId: number,
  groups: string,
  { reasons, examples }: Pick<OverviewExtent, 'reasons' | 'examples'>,
): ReadonlyMap<string, readonly LedgerRow[]> {
  const numbered = `SELECT rows.id AS id, row_number() OVER (
      PARTITION BY rows.error_code, rows.error_param ORDER BY rows.row, rows.id) AS place
    FROM rows JOIN wanted ON rows.error_code = wanted.error_code AND rows.error_param IS wanted.error_param
    WHERE import_id = ? AND ${isFailed.replaceAll('error_code', 'rows.error_code')}`
  const ids = `WITH wanted AS MATERIALIZED (${groups}) SELECT id FROM (${numbered}) WHERE place <= ?`
  const inOrder = new RowQuery(database, `id IN (${ids}) ORDER BY row, id`)
  const rows = inOrder.all(importId, reasons, importId, examples)
  return Map.groupBy(rows, ({ error }) => reasonKey(error?.code ?? '', error?.param ?? null))
}

function reasonKey(code: string, param: string | null): string {
  return JSON.stringify([code, param])
}

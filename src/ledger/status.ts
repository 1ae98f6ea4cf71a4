import { countRowsOfRun, readActivity } from './activity.ts'
import type { FailureGroup, ImportStatus } from './import-status.ts'
import type { RowState } from './ledger-row.ts'
import { importHeldSince } from './lock.ts'
import { readLastRuns, readLastWhole } from './runs.ts'
import type { DatabaseSync } from './sqlite.ts'

const runsShown = 5
const failureGroupsShown = 20

/** Condition on a row: a duplicate is no failure, nor is what somebody chose to undo. */
export const isFailure =
  "error_code IS NOT NULL AND state <> 'duplicate' AND error_code NOT IN ('undone', 'undo_begun')"

/** The imports of a ledger, in the order in which they came to it. */
export function readImports(
  database: DatabaseSync,
  name: string | null,
): readonly { readonly id: number; readonly name: string; readonly object: string }[] {
  return database
    .prepare('SELECT id, name, object FROM imports WHERE name = coalesce(?, name) ORDER BY id')
    .all(name)
    .map(row => ({ id: Number(row['id']), name: String(row['name']), object: String(row['object']) }))
}

/** What `status` tells, counted by the database. */
export function readStatus(database: DatabaseSync, name: string | null, nowMs: number): readonly ImportStatus[] {
  return readImports(database, name).map(({ id, name, object }) => {
    const runs = readLastRuns(database, id, runsShown, importHeldSince(database, id, nowMs))
    const running = runs.find(({ state }) => state === 'running')
    return {
      name,
      object,
      rows: countRows(database, id),
      runs,
      ...groupFailures(database, id),
      activity: readActivity(database, id, nowMs),
      rowsOfRun: running === undefined ? null : countRowsOfRun(database, id, running.id),
      rowsOfLastWhole: readLastWhole(database, id)?.rows ?? null,
    }
  })
}

/** Rows per state; states without rows are absent. */
export function countRows(database: DatabaseSync, importId: number): ReadonlyMap<RowState, number> {
  const counted = database
    .prepare('SELECT state, count(*) AS n FROM rows INDEXED BY rows_in_order WHERE import_id = ? GROUP BY state')
    .all(importId)
  return new Map(counted.map(row => [String(row['state']) as RowState, Number(row['n'])]))
}

function groupFailures(database: DatabaseSync, importId: number): Pick<ImportStatus, 'failures' | 'failureKinds'> {
  const query = `SELECT error_code, error_param, count(*) AS n, min(row) AS example, count(*) OVER () AS kinds FROM rows
    WHERE import_id = ? AND ${isFailure}
    GROUP BY error_code, error_param ORDER BY n DESC LIMIT ?`
  const groups = database.prepare(query).all(importId, failureGroupsShown)
  const failures = groups.map(
    (row): FailureGroup => ({
      code: String(row['error_code']),
      param: row['error_param'] === null ? null : String(row['error_param']),
      count: Number(row['n']),
      exampleRow: Number(row['example']),
    }),
  )
  return { failures, failureKinds: Number(groups[0]?.['kinds'] ?? 0) }
}

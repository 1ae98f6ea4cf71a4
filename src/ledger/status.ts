import type { FailureGroup, ImportStatus } from './ledger.ts'
import type { RowState } from './ledger-row.ts'
import { importHeldSince } from './lock.ts'
import { readLastRuns } from './runs.ts'
import type { DatabaseSync } from './sqlite.ts'

const runsShown = 5
const failureGroupsShown = 20

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
  return readImports(database, name).map(({ id, name, object }) => ({
    name,
    object,
    rows: countRows(database, id),
    runs: readLastRuns(database, id, runsShown, importHeldSince(database, id, nowMs)),
    failures: groupFailures(database, id),
  }))
}

function countRows(database: DatabaseSync, importId: number): ReadonlyMap<RowState, number> {
  const counted = database
    .prepare('SELECT state, count(*) AS n FROM rows WHERE import_id = ? GROUP BY state')
    .all(importId)
  return new Map(counted.map(row => [String(row['state']) as RowState, Number(row['n'])]))
}

function groupFailures(database: DatabaseSync, importId: number): readonly FailureGroup[] {
  // A duplicate is no failure, nor is what somebody chose to undo.
  const query = `SELECT error_code, error_param, count(*) AS n, min(row) AS example FROM rows
    WHERE import_id = ? AND error_code IS NOT NULL AND state <> 'duplicate' AND error_code NOT IN ('undone', 'undo_begun')
    GROUP BY error_code, error_param ORDER BY n DESC LIMIT ?`
  return database
    .prepare(query)
    .all(importId, failureGroupsShown)
    .map(row => ({
      code: String(row['error_code']),
      param: row['error_param'] === null ? null : String(row['error_param']),
      count: Number(row['n']),
      exampleRow: Number(row['example']),
    }))
}

import { asJsonObject } from '../model/json.ts'
import { type OutcomeCounts, outcomes } from '../model/outcome.ts'
import type { FailureGroup, ImportStatus, RowState, RunRecord, RunState } from './ledger.ts'
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
export function readStatus(database: DatabaseSync, name: string | null): readonly ImportStatus[] {
  return readImports(database, name).map(({ id, name, object }) => ({
    name,
    object,
    rows: countRows(database, id),
    runs: lastRuns(database, id),
    failures: groupFailures(database, id),
  }))
}

function countRows(database: DatabaseSync, importId: number): ReadonlyMap<RowState, number> {
  const counted = database
    .prepare('SELECT state, count(*) AS n FROM rows WHERE import_id = ? GROUP BY state')
    .all(importId)
  return new Map(counted.map(row => [String(row['state']) as RowState, Number(row['n'])]))
}

function lastRuns(database: DatabaseSync, importId: number): readonly RunRecord[] {
  const query = 'SELECT * FROM runs WHERE import_id = ? ORDER BY started_at DESC, rowid DESC LIMIT ?'
  return database
    .prepare(query)
    .all(importId, runsShown)
    .map(row => ({
      id: String(row['id']),
      startedAt: Number(row['started_at']),
      endedAt: row['ended_at'] === null ? null : Number(row['ended_at']),
      state: String(row['state']) as RunState,
      source: String(row['source']),
      outcomes: row['outcomes'] === null ? null : parseCounts(String(row['outcomes'])),
    }))
}

function groupFailures(database: DatabaseSync, importId: number): readonly FailureGroup[] {
  const query = `SELECT error_code, error_param, count(*) AS n, min(row) AS example FROM rows
    WHERE import_id = ? AND error_code IS NOT NULL AND state <> 'duplicate' GROUP BY error_code, error_param ORDER BY n DESC LIMIT ?`
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

function parseCounts(text: string): OutcomeCounts {
  const json = asJsonObject(JSON.parse(text))
  return Object.fromEntries(outcomes.map(outcome => [outcome, Number(json?.[outcome] ?? 0)])) as OutcomeCounts
}

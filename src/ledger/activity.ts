import { type LockHolder, lockHolder } from './lock.ts'
import type { DatabaseSync } from './sqlite.ts'

/** What goes on in an import, and what was taken back of it. */
export interface ImportActivity {
  /** The process that works on it; null: none. */
  readonly holder: LockHolder | null
  /** Writes a second that were carried out of late. */
  readonly writesPerSecond: number
  /** The newest first. */
  readonly undone: readonly UndoneWrites[]
}

/** Writes of one run that were undone. */
export interface UndoneWrites {
  readonly runId: string
  readonly writes: number
  readonly records: number
  /** When the last of them was (milliseconds, UTC). */
  readonly at: number
}

const ofLateMs = 10_000

export function readActivity(database: DatabaseSync, importId: number, nowMs: number): ImportActivity {
  return {
    holder: lockHolder(database, importId, nowMs),
    writesPerSecond: writesOfLate(database, importId, nowMs) / (ofLateMs / 1000),
    undone: readUndone(database, importId),
  }
}

/** Rows that a run has had to do with so far, but those that were done before. */
export function countRowsOfRun(database: DatabaseSync, importId: number, runId: string): number {
  // An index would lead all over the file: a million rows in three seconds instead of a third of one.
  const query = 'SELECT count(*) AS n FROM rows NOT INDEXED WHERE import_id = ? AND run_id = ?'
  return Number(database.prepare(query).get(importId, runId)?.['n'] ?? 0)
}

/**
 * What was taken back of an import, the newest first. Grouped by the index of what was undone, so that an import of which
 * nothing was takes no time.
 */
export function readUndone(database: DatabaseSync, importId: number): readonly UndoneWrites[] {
  const query = `SELECT run_id, count(*) AS writes, count(DISTINCT record_id) AS records, max(undone_at) AS at FROM changes
    WHERE import_id = ? AND undone_at IS NOT NULL GROUP BY run_id ORDER BY at DESC`
  return database
    .prepare(query)
    .all(importId)
    .map(row => ({
      runId: String(row['run_id']),
      writes: Number(row['writes']),
      records: Number(row['records']),
      at: Number(row['at']),
    }))
}

function writesOfLate(database: DatabaseSync, importId: number, nowMs: number): number {
  const query = 'SELECT count(*) AS n FROM changes WHERE import_id = ? AND at > ? AND at <= ?'
  return Number(database.prepare(query).get(importId, nowMs - ofLateMs, nowMs)?.['n'] ?? 0)
}

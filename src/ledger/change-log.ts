import type { WriteCounts } from './ledger.ts'
import type { Change, RecordWrite } from './ledger-row.ts'
import { readIds } from './read-ids.ts'
import type { DatabaseSync, StatementSync } from './sqlite.ts'

const longestClockStepMs = 24 * 3_600_000

/** Writes that were carried out for one import, in the order in which they were recorded. */
export class ChangeLog {
  readonly #importId: number
  readonly #add: StatementSync
  readonly #markUndone: StatementSync

  constructor(database: DatabaseSync, importId: number) {
    this.#importId = importId
    // A write whose answer comes twice, once to the run that sent it and once to the one that settles it, is one change.
    this.#add = database.prepare(
      `INSERT INTO changes (import_id, row_id, run_id, operation, record_id, before, body, idempotency_key, at)
      SELECT import_id, id, ?, ?, ?, ?, ?, ?, ? FROM rows WHERE import_id = ? AND identity = ?
      ON CONFLICT (row_id, idempotency_key) WHERE undone_at IS NULL DO NOTHING`,
    )
    this.#markUndone = database.prepare('UPDATE changes SET undone_at = ? WHERE import_id = ? AND id = ?')
  }

  /** Adds a write of a row that the ledger has. Part of the transaction that writes the row. */
  add({ identity, runId, operation, recordId, before, body, idempotencyKey, at }: Omit<Change, 'id'>): void {
    this.#add.run(runId, operation, recordId, before, body, idempotencyKey, at, this.#importId, identity)
  }

  /** @param at milliseconds, UTC */
  markUndone(changes: readonly Change[], at: number): void {
    for (const { id } of changes) this.#markUndone.run(at, this.#importId, id)
  }
}

/**
 * Writes that have not been undone, grouped by row, the newest row and write first. Which rows have any is settled at
 * the start and each row's are read when its turn comes, so that they can be undone on the way.
 *
 * @param runId null: of all runs
 */
export function* readChanges(
  database: DatabaseSync,
  importId: number,
  runId: string | null,
): Generator<readonly Change[]> {
  const ofRun = runId === null ? '' : 'AND changes.run_id = ?'
  const run = runId === null ? [] : [runId]
  const rowIds = readIds(
    database,
    `SELECT row_id AS id FROM changes WHERE import_id = ? AND undone_at IS NULL ${ofRun} GROUP BY row_id ORDER BY max(id) DESC`,
    [importId, ...run],
  )
  const ofRow = database.prepare(
    `SELECT changes.*, identity FROM changes JOIN rows ON rows.id = row_id
    WHERE row_id = ? AND undone_at IS NULL ${ofRun} ORDER BY changes.id DESC`,
  )
  for (const rowId of rowIds) {
    const changes = ofRow.all(rowId, ...run).map(decodeChange)
    if (changes.length > 0) yield changes
  }
}

/**
 * Reads the writes to a record that have not been undone, by whatever import, the oldest first. An upsert may ask for each
 * row of a file.
 *
 * @param importId the import that asks
 */
export function writesReader(database: DatabaseSync, importId: number): (recordId: string) => readonly RecordWrite[] {
  const select = database.prepare(
    `SELECT changes.*, identity FROM changes JOIN rows ON rows.id = row_id
    WHERE changes.record_id = ? AND undone_at IS NULL ORDER BY changes.id`,
  )
  return recordId =>
    select
      .all(recordId)
      .map(columns => ({ ...decodeChange(columns), isOwn: Number(columns['import_id']) === importId }))
}

/** Counts a run's writes that have not been undone. */
export function countWrites(database: DatabaseSync, importId: number, runId: string): WriteCounts {
  // Clocks that were set while it ran: what it wrote may be older than its start, by less than that.
  const query = `SELECT count(DISTINCT row_id) AS rows, count(DISTINCT record_id) AS records FROM changes
    WHERE import_id = ? AND run_id = ? AND undone_at IS NULL
    AND at >= (SELECT started_at - ? FROM runs WHERE id = ? AND import_id = ?)`
  // Not by numbers (?1): Node 22 takes those for names, and finds no value for them.
  return writeCounts(database.prepare(query).get(importId, runId, longestClockStepMs, runId, importId))
}

/** Number of the last write that any import has carried out; 0 where there is none. */
export function lastChangeId(database: DatabaseSync): number {
  return Number(database.prepare('SELECT max(id) AS id FROM changes').get()?.['id'] ?? 0)
}

/**
 * Counts a run's writes that have not been undone, where it is known what had been written when it began: the writes of
 * last night, a million of them, are not looked at.
 *
 * @param lastBefore number of the last write before the run
 */
export function countWritesBehind(
  database: DatabaseSync,
  importId: number,
  runId: string,
  lastBefore: number,
): WriteCounts {
  // The plus keeps SQLite from the index by import, which leads to all of its writes.
  const query = `SELECT count(DISTINCT row_id) AS rows, count(DISTINCT record_id) AS records FROM changes
    WHERE id > ? AND +import_id = ? AND run_id = ? AND undone_at IS NULL`
  return writeCounts(database.prepare(query).get(lastBefore, importId, runId))
}

/** When a record of this type was last written or undone, by whatever import; null where never. */
export function readLastWriteAt(database: DatabaseSync, object: string): number | null {
  const query = `SELECT max(
      (SELECT max(at) FROM changes WHERE import_id = imports.id),
      (SELECT coalesce(max(undone_at), 0) FROM changes WHERE import_id = imports.id AND undone_at IS NOT NULL)
    ) AS at FROM imports WHERE object = ?`
  const times = database
    .prepare(query)
    .all(object)
    .flatMap(({ at }) => (at === null ? [] : [Number(at)]))
  return times.length === 0 ? null : Math.max(...times)
}

function writeCounts(counted: Readonly<Record<string, unknown>> | undefined): WriteCounts {
  return { rows: Number(counted?.['rows'] ?? 0), records: Number(counted?.['records'] ?? 0) }
}

function decodeChange(columns: Readonly<Record<string, unknown>>): Change {
  const { before, body } = columns
  return {
    id: Number(columns['id']),
    identity: String(columns['identity']),
    runId: String(columns['run_id']),
    operation: columns['operation'] === 'update' ? 'update' : 'create',
    recordId: String(columns['record_id']),
    before: before === null ? null : String(before),
    body: body === null ? null : String(body),
    idempotencyKey: String(columns['idempotency_key']),
    at: Number(columns['at']),
  }
}

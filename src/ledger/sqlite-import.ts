import type { Clock } from '../model/clock.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { GroupCommit } from './group-commit.ts'
import type { ImportLedger, LedgerRow, ReadonlyImport, RowPlace, RowState, RunState, SentRequest } from './ledger.ts'
import type { ImportLock } from './lock.ts'
import { decodeRow, encodeRow, type RowColumns, rowColumns } from './row-codec.ts'
import { type DatabaseSync, ledgerFailure, type StatementSync, transaction } from './sqlite.ts'

const columnList = rowColumns.join(', ')

/** One import's rows in SQLite, held by this process. */
export class SqliteImport implements ImportLedger {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #importId: number
  readonly #lock: ImportLock
  readonly #clock: Clock
  readonly #commits: GroupCommit
  readonly #readonly: ReadonlyImport
  readonly #put: StatementSync
  readonly #remove: StatementSync
  #runId = ''

  constructor(path: string, database: DatabaseSync, importId: number, lock: ImportLock, clock: Clock) {
    this.#path = path
    this.#database = database
    this.#importId = importId
    this.#lock = lock
    this.#clock = clock
    this.#commits = new GroupCommit(work => this.#commit(work))
    this.#readonly = readonlyImport(database, importId)
    this.#put = database.prepare(upsertRow())
    this.#remove = database.prepare('DELETE FROM rows WHERE import_id = ? AND identity = ?')
  }

  find(identity: string): LedgerRow | null {
    return this.#readonly.find(identity)
  }

  intend(place: RowPlace, sent: SentRequest, known: LedgerRow | null): Promise<void> {
    return this.record({
      ...place,
      state: 'sending',
      recordId: known?.recordId ?? null,
      httpLink: known?.httpLink ?? null,
      written: known?.written ?? null,
      sent,
      draft: null,
      attempts: 1,
      error: null,
      runId: this.#runId,
      at: this.#clock.now(),
    })
  }

  record(row: LedgerRow): Promise<void> {
    return this.#commits.write(() => {
      this.#put.run(this.#importId, ...encodeRow(row))
    })
  }

  release(identity: string, known: LedgerRow | null): Promise<void> {
    if (known !== null) return this.record(known)
    return this.#commits.write(() => {
      this.#remove.run(this.#importId, identity)
    })
  }

  unsettled(): Iterable<LedgerRow> {
    const query = `SELECT ${columnList} FROM rows WHERE import_id = ? AND state IN ('sending', 'in_doubt') ORDER BY first_sent_at`
    return this.#database
      .prepare(query)
      .all(this.#importId)
      .map(columns => decodeRow(columns as RowColumns))
  }

  rows(states: readonly RowState[]): Iterable<LedgerRow> {
    return this.#readonly.rows(states)
  }

  startRun(runId: string, source: string): void {
    this.#runId = runId
    this.#commit(() => {
      // Nobody else works on this import: a run that still counts as running was killed.
      this.#database
        .prepare("UPDATE runs SET state = 'interrupted' WHERE import_id = ? AND state = 'running'")
        .run(this.#importId)
      this.#database
        .prepare("INSERT INTO runs (id, import_id, started_at, state, source) VALUES (?, ?, ?, 'running', ?)")
        .run(runId, this.#importId, this.#clock.now(), source)
    })
  }

  endRun(runId: string, state: RunState, outcomes: OutcomeCounts): void {
    this.#commits.flush()
    this.#commit(() => {
      this.#database
        .prepare('UPDATE runs SET ended_at = ?, state = ?, outcomes = ? WHERE id = ?')
        .run(this.#clock.now(), state, JSON.stringify(outcomes), runId)
    })
  }

  /** Puts what is waiting on disk and gives the import back. */
  close(): void {
    this.#commits.flush()
    this.#lock.release()
  }

  #commit(work: () => void): void {
    try {
      transaction(this.#database, () => {
        this.#lock.assertMine()
        work()
      })
    } catch (error) {
      throw ledgerFailure(this.#path, error)
    }
  }
}

/** An import to look at, whoever works on it. */
export function readonlyImport(database: DatabaseSync, importId: number): ReadonlyImport {
  const find = database.prepare(`SELECT ${columnList} FROM rows WHERE import_id = ? AND identity = ?`)
  return {
    find(identity) {
      const columns = find.get(importId, identity)
      return columns === undefined ? null : decodeRow(columns as RowColumns)
    },
    *rows(states) {
      const wanted = states.length === 0 ? '' : `AND state IN (${states.map(() => '?').join(', ')})`
      const query = `SELECT ${columnList} FROM rows WHERE import_id = ? ${wanted} ORDER BY row, id`
      for (const columns of database.prepare(query).iterate(importId, ...states)) yield decodeRow(columns as RowColumns)
    },
  }
}

function upsertRow(): string {
  const changes = rowColumns.filter(column => column !== 'identity').map(column => `${column} = excluded.${column}`)
  const places = rowColumns.map(() => '?').join(', ')
  return `INSERT INTO rows (import_id, ${columnList}) VALUES (?, ${places})
    ON CONFLICT (import_id, identity) DO UPDATE SET ${changes.join(', ')}`
}

import type { Clock } from '../model/clock.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import type { RunSample } from '../model/run-sample.ts'
import { ChangeLog, countWritesBehind, lastChangeId } from './change-log.ts'
import type { Claim, Rival } from './claim.ts'
import { GroupCommit } from './group-commit.ts'
import type { ImportLedger, WriteCounts } from './ledger.ts'
import type { Change, LedgerRow } from './ledger-row.ts'
import type { ImportLock } from './lock.ts'
import { Rivals } from './rivals.ts'
import { encodeRow, rowColumns } from './row-codec.ts'
import type { EndState, RunFacts, StopReason } from './run-record.ts'
import { writeRunEnd, writeRunStart } from './runs.ts'
import { writeSample } from './samples.ts'
import { type DatabaseSync, ledgerFailure, type StatementSync, transaction } from './sqlite.ts'
import { StoredImport } from './stored-import.ts'
import { StretchStore } from './stretch-store.ts'

/** One import's rows in SQLite, held by this process. */
export class SqliteImport extends StoredImport implements ImportLedger {
  readonly stretches: StretchStore
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #importId: number
  readonly #lock: ImportLock
  readonly #clock: Clock
  readonly #commits: GroupCommit
  readonly #changes: ChangeLog
  readonly #rivals: Rivals
  readonly #put: StatementSync
  readonly #remove: StatementSync
  /** Null before a run of this import's own: that of another import may write to it. */
  #runId: string | null = null
  #lastChangeBefore = 0

  constructor(path: string, database: DatabaseSync, importId: number, lock: ImportLock, clock: Clock) {
    super(database, importId)
    this.#path = path
    this.#database = database
    this.#importId = importId
    this.#lock = lock
    this.#clock = clock
    this.#commits = new GroupCommit(work => this.#commit(work))
    this.stretches = new StretchStore(database, importId, this.#commits)
    this.#changes = new ChangeLog(database, importId)
    this.#rivals = new Rivals(database, importId, clock)
    this.#put = database.prepare(upsertRow())
    this.#remove = database.prepare('DELETE FROM rows WHERE import_id = ? AND identity = ?')
  }

  async intend(row: LedgerRow, claim: Claim | null = null): Promise<boolean> {
    const runId = this.#runId ?? row.runId
    const intent: LedgerRow = { ...row, state: 'sending', attempts: 1, error: null, runId, at: this.#clock.now() }
    let isMine = true
    await this.#commits.write(() => {
      isMine = claim === null || this.rival(claim) === null
      if (isMine) this.#putRow(intent)
    })
    return isMine
  }

  rival(claim: Claim): Rival | null {
    return this.#rivals.find(claim)
  }

  record(row: LedgerRow, change?: Omit<Change, 'id'>): Promise<void> {
    return this.#commits.write(() => {
      this.#putRow(row)
      if (change !== undefined) this.#changes.add(change)
    })
  }

  recordUndone(row: LedgerRow, changes: readonly Change[]): Promise<void> {
    return this.#commits.write(() => {
      this.#putRow(row)
      this.#changes.markUndone(changes, row.at)
    })
  }

  release(identity: string, known: LedgerRow | null): Promise<void> {
    if (known !== null) return this.record(known)
    return this.#commits.write(() => {
      this.#remove.run(this.#importId, identity)
    })
  }

  startRun(runId: string, source: string, facts: RunFacts | null): void {
    this.#runId = runId
    this.#lastChangeBefore = lastChangeId(this.#database)
    const run = { id: runId, source, facts, startedAt: this.#clock.now() }
    this.#commit(() => writeRunStart(this.#database, this.#importId, run))
  }

  override countWrites(runId: string): WriteCounts {
    if (runId !== this.#runId) return super.countWrites(runId)
    return countWritesBehind(this.#database, this.#importId, runId, this.#lastChangeBefore)
  }

  addSample(runId: string, sample: RunSample): Promise<void> {
    return this.#commits.write(() => writeSample(this.#database, this.#importId, runId, sample))
  }

  endRun(
    runId: string,
    state: EndState,
    outcomes: OutcomeCounts,
    isWhole: boolean,
    stopped: StopReason | null = null,
  ): void {
    this.#commits.flush()
    const run = { id: runId, state, outcomes, isWhole, stopped, endedAt: this.#clock.now() }
    this.#commit(() => writeRunEnd(this.#database, this.#importId, run))
  }

  /** Puts what is waiting on disk and gives the import back. */
  close(): void {
    this.#commits.flush()
    this.#lock.release()
  }

  #putRow(row: LedgerRow): void {
    this.#put.run(this.#importId, ...encodeRow(row))
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

function upsertRow(): string {
  const changes = rowColumns.filter(column => column !== 'identity').map(column => `${column} = excluded.${column}`)
  const places = rowColumns.map(() => '?').join(', ')
  return `INSERT INTO rows (import_id, ${rowColumns.join(', ')}) VALUES (?, ${places})
    ON CONFLICT (import_id, identity) DO UPDATE SET ${changes.join(', ')}`
}

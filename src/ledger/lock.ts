import { hostname } from 'node:os'
import { InputError, RunStopped } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import { processMark, processPlace } from './process-mark.ts'
import { type DatabaseSync, isSqliteError, type StatementSync, transaction } from './sqlite.ts'

const beatEveryMs = 10_000
/** A holder elsewhere cannot be asked whether it runs: it counts as gone after this long without a beat. */
const goneAfterMs = 60_000

/** A process that works on an import. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** Milliseconds, UTC. */
  readonly since: number
}

interface Holder extends LockHolder {
  /** What tells it from a later process with its number. */
  readonly mark: string
  /** Within what its number means this process; empty where that was not known. */
  readonly place: string
  readonly beat: number
}

/** The right of one process to work on one import. A lock left behind by a killed process is taken over. */
export class ImportLock {
  readonly #token: string
  readonly #importId: number
  readonly #database: DatabaseSync
  readonly #isMine: StatementSync
  readonly #beat: NodeJS.Timeout

  /** @throws InputError `ledger_in_use`, naming the process that works on it */
  constructor(database: DatabaseSync, importId: number, importName: string, token: string, clock: Clock) {
    this.#database = database
    this.#importId = importId
    this.#token = token
    this.#isMine = database.prepare('SELECT 1 FROM locks WHERE import_id = ? AND token = ?')
    transaction(database, () => {
      const holder = readHolder(database, importId)
      if (holder !== null && isHeld(holder, clock.now())) throw inUse(importName, holder)
      database
        .prepare(
          'INSERT OR REPLACE INTO locks (import_id, token, pid, process, host, since, beat) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(importId, token, process.pid, ownMark(), hostname(), clock.now(), clock.now())
    })
    const beat = database.prepare('UPDATE locks SET beat = ? WHERE import_id = ? AND token = ?')
    this.#beat = setInterval(() => despiteFailure(() => beat.run(clock.now(), importId, token)), beatEveryMs)
    this.#beat.unref()
  }

  /**
   * Called within each transaction: a process that slept so long that another took its import writes no more intents,
   * and so sends nothing more.
   *
   * @throws RunStopped `ledger_taken_over`
   */
  assertMine(): void {
    if (this.#isMine.get(this.#importId, this.#token) === undefined) {
      throw new RunStopped('ledger_taken_over', 'Another process has taken over this import.', {
        hint: 'Let it finish; `lightfield-import status` tells how far it is.',
      })
    }
  }

  release(): void {
    clearInterval(this.#beat)
    despiteFailure(() =>
      this.#database.prepare('DELETE FROM locks WHERE import_id = ? AND token = ?').run(this.#importId, this.#token),
    )
  }
}

/** The process that works on an import, as far as can be told from here; null: none does. */
export function lockHolder(database: DatabaseSync, importId: number, nowMs: number): LockHolder | null {
  const holder = readHolder(database, importId)
  if (holder === null || !isHeld(holder, nowMs)) return null
  return { pid: holder.pid, host: holder.host, since: holder.since }
}

/** Since when a process works on an import (milliseconds, UTC), as far as can be told from here; null: none does. */
export function importHeldSince(database: DatabaseSync, importId: number, nowMs: number): number | null {
  return lockHolder(database, importId, nowMs)?.since ?? null
}

/** A full disk must stop a run where rows are written, in order; a lock that is left behind is taken over anyway. */
function despiteFailure(write: () => void): void {
  try {
    write()
  } catch (error) {
    if (!isSqliteError(error)) throw error
  }
}

/** The mark and the place of this process, as the column `process` has them. */
function ownMark(): string {
  return `${processMark(process.pid) ?? ''} ${processPlace()}`.trimEnd()
}

function readHolder(database: DatabaseSync, importId: number): Holder | null {
  const row = database.prepare('SELECT pid, process, host, since, beat FROM locks WHERE import_id = ?').get(importId)
  if (row === undefined) return null
  const [mark = '', place = ''] = String(row['process']).split(' ')
  return {
    pid: Number(row['pid']),
    mark,
    host: String(row['host']),
    place,
    since: Number(row['since']),
    beat: Number(row['beat']),
  }
}

function isHeld(holder: Holder, nowMs: number): boolean {
  if (isNeighbour(holder)) return processMark(holder.pid) === holder.mark
  return nowMs - holder.beat < goneAfterMs
}

/** Whether its number can be looked up here: another container may have our host name, and processes of its own. */
function isNeighbour({ host, place }: Holder): boolean {
  return host === hostname() && (place === '' || place === processPlace())
}

function inUse(importName: string, holder: Holder): InputError {
  const since = new Date(holder.since).toISOString()
  return new InputError(
    'ledger_in_use',
    `Process ${holder.pid} on ${holder.host} works on the import ${importName} since ${since}.`,
    {
      hint: isNeighbour(holder)
        ? 'Wait until it is done, or stop it; then give the same command again.'
        : 'Wait until it is done, or stop it; then give the same command again. If it was killed, wait a minute first.',
    },
  )
}

import { resolve } from 'node:path'
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { InputError, RunStopped } from '../errors.ts'
import { isFile, notALedger, prepareLedgerFile, unusableLedger } from './ledger-file.ts'
import { applicationId } from './schema.ts'

export type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync }

const busyTimeoutMs = 10_000
const busyPauseMs = 10

const busyCode = 5
/** SQLITE_CORRUPT, SQLITE_NOTADB. */
const damageCodes: ReadonlySet<number> = new Set([11, 26])
/** SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: not even the index of the write-ahead log finds room. */
const fullDisk: ReadonlySet<unknown> = new Set([13, 4874])

const durable = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL'
const fleeting = 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF'

export interface SqliteOptions {
  readonly mustExist: boolean
  /** Every commit is flushed to disk: what it wrote is there after a power cut. Else the file is this process's alone. */
  readonly isDurable: boolean
}

/**
 * Opens an SQLite file. Created for its owner alone, since it holds what is sent.
 *
 * @throws InputError `not_a_ledger`, `ledger_not_found`, `ledger_unwritable`
 * @throws RunStopped `ledger_damaged`
 */
export async function openSqlite(path: string, options: SqliteOptions): Promise<DatabaseSync> {
  const file = prepareLedgerFile(path, options)
  const { DatabaseSync } = await importSqlite()
  let database: DatabaseSync | null = null
  try {
    const opened = new DatabaseSync(addressOf(path))
    database = opened
    assertOpened(opened, path, file)
    await onceFree(() => prepareConnection(opened, options.isDurable))
    return opened
  } catch (error) {
    database?.close()
    if (error instanceof InputError) throw error
    throw isSqliteError(error) && isDamage(error) ? damagedLedger(path, error) : unusableLedger(path, 'opened', error)
  }
}

/** Runs `work` in a transaction; an error leaves the database as it was. */
export function transaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    // A full disk rolls back by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Whether the database itself failed: its file, its disk, or another process that holds it. */
export function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && 'errcode' in error
}

/** An error of the database as the reason that a run cannot go on; errors of our own pass through. */
export function ledgerFailure(path: string, error: unknown): unknown {
  if (!isSqliteError(error)) return error
  if (isDamage(error)) return damagedLedger(path, error)
  const isFull = 'errcode' in error && fullDisk.has(error.errcode)
  const reason = isFull ? 'the disk is full' : error.message
  const remedy = isFull ? 'Free some space on the disk' : 'Mend what the message says'
  return new RunStopped('ledger_failed', `The ledger ${path} cannot be written: ${reason}.`, {
    cause: error,
    hint: `${remedy}, then give the same command again: it goes on from here.`,
  })
}

function damagedLedger(path: string, error: Error): RunStopped {
  return new RunStopped('ledger_damaged', `The ledger ${path} is damaged: ${error.message}.`, {
    cause: error,
    hint: 'Keep the file, and stop all runs that use it. Put back a copy from before the damage, and run the same file within 24 hours: rows that were sent since then keep their keys, and make no second record.',
  })
}

function prepareConnection(database: DatabaseSync, isDurable: boolean): void {
  // Before the write-ahead log takes over: the mark must stand in the file itself, where it is looked for.
  const marked = database.prepare('PRAGMA application_id').get()?.['application_id']
  if (marked !== applicationId) database.exec(`PRAGMA application_id = ${applicationId}`)
  database.exec(isDurable ? durable : fleeting)
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA foreign_keys = ON`)
}

/**
 * Does something as soon as no other process stands in its way. SQLite's own waiting does not hold for a change of the
 * journal: of two processes that open a new file at once the second is refused on the spot.
 */
async function onceFree(work: () => void): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += busyPauseMs) {
    try {
      work()
      return
    } catch (error) {
      if (!isBusy(error) || waitedMs >= busyTimeoutMs) throw error
      await delay(busyPauseMs)
    }
  }
}

function isBusy(error: unknown): boolean {
  return isSqliteError(error) && kindOf(error) === busyCode
}

function isDamage(error: Error): boolean {
  return damageCodes.has(kindOf(error))
}

/** The low byte is the kind of the error: a busy recovery is busy too. */
function kindOf(error: Error): number {
  return 'errcode' in error ? Number(error.errcode) & 0xff : 0
}

/** The path as nothing but a path, since SQLite has a meaning for some words; a file that is gone by now is not made again. */
function addressOf(path: string): URL {
  const address = pathToFileURL(resolve(path))
  address.searchParams.set('mode', 'rw')
  return address
}

/** SQLite follows symbolic links: what it has opened, and not read from yet, must be the file that was looked at. */
function assertOpened(database: DatabaseSync, path: string, file: string): void {
  const opened = database.prepare('PRAGMA database_list').get()?.['file']
  if (!isFile(String(opened), file)) throw notALedger(`${path} was replaced while it was opened.`)
}

/** Node 22 warns that its SQLite is experimental: true, and of no use to who runs an import. */
async function importSqlite(): Promise<typeof import('node:sqlite')> {
  const emitWarning = process.emitWarning
  process.emitWarning = () => undefined
  try {
    return await import('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}

import { resolve } from 'node:path'
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { InputError, RunStopped } from '../errors.ts'
import { isFile, notALedger, prepareLedgerFile, unusableLedger } from './ledger-file.ts'
import { applicationId } from './schema.ts'

export type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync }

const busyTimeoutMs = 10_000

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
 */
export async function openSqlite(path: string, options: SqliteOptions): Promise<DatabaseSync> {
  const file = prepareLedgerFile(path, options)
  const { DatabaseSync } = await importSqlite()
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(addressOf(path))
    assertOpened(database, path, file)
    prepareConnection(database, options.isDurable)
    return database
  } catch (error) {
    database?.close()
    throw error instanceof InputError ? error : unusableLedger(path, 'opened', error)
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
  const isFull = 'errcode' in error && fullDisk.has(error.errcode)
  const reason = isFull ? 'the disk is full' : error.message
  const remedy = isFull ? 'Free some space on the disk' : 'Mend what the message says'
  return new RunStopped('ledger_failed', `The ledger ${path} cannot be written: ${reason}.`, {
    cause: error,
    hint: `${remedy}, then give the same command again: it goes on from here.`,
  })
}

function prepareConnection(database: DatabaseSync, isDurable: boolean): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  // Before the write-ahead log takes over: the mark must stand in the file itself, where it is looked for.
  const marked = database.prepare('PRAGMA application_id').get()?.['application_id']
  if (marked !== applicationId) database.exec(`PRAGMA application_id = ${applicationId}`)
  database.exec(isDurable ? durable : fleeting)
  database.exec('PRAGMA foreign_keys = ON')
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

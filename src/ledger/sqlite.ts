import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { InputError, RunStopped } from '../errors.ts'
import { applicationId } from './schema.ts'

export type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync }

const sqliteMagic = 'SQLite format 3\0'
/** Where an SQLite file says whose it is. Source: the "Database File Format" page of SQLite's documentation. */
const applicationIdOffset = 68
const busyTimeoutMs = 10_000

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
  assertUsable(path, options.mustExist)
  const { DatabaseSync } = await importSqlite()
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(path)
    prepareConnection(database, options.isDurable)
    return database
  } catch (error) {
    database?.close()
    throw unusable(path, 'opened', error)
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
  const hint = /full/.test(error.message)
    ? 'Free some space on the disk, then give the same command again: it goes on from here.'
    : 'Mend what the message says, then give the same command again: it goes on from here.'
  return new RunStopped('ledger_failed', `The ledger ${path} cannot be written: ${error.message}.`, {
    cause: error,
    hint,
  })
}

function prepareConnection(database: DatabaseSync, isDurable: boolean): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  // Before the write-ahead log takes over: the mark must stand in the file itself, where `isLedger` reads it.
  const marked = database.prepare('PRAGMA application_id').get()?.['application_id']
  if (marked !== applicationId) database.exec(`PRAGMA application_id = ${applicationId}`)
  database.exec(isDurable ? durable : fleeting)
  database.exec('PRAGMA foreign_keys = ON')
}

function assertUsable(path: string, mustExist: boolean): void {
  const size = sizeOf(path) ?? 0
  if (size === 0) {
    if (!mustExist) {
      createPrivately(path)
      return
    }
    throw new InputError('ledger_not_found', `There is no ledger ${path}.`, {
      hint: 'A run makes one; --ledger PATH names another.',
    })
  }
  if (!isLedger(path)) {
    throw new InputError('not_a_ledger', `${path} is not a ledger.`, {
      hint: 'Name another file with --ledger PATH; this one was left as it is.',
    })
  }
}

function sizeOf(path: string): number | null {
  try {
    const stats = statSync(path)
    if (stats.isFile()) return stats.size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw unusable(path, 'opened', error)
  }
  throw new InputError('not_a_ledger', `${path} is not a file.`, { hint: 'Name a file with --ledger PATH.' })
}

function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw unusable(path, 'made', error)
  }
}

/** Read from the file, because opening a database of another program in SQLite could change it. */
function isLedger(path: string): boolean {
  const file = openToRead(path)
  try {
    const header = Buffer.alloc(applicationIdOffset + 4)
    readSync(file, header)
    const magic = header.toString('latin1', 0, sqliteMagic.length)
    return magic === sqliteMagic && header.readUInt32BE(applicationIdOffset) === applicationId
  } finally {
    closeSync(file)
  }
}

function openToRead(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    throw unusable(path, 'opened', error)
  }
}

function unusable(path: string, what: 'opened' | 'made', error: unknown): InputError {
  const reason = error instanceof Error ? error.message : String(error)
  return new InputError('ledger_unwritable', `The ledger ${path} cannot be ${what}: ${reason}.`, {
    cause: error,
    hint: 'Choose a file in a folder that exists and can be written with --ledger PATH.',
  })
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

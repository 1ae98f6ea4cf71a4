import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { nearestFileSync } from '../model/nearest-file.ts'
import { noFollow, noWaiting, openPrivately } from '../model/private-file.ts'
import { applicationId } from './schema.ts'

const sqliteMagic = 'SQLite format 3\0'
/** Where an SQLite file says what it is. Source: the "Database File Format" page of SQLite's documentation. */
const offsets = { pageSize: 16, pages: 28, applicationId: 68 } as const
const headerBytes = 100
/** Files that SQLite keeps beside a database, by what is added to its name. */
const companions = ['-wal', '-shm', '-journal'] as const

/**
 * Makes sure that SQLite may open a path: there is a ledger, or nothing yet, and then a file is made for its owner alone.
 * Whatever else is there is left as it is, to the byte: SQLite would write to a database of another program, and follow a
 * symbolic link to it.
 *
 * @returns which file it is, for `isFile`
 * @throws InputError `not_a_ledger`, `ledger_not_found`, `ledger_unwritable`
 */
export function prepareLedgerFile(path: string, { mustExist }: { readonly mustExist: boolean }): string {
  assertNoLinks(path)
  const found = lookAt(path)
  if (found !== null && !found.isEmpty) {
    if (found.fault !== null) throw notALedger(`${path} is ${found.fault}.`)
    return found.id
  }
  if (!mustExist) return found?.id ?? makeLedgerFile(path)
  const near = nearestFileSync(path)
  throw new InputError('ledger_not_found', `There is no ledger ${path}.`, {
    hint: near === null ? 'A run makes one; --ledger PATH names another.' : `Did you mean ${near}?`,
  })
}

/** Whether there is a ledger: not where there is nothing yet, or something else. */
export function isLedger(path: string): boolean {
  try {
    return lookAt(path)?.fault === null
  } catch {
    return false
  }
}

/** The files that SQLite may keep beside a ledger. */
export function filesBeside(path: string): readonly string[] {
  return companions.map(companion => path + companion)
}

/** Whether a path leads to the file that was prepared: a link may have been laid there since. */
export function isFile(path: string, id: string): boolean {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return stats !== undefined && idOf(stats) === id
}

/** The ledger that cannot be used, with the system's reason. */
export function unusableLedger(path: string, what: 'opened' | 'made', error: unknown): InputError {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const reason = reasons.get(code) ?? (error instanceof Error ? error.message : String(error))
  return new InputError('ledger_unwritable', `The ledger ${path} cannot be ${what}: ${reason}.`, {
    cause: error,
    hint: 'Choose a file in a folder that exists and can be written with --ledger PATH.',
  })
}

/** What the system says of a path in words of its own, and with the path once more. */
const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such folder'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EACCES', 'permission denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOSPC', 'the disk is full'],
])

/** @param sentence what is there instead */
export function notALedger(sentence: string): InputError {
  return new InputError('not_a_ledger', sentence, {
    hint: 'Name another file with --ledger PATH; what is there was left as it is.',
  })
}

interface FoundFile {
  readonly id: string
  readonly isEmpty: boolean
  /** What it is instead of a ledger; null: it is one. */
  readonly fault: string | null
}

function assertNoLinks(path: string): void {
  for (const each of [path, ...filesBeside(path)]) {
    const stats = attempt(path, 'opened', () => lstatSync(each, { throwIfNoEntry: false }))
    if (stats?.isSymbolicLink()) throw notALedger(`${each} is a symbolic link, and a ledger is not opened through one.`)
    if (stats !== undefined && !stats.isFile()) throw notALedger(`${each} is not a file.`)
  }
}

/** Null where there is nothing. Looks through one opening, which waits for nobody if it is a pipe by now. */
function lookAt(path: string): FoundFile | null {
  // Asked first: a log may be gone into the file, and removed, by the time that the file is measured.
  const hasLog = filesBeside(path).some(beside => sizeOf(beside) > 0)
  const file = attempt(path, 'opened', () => openToLook(path))
  if (file === null) return null
  try {
    if (!fstatSync(file).isFile()) throw notALedger(`${path} is not a file.`)
    const header = Buffer.alloc(headerBytes)
    const bytes = readSync(file, header, 0, headerBytes, 0)
    const stats = fstatSync(file, { bigint: true })
    return {
      id: idOf(stats),
      // As it was read: another process may be making the ledger at this moment.
      isEmpty: bytes === 0,
      fault: faultOf(header.subarray(0, bytes), stats.size, hasLog),
    }
  } finally {
    closeSync(file)
  }
}

/** @param hasLog whether there is a log beside it, which may hold what the file lacks */
function faultOf(header: Buffer, size: bigint, hasLog: boolean): string | null {
  if (!isLedgerHeader(header)) return 'not a ledger'
  return size < sizeStated(header) && !hasLog ? 'cut short: a part of the ledger is missing' : null
}

function openToLook(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | noFollow | noWaiting)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function makeLedgerFile(path: string): string {
  const file = attempt(path, 'made', () => openPrivately(path, 'append'))
  try {
    return idOf(fstatSync(file, { bigint: true }))
  } finally {
    closeSync(file)
  }
}

function isLedgerHeader(header: Buffer): boolean {
  return (
    header.length === headerBytes &&
    header.toString('latin1', 0, sqliteMagic.length) === sqliteMagic &&
    header.readUInt32BE(offsets.applicationId) === applicationId
  )
}

/** How large the file says that it is, in bytes. */
function sizeStated(header: Buffer): number {
  const pageSize = header.readUInt16BE(offsets.pageSize)
  // The largest size has no room in two bytes, and is written as 1.
  return header.readUInt32BE(offsets.pages) * (pageSize === 1 ? 65_536 : pageSize)
}

function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function idOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`
}

function attempt<T>(path: string, what: 'opened' | 'made', work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw unusableLedger(path, what, error)
  }
}

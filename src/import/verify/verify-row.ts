import { isDeepStrictEqual } from 'node:util'
import type { ReadonlyImport } from '../../ledger/ledger.ts'
import type { LedgerRow, RecordWrite } from '../../ledger/ledger-row.ts'
import { ReadRefused, ReadUnanswered } from '../../lightfield/read-errors.ts'
import type { ApiRecord } from '../../lightfield/record.ts'
import type { Log } from '../../model/log.ts'
import { isUnsettled } from '../delivery/settled-row.ts'
import type { SameValue } from '../undo/restoration.ts'
import { differingKeys, type WrittenRow } from './expectation.ts'

/** What reading a record back can come to. `unread`: the API refused to show this one, or did not answer. */
export const verifyResults = ['same', 'different', 'missing', 'unread'] as const

export type VerifyResult = (typeof verifyResults)[number]

/** One row whose record was read back. */
export interface VerifiedRow {
  readonly result: VerifyResult
  readonly identity: string
  readonly row: number
  readonly line: number
  /** Values of the key columns, for people. */
  readonly key: string
  readonly object: string
  readonly recordId: string
  readonly httpLink: string | null
  /** Fields and relationships in which the record differs from what was sent; empty unless it does. */
  readonly keys: readonly string[]
}

/** Reads a record as it is now; null where it is not there (or in the trash). */
export type ReadRecord = (object: string, id: string, signal: AbortSignal) => Promise<ApiRecord | null>

/** What rows are verified with. */
export interface VerifyParts {
  readonly object: string
  readonly ledger: Pick<ReadonlyImport, 'find' | 'rows' | 'writesTo'>
  readonly read: ReadRecord
  readonly isSame: SameValue
}

/** Somebody else may write while the record is read: then it is read again, so often at most. */
const looks = 3

/**
 * Reads a row's record back and compares it with what the ledger says was sent. A retrieve is always current, unlike
 * lists. Source: the "List endpoints" page of the API's documentation.
 *
 * @returns null where nothing can be said of the row: it has no record, or a write to it has no known outcome
 * @throws RunStopped where the API refuses the key or cannot be reached
 * @throws the signal's reason where it is aborted
 */
export async function verifyRow(
  identity: string,
  parts: VerifyParts,
  signal: AbortSignal,
): Promise<VerifiedRow | null> {
  let known = knownOf(identity, parts)
  for (let look = 1; known !== null; look += 1) {
    const verified = await compare(known, parts, signal)
    if (verified.result === 'same' || verified.result === 'unread') return verified
    const now = knownOf(identity, parts)
    if (isDeepStrictEqual(now, known)) return verified
    if (look === looks) return null
    known = now
  }
  return null
}

/** Whether a row has a record that something is known of. */
export function hasRecord(row: LedgerRow): row is WrittenRow {
  return row.recordId !== null && row.written !== null && !isUnsettled(row)
}

/** Leaves in the log what is not as it should be: keys, never values. */
export function logVerified(log: Log, { result, row, line, recordId, keys }: VerifiedRow): void {
  if (result !== 'same') log.warn({ row, line, recordId, result, keys: keys.join(', ') }, 'record is not what was sent')
}

interface Known {
  readonly row: WrittenRow
  readonly writes: readonly RecordWrite[]
}

function knownOf(identity: string, { ledger }: VerifyParts): Known | null {
  const row = ledger.find(identity)
  return row !== null && hasRecord(row) ? { row, writes: ledger.writesTo(row.recordId) } : null
}

async function compare({ row, writes }: Known, parts: VerifyParts, signal: AbortSignal): Promise<VerifiedRow> {
  const { object, isSame } = parts
  const record = await readOr(parts, row.recordId, signal)
  const about = { ...placeOf(row), object, recordId: row.recordId, httpLink: row.httpLink, keys: [] }
  if (record === 'missing' || record === 'unread') return { ...about, result: record }
  const keys = differingKeys(row, writes, record, isSame)
  const httpLink = record.httpLink ?? row.httpLink
  return { ...about, httpLink, keys, result: keys.length === 0 ? 'same' : 'different' }
}

async function readOr(
  { object, read }: VerifyParts,
  id: string,
  signal: AbortSignal,
): Promise<ApiRecord | 'missing' | 'unread'> {
  try {
    const record = await read(object, id, signal)
    // Of a record that was merged the API may give the one that it was merged into.
    return record === null || record.id !== id ? 'missing' : record
  } catch (error) {
    if (error instanceof ReadRefused) return error.status === 410 ? 'missing' : 'unread'
    if (error instanceof ReadUnanswered) return 'unread'
    throw error
  }
}

function placeOf({ identity, row, line, key }: WrittenRow) {
  return { identity, row, line, key }
}

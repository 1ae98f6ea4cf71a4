import type { ImportLedger } from '../../ledger/ledger.ts'
import type { Change, LedgerRow, OwnRowError, RowError } from '../../ledger/ledger-row.ts'
import { ReadRefused, ReadUnanswered } from '../../lightfield/read-errors.ts'
import type { ApiRecord } from '../../lightfield/record.ts'
import type { Clock } from '../../model/clock.ts'
import type { Difference } from '../delivery/difference.ts'
import { isUnsettled } from '../delivery/settled-row.ts'
import { updateBody } from '../delivery/update-body.ts'
import { inPortions } from '../delivery/write-steps.ts'
import type { RunClient } from '../dry-client.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import type { Stop } from '../stop.ts'
import { restorationOf, type SameValue } from './restoration.ts'
import { undoEnd } from './undo-end.ts'
import type { UndoOutcome } from './undo-tally.ts'
import { rowAsBefore, rowBeingUndone, rowWithoutRecord } from './undone-row.ts'

export interface UndoRecordParts {
  readonly client: RunClient
  readonly ledger: ImportLedger
  readonly importName: string
  readonly object: string
  readonly clock: Clock
  readonly stop: Stop
  readonly isSame: SameValue
}

/** What became of the undoing of one record. */
export interface Undone {
  readonly outcome: UndoOutcome
  readonly row: number
  readonly line: number
  readonly recordId: string
  /** Fields and relationships that somebody has changed since: they stayed as they are. */
  readonly kept: readonly string[]
  /** Why it failed. */
  readonly error: RowError | null
}

/** What a row wrote to one record, the newest write first; at least one. */
export type RecordChanges = readonly [Change, ...Change[]]

/**
 * Moves a record to the trash that this import made, and lets its row go. Trashing needs no idempotency key: a record
 * that is there already stays as it is. That it is about to go is on disk before the request leaves: a run that comes after
 * a lost answer looks whether it is there.
 */
export async function trashRecord(changes: RecordChanges, parts: UndoRecordParts): Promise<Undone> {
  const { client, ledger, object, clock, stop } = parts
  const [{ recordId, identity, idempotencyKey: newestKey }] = changes
  const row = rowOf(identity, ledger)
  // A row in doubt keeps the request that settles it.
  const isToIntend = isAbout(row, recordId) && !isUnsettled(row)
  const intend = async (attempt: number): Promise<void> => {
    if (isToIntend && attempt === 1) await ledger.record(rowBeingUndone(row, clock.now()))
  }
  const settled = await client.remove({ object, recordId }, intend, stop.signal)
  const end = undoEnd(settled, stop)
  if (end.kind !== 'done' && end.kind !== 'gone') {
    if (isToIntend && settled.attempts > 0 && end.isUntouched) await ledger.release(identity, row)
    return undone(end.kind, row, recordId, end)
  }
  const follows = changes.find(({ operation }) => operation === 'create')?.idempotencyKey ?? newestKey
  const at = clock.now()
  await ledger.recordUndone(isAbout(row, recordId) ? rowWithoutRecord(row, follows, at) : { ...row, at }, changes)
  return undone(end.kind === 'gone' ? 'gone' : 'trashed', row, recordId)
}

/**
 * Puts back what a record held before this import's updates, where it still holds what they wrote. What the row is then
 * is on disk before the request leaves: whichever command comes next after a lost answer, it looks or writes again.
 */
export async function restoreRecord(changes: RecordChanges, parts: UndoRecordParts): Promise<Undone> {
  const { client, ledger, object, clock, stop } = parts
  const [{ recordId, identity }] = changes
  const row = rowOf(identity, ledger)
  if (isUnsettled(row)) return undone('failed', row, recordId, { error: inDoubt })
  const record = await lookAt(recordId, parts)
  if (record === null) {
    await ledger.recordUndone({ ...row, at: clock.now() }, changes)
    return undone('gone', row, recordId)
  }
  if ('code' in record) return undone('failed', row, recordId, { error: record })

  const { difference, restored, kept } = restorationOf(changes, record, parts.isSame)
  const requests = requestsFor(difference, changes, parts)
  const isAllKept = restored.fields.size === 0 && restored.links.length === 0
  const lastKey = requests.at(-1)?.idempotencyKey ?? changes[0].idempotencyKey
  const at = clock.now()
  const next = isAllKept || !isAbout(row, recordId) ? { ...row, at } : rowAsBefore(row, restored, lastKey, at)
  for (const [position, request] of requests.entries()) {
    const isFirst = position === 0
    const intend = async (attempt: number): Promise<void> => {
      if (isFirst && attempt === 1) await ledger.record(next)
    }
    const settled = await client.write({ object, recordId, ...request }, intend, stop.signal)
    const end = undoEnd(settled, stop)
    if (end.kind === 'done') continue
    if (end.kind === 'gone') {
      await ledger.recordUndone({ ...row, at: clock.now() }, changes)
      return undone('gone', row, recordId)
    }
    if (isFirst && settled.attempts > 0 && end.isUntouched) await ledger.release(identity, row)
    return undone(end.kind, row, recordId, end)
  }
  await ledger.recordUndone(next, changes)
  return undone(isAllKept ? 'kept' : kept.length > 0 ? 'partly_restored' : 'restored', row, recordId, { kept })
}

/** The record as it is now; null where it is not there any more. */
async function lookAt(id: string, { client, object, stop }: UndoRecordParts): Promise<ApiRecord | RowError | null> {
  try {
    return await client.retrieve(object, id, stop.signal)
  } catch (error) {
    if (!(error instanceof ReadRefused || error instanceof ReadUnanswered)) throw error
    return { code: error.code, param: null, column: null, message: error.message }
  }
}

/** The updates that restore a record: one, unless it takes more links than a request may change. */
function requestsFor(
  { fields, links }: Difference,
  [newest]: RecordChanges,
  { importName, object }: UndoRecordParts,
): readonly { readonly body: string; readonly idempotencyKey: string }[] {
  if (fields.size === 0 && links.length === 0) return []
  const [first = [], ...others] = inPortions(links)
  const bodies = [{ fields, links: first }, ...others.map(portion => ({ fields: new Map(), links: portion }))]
  let after = newest.idempotencyKey
  return bodies.map(updateBody).map(body => {
    const { identity } = newest
    after = idempotencyKey({ importName, object, operation: 'update', identity, body, after })
    return { body, idempotencyKey: after }
  })
}

const inDoubt: OwnRowError = {
  code: 'in_doubt',
  param: null,
  column: null,
  message:
    'A later write to this record was sent, and its answer never came. Once a run has settled it, undo goes on with it.',
}

/** The row has a record of its own by now where the one that is undone was replaced. */
function isAbout(row: LedgerRow, recordId: string): boolean {
  return row.recordId === recordId
}

function rowOf(identity: string, ledger: ImportLedger): LedgerRow {
  const row = ledger.find(identity)
  if (row === null) throw new Error('the ledger has a write of a row that it does not have')
  return row
}

function undone(
  outcome: UndoOutcome,
  { row, line }: LedgerRow,
  recordId: string,
  more: Partial<Pick<Undone, 'kept' | 'error'>> = {},
): Undone {
  return { outcome, row, line, recordId, kept: more.kept ?? [], error: more.error ?? null }
}

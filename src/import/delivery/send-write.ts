import type { Claim } from '../../ledger/claim.ts'
import type { ImportLedger } from '../../ledger/ledger.ts'
import type { Change, LedgerRow, SentRequest } from '../../ledger/ledger-row.ts'
import type { Settled } from '../../lightfield/attempts.ts'
import type { LightfieldClient } from '../../lightfield/client.ts'
import type { Clock } from '../../model/clock.ts'
import type { Stop } from '../stop.ts'
import { isUnsettled, settledRow } from './settled-row.ts'

export interface SendParts {
  readonly client: Pick<LightfieldClient, 'write' | 'serverNow'>
  readonly ledger: ImportLedger
  readonly clock: Clock
  readonly stop: Stop
  /** Source column of a field or relationship key, for messages. */
  readonly columnOf: (param: string) => string | null
}

/** One write of a row, ready to leave. */
export interface RowWrite {
  readonly object: string
  readonly runId: string
  /** The row as it is before the request. */
  readonly base: LedgerRow
  /** The same, as the ledger has it; null where it has none. */
  readonly known: LedgerRow | null
  readonly sent: SentRequest
  /** What a success makes of the row; what the request does by itself unless it completes an earlier one. */
  readonly outcome?: 'created' | 'updated'
  /** The record that a create makes, where another import of the ledger may be making the same one. */
  readonly claim?: Claim | null
}

/** Another import of the ledger was first to make the record: nothing was sent. */
export interface Forestalled {
  readonly kind: 'forestalled'
}

export interface SentWrite {
  readonly settled: Settled | Forestalled
  /** The row's state now; null where nothing was carried out, so that it is what it was. */
  readonly row: LedgerRow | null
}

/**
 * Sends one write: its intent is on disk before it leaves, what became of it as soon as that is known. Stops the run
 * where the API refuses the run as a whole.
 */
export async function sendWrite(write: RowWrite, parts: SendParts): Promise<SentWrite> {
  const { base, known } = write
  const { ledger, stop } = parts
  const settled = await send(write, parts)
  if (settled.kind === 'forestalled') return { settled, row: null }
  const row = await recordSettled(settled, write, parts)
  if (row === null && settled.attempts > 0) await ledger.release(base.identity, known)
  if (settled.kind === 'halted') stop.because(settled.error)
  return { settled, row }
}

/** Writes down what became of a request; null, and nothing, where it was not carried out. */
export async function recordSettled(
  settled: Settled,
  { base, sent, runId, ...write }: RowWrite,
  { ledger, clock, columnOf }: Omit<SendParts, 'client'>,
): Promise<LedgerRow | null> {
  const outcome = write.outcome ?? (sent.operation === 'create' ? 'created' : 'updated')
  const row = settledRow(settled, { base, sent, outcome, runId, nowMs: clock.now(), columnOf })
  if (row !== null && settled.attempts > 0) await ledger.record(row, changeOf(settled, row))
  return row
}

async function send(
  { object, base, known, sent, claim }: RowWrite,
  { client, ledger, stop }: SendParts,
): Promise<SentWrite['settled']> {
  const request = {
    object,
    recordId: sent.operation === 'update' ? base.recordId : null,
    body: sent.body,
    idempotencyKey: sent.idempotencyKey,
    firstSentAt: sent.firstSentAt,
    isInDoubt: known !== null && isUnsettled(known),
  }
  const intend = async (attempt: number): Promise<void> => {
    if (attempt === 1 && !(await ledger.intend({ ...base, sent }, claim))) throw new IntentRefused()
  }
  try {
    return await client.write(request, intend, stop.signal)
  } catch (error) {
    if (error instanceof IntentRefused) return { kind: 'forestalled' }
    throw error
  }
}

/** The only way to keep a request back that has its slot already; goes no further than `send`. */
class IntentRefused extends Error {}

/** What `undo` is told of a write; nothing where it was not carried out. */
function changeOf(
  settled: Settled,
  { identity, runId, recordId, sent, at }: LedgerRow,
): Omit<Change, 'id'> | undefined {
  if (settled.kind !== 'done' || sent === null || recordId === null) return undefined
  const { operation, before, body, idempotencyKey } = sent
  const isUpdate = operation === 'update'
  return { identity, runId, operation, recordId, before, body: isUpdate ? body : null, idempotencyKey, at }
}

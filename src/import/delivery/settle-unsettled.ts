import type { ImportLedger } from '../../ledger/ledger.ts'
import type { LedgerRow, SentRequest } from '../../ledger/ledger-row.ts'
import type { RecordReference } from '../../lightfield/record.ts'
import type { Log } from '../../model/log.ts'
import { forEachConcurrently } from '../concurrency.ts'
import { namesOf } from '../look-up/look-ups.ts'
import type { OtherImports } from '../other-imports.ts'
import { draftOfBody, encodeDraft } from './draft-json.ts'
import { recordSettled, type SendParts, sendWrite } from './send-write.ts'
import { isKeyAlive, keyExpired, lostAnswer, traceUnclear, traceUnclearCode } from './settled-row.ts'
import type { Tracer } from './traces.ts'

/** What is settled, and how. */
export interface Settling {
  readonly object: string
  /** The run whose work it counts as; null: that of the run which sent the request. */
  readonly runId: string | null
  /** Send requests again whose keys the API has forgotten. */
  readonly resendInDoubt: boolean
  /** Tells what became of a request whose key the API has forgotten; null where nobody looks. */
  readonly trace: Tracer | null
}

export interface SettleParts extends SendParts {
  readonly imports: OtherImports
  readonly log: Log
  /** How many writes may be under way just now. */
  readonly bound: () => number
  /** Told of each row of the import itself, as it is now. */
  readonly onSettled?: (row: LedgerRow) => void
}

/**
 * Settles requests of earlier runs whose answers were lost, before anything else is sent: the same body with the same
 * key, which the API answers as it would have the first time, as long as it remembers the key. After that only the records
 * themselves tell. Edits of the row since then wait until it is known what the record holds. The parents that earlier runs
 * made are settled first.
 *
 * @returns how many rows have an outcome now
 */
export async function settleUnsettled(settling: Settling, parts: SettleParts): Promise<number> {
  let settled = 0
  for (const object of parts.imports.parentTypes()) {
    const parents = { ...parts, ledger: parts.imports.parents(object), onSettled: () => undefined }
    settled += await settleImport({ ...settling, object, trace: settling.trace && untilNamed }, parents)
  }
  return settled + (await settleImport(settling, parts))
}

/** A parent is looked for by what a row names it, when the first row does. */
const untilNamed: Tracer = async () => ({ kind: 'undone' })

async function settleImport(settling: Settling, parts: SettleParts): Promise<number> {
  const { ledger, stop } = parts
  let settled = 0
  await forEachConcurrently(untilStopped(ledger, parts), parts.bound, row =>
    stop.endInOrder(async () => {
      const now = await settle(row, settling, parts)
      parts.log.info(
        { row: now.row, idempotencyKey: row.sent?.idempotencyKey, outcome: now.state },
        'settled a request of an earlier run',
      )
      if (now.state !== 'in_doubt' && now.state !== 'pending') settled += 1
      parts.onSettled?.(now)
    }),
  )
  return settled
}

async function* untilStopped(ledger: ImportLedger, { stop }: SettleParts): AsyncGenerator<LedgerRow> {
  for (const row of ledger.unsettled()) {
    if (stop.signal.aborted) return
    yield row
  }
}

/** @returns the row as it is now */
async function settle(row: LedgerRow, settling: Settling, parts: SettleParts): Promise<LedgerRow> {
  const { sent } = row
  if (sent === null) return row
  if (isKeyAlive(sent, parts.client.serverNow())) return repeat(row, sent, settling, parts)
  const trace = settling.trace === null ? null : await settling.trace(row, sent, parts.stop.signal)
  if (trace?.kind === 'done') return traced(row, sent, trace.record, settling, parts)
  if (trace?.kind === 'undone') return put(takenUpAnew(row, sent), settling, parts)
  if (settling.resendInDoubt) {
    return repeat(row, { ...sent, firstSentAt: parts.client.serverNow() }, settling, parts)
  }
  const error = trace?.isLookedFor === true ? traceUnclear(sent, namesOf(trace.near)) : keyExpired(sent)
  return put({ ...row, state: 'in_doubt', error }, settling, parts)
}

/** Nothing may be carried out this time; what the earlier run's request did is then still unknown. */
async function repeat(
  base: LedgerRow,
  sent: SentRequest,
  { object, runId }: Settling,
  parts: SettleParts,
): Promise<LedgerRow> {
  const { row } = await sendWrite({ object, runId: runId ?? base.runId, base, known: base, sent }, parts)
  return row ?? { ...base, state: 'in_doubt', error: base.error ?? lostAnswer(sent) }
}

/** The request turned out to have been carried out: the row is what its answer would have made of it. */
async function traced(
  base: LedgerRow,
  sent: SentRequest,
  body: RecordReference,
  { object, runId }: Settling,
  parts: SettleParts,
): Promise<LedgerRow> {
  const settled = { kind: 'done', body, attempts: Math.max(base.attempts, 1) } as const
  const row = await recordSettled(settled, { object, runId: runId ?? base.runId, base, known: base, sent }, parts)
  return row ?? base
}

/** What is still to be done of it is kept, so that `retry` can do it without the file. */
function takenUpAnew(row: LedgerRow, sent: SentRequest): LedgerRow {
  const follows = sent.operation === 'create' ? sent.idempotencyKey : row.follows
  const draft = row.draft ?? encodeDraft(draftOfBody(sent.result))
  return { ...row, state: 'pending', sent: null, draft, error: null, follows }
}

async function put(row: LedgerRow, { runId }: Settling, { ledger, clock }: SettleParts): Promise<LedgerRow> {
  const next: LedgerRow = { ...row, runId: runId ?? row.runId, at: clock.now() }
  await ledger.record(next)
  return next
}

/** What a run would do about a row whose answer was lost. */
export type Settlement = 'repeat' | 'trace' | 'leave'

/** @param isTraced whether there is a way to tell what became of a request whose key the API has forgotten */
export function settlementOf(
  { sent, error }: LedgerRow,
  { resendInDoubt, isTraced }: { readonly resendInDoubt: boolean; readonly isTraced: boolean },
  nowMs: number,
): Settlement {
  if (sent === null) return 'leave'
  if (isKeyAlive(sent, nowMs)) return 'repeat'
  // What was looked for in vain is not expected to be found the next time.
  const isTraceable = (isTraced || sent.operation === 'update') && error?.code !== traceUnclearCode
  if (isTraceable) return 'trace'
  return resendInDoubt ? 'repeat' : 'leave'
}

import type { LedgerRow, OwnRowError, RowError, SentRequest } from '../../ledger/ledger-row.ts'
import type { ApiError } from '../../lightfield/api-error.ts'
import type { Settled } from '../../lightfield/attempts.ts'
import { keyLifetimeMs } from '../../lightfield/idempotency.ts'
import { parseReference } from '../../lightfield/record.ts'

/** Whether a row's last request has no known outcome. */
export function isUnsettled({ state }: Pick<LedgerRow, 'state'>): boolean {
  return state === 'sending' || state === 'in_doubt'
}

/**
 * When a key was first used (milliseconds, UTC), if it is sent now. A refused request that is sent again keeps its key's
 * age: whether the API starts anew is not documented.
 */
export function firstUse(key: string, earlier: SentRequest | null, nowMs: number): number {
  return earlier?.idempotencyKey === key && isKeyAlive(earlier, nowMs) ? earlier.firstSentAt : nowMs
}

/**
 * Whether sending the same body with the same key still settles a request whose answer was lost. A time that is still to
 * come was told by a clock that is wrong, and says nothing of the key's age.
 */
export function isKeyAlive(sent: SentRequest, nowMs: number): boolean {
  const ageMs = nowMs - sent.firstSentAt
  return ageMs < keyLifetimeMs && ageMs > -clockMarginMs
}

/** Clocks that were read one after the other are no further apart than this. */
export const clockMarginMs = 5 * 60_000

/**
 * Digest of a row that is written but in part: links that found no room in one request, or that wait for a record to be
 * made. It differs from the row's own, so that the next run goes on with it.
 */
export function partialDigest(digest: string): string {
  return `${digest}${partialMark}`
}

/** Whether a request was made of this version of a row, in whole or in part. */
export function isDigestOf(sentDigest: string | undefined, digest: string): boolean {
  return sentDigest === digest || sentDigest === partialDigest(digest)
}

const partialMark = '+'

export interface SettledWrite {
  /** The row as it was before the request. */
  readonly base: LedgerRow
  readonly sent: SentRequest
  /** What a success makes of the row. */
  readonly outcome: 'created' | 'updated'
  readonly runId: string
  readonly nowMs: number
  /** Source column of a field key, for the message about a refusal. */
  readonly columnOf: (param: string) => string | null
}

/**
 * The row's next state in the ledger, from what became of its request; null where it is certain that nothing was
 * carried out, so that the row is again what it was. Pure.
 */
export function settledRow(settled: Settled, write: SettledWrite): LedgerRow | null {
  const { sent, runId, nowMs: at } = write
  const base = { ...write.base, sent, attempts: settled.attempts, runId, at }
  switch (settled.kind) {
    case 'done': {
      const record = parseReference(settled.body)
      return {
        ...base,
        state: write.outcome,
        recordId: record?.id ?? base.recordId,
        httpLink: record?.httpLink ?? base.httpLink,
        written: { digest: sent.digest, body: sent.result, idempotencyKey: sent.idempotencyKey },
        // Of a row that is not complete the draft is what is still to be done.
        draft: sent.digest.endsWith(partialMark) ? base.draft : null,
        error: null,
      }
    }
    case 'refused':
      return { ...base, state: 'failed', error: refusalOf(settled.error, write) }
    case 'lost':
    case 'halted':
    case 'interrupted':
      return settled.isDelivered === 'no' ? null : { ...base, state: 'in_doubt', error: lostAnswer(sent) }
  }
}

/** Code of a row whose record was trashed or merged. */
export const recordGone = 'record_gone'

/** Code of a row whose record `undo` was about to trash: a process that dies then does not say whether it is gone. */
export const undoBegun = 'undo_begun'

/** What is said of a row whose record was trashed or merged. */
export const goneError: OwnRowError = {
  code: recordGone,
  param: null,
  column: null,
  message:
    'The record of this row is not there any more: it was moved to the trash or merged into another one. Say gone: recreate in the mapping to create it anew.',
}

/** A record that cannot be found by its own id is gone; anything else is told as the API says it. */
function refusalOf({ status, code, param, message }: ApiError, { sent, columnOf }: SettledWrite): RowError {
  if (sent.operation === 'update' && (status === 404 || status === 410)) return goneError
  return { code, param, column: param && columnOf(param), message }
}

/** What is said of a row whose answer never came. */
export function lostAnswer(sent: SentRequest): OwnRowError {
  const until = new Date(sent.firstSentAt + keyLifetimeMs).toISOString()
  return {
    code: 'answer_lost',
    param: null,
    column: null,
    message: `The request was sent and its answer never came. The same command settles it, without a second record, until ${until}.`,
  }
}

/** What is said of a row whose answer came when the ledger could not be written any more. */
export const answerUnrecorded: OwnRowError = {
  code: 'answer_unrecorded',
  param: null,
  column: null,
  message:
    'The request was sent, and what became of it could not be written to the ledger. The same command settles it, without a second record.',
}

/** What is said of a row whose answer never came and whose key the API has forgotten. */
export function keyExpired(sent: SentRequest): OwnRowError {
  const message = `${forgotten(sent)} ${lookYourself} With match in the mapping a run looks by itself.`
  return { code: 'idempotency_key_expired', param: null, column: null, message }
}

/** Code of a row whose key the API has forgotten, and whose record was looked for in vain. */
export const traceUnclearCode = 'trace_unclear'

/** @param near what may be its record and holds something else by now, in words; empty where there is none */
export function traceUnclear(sent: SentRequest, near: string): OwnRowError {
  const looked =
    near === ''
      ? 'The records do not tell whether it was carried out.'
      : `What may be its record holds something else by now: ${near}.`
  return { code: traceUnclearCode, param: null, column: null, message: `${forgotten(sent)} ${looked} ${lookYourself}` }
}

function forgotten({ firstSentAt }: SentRequest): string {
  const sentAt = new Date(firstSentAt).toISOString()
  return `The request was sent at ${sentAt} and its answer never came; its idempotency key is older than 24 hours.`
}

const lookYourself = 'Look in Lightfield whether that is done; if it is not, --resend-in-doubt sends it again.'

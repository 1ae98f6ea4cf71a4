import type { LedgerRow, RowError, RowPlace, SentRequest } from '../ledger/ledger.ts'
import type { Settled } from '../lightfield/attempts.ts'
import { keyLifetimeMs } from '../lightfield/idempotency.ts'
import { parseReference } from '../lightfield/record.ts'

/** Whether sending the same body with the same key still settles a request whose answer was lost. */
export function isKeyAlive(sent: SentRequest, nowMs: number): boolean {
  return nowMs - sent.firstSentAt < keyLifetimeMs
}

export interface SettledWrite {
  readonly place: RowPlace
  readonly sent: SentRequest
  /** The row as it was before the request. */
  readonly known: LedgerRow | null
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
  const { place, sent, known, runId, nowMs: at } = write
  const base = {
    ...place,
    recordId: known?.recordId ?? null,
    httpLink: known?.httpLink ?? null,
    written: known?.written ?? null,
    sent,
    draft: null,
    attempts: settled.attempts,
    runId,
    at,
  }
  switch (settled.kind) {
    case 'done': {
      const record = parseReference(settled.body)
      return {
        ...base,
        state: sent.operation === 'create' ? 'created' : 'updated',
        recordId: record?.id ?? base.recordId,
        httpLink: record?.httpLink ?? base.httpLink,
        written: { digest: sent.digest, body: sent.result, idempotencyKey: sent.idempotencyKey },
        error: null,
      }
    }
    case 'refused': {
      const { code, param, message } = settled.error
      return { ...base, state: 'failed', error: { code, param, column: param && write.columnOf(param), message } }
    }
    case 'lost':
    case 'halted':
    case 'interrupted':
      return settled.isDelivered === 'no' ? null : { ...base, state: 'in_doubt', error: lostAnswer(sent) }
  }
}

/** What is said of a row whose answer never came. */
export function lostAnswer(sent: SentRequest): RowError {
  const until = new Date(sent.firstSentAt + keyLifetimeMs).toISOString()
  return {
    code: 'answer_lost',
    param: null,
    column: null,
    message: `The request was sent and its answer never came. The same command settles it, without a second record, until ${until}.`,
  }
}

/** What is said of a row whose answer never came and whose key the API has forgotten. */
export function keyExpired(sent: SentRequest): RowError {
  const sentAt = new Date(sent.firstSentAt).toISOString()
  return {
    code: 'idempotency_key_expired',
    param: null,
    column: null,
    message: `The request was sent at ${sentAt} and its answer never came; its idempotency key is older than 24 hours. Look in Lightfield whether the record is there; if it is not, --resend-in-doubt sends it again.`,
  }
}

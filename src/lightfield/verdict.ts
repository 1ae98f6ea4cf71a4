import { type ApiError, isApiError, parseApiError } from './api-error.ts'
import { type Headers, readRetryAfterMs } from './headers.ts'
import type { Culprit, NoAnswer } from './no-answer.ts'

/** An answer as it came, its body read and, where it is JSON, parsed. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; undefined where it is not JSON, null where it is empty. */
  readonly body: unknown
}

/**
 * What one attempt came to, decided here once: nobody looks at a status code afterwards.
 * `lost`: the request may or may not have been carried out. `unsent`: it never reached the API. `withheld`: it was not
 * even tried, since the run had been refused or a pause begun meanwhile. `isMisdirected`: it looks as if the address were
 * not the API's.
 */
export type Verdict =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly blame: 'row'; readonly error: ApiError }
  /** `isCertain`: the API itself says so, and so has not carried the request out. */
  | { readonly kind: 'refused'; readonly blame: 'run'; readonly error: ApiError; readonly isCertain: boolean }
  | { readonly kind: 'again'; readonly reason: 'rate-limit' | 'in-progress'; readonly afterMs: number | null }
  | {
      readonly kind: 'lost'
      readonly reason: string
      readonly afterMs: number | null
      readonly isMisdirected?: true
    }
  | { readonly kind: 'unsent'; readonly reason: string; readonly culprit: Culprit; readonly isMisdirected?: true }
  | { readonly kind: 'withheld' }

/** Statuses that say nothing about whether the request was carried out. */
const unknownOutcome: ReadonlySet<number> = new Set([408, 425])

/** Types that say the same, whatever status they come with. Source: the "Errors" page of the API's documentation. */
const typesOfUnknownOutcome: ReadonlySet<string> = new Set([
  'internal_server_error',
  'service_unavailable',
  'gateway_timeout',
])

/** Refusals that every other row would meet too: they are the run's, not the row's. */
const concernsEveryRow: ReadonlySet<number> = new Set([401, 403, 407, 415])

/**
 * Judges an answer. `isExpected` tells whether a success body is what the endpoint promises: anything else with
 * status 200 (a proxy's HTML page, a body without an id) is a lost answer, never a success.
 * Source: the "Errors" and "Idempotency" pages of the API's documentation.
 */
export function judgeAnswer(answer: Answer, isExpected: (body: unknown) => boolean, nowMs: number): Verdict {
  const { status, body } = answer
  const afterMs = readRetryAfterMs(answer.headers, nowMs)
  const stranger = (reason: string): Verdict => ({ kind: 'lost', reason, afterMs, isMisdirected: true })
  if (status >= 200 && status < 300) {
    if (isExpected(body)) return { kind: 'done', body }
    return stranger(`status ${status} with a body that is not what the API promises`)
  }
  if (status === 429) return { kind: 'again', reason: 'rate-limit', afterMs }
  if (status < 400) return stranger(`a redirect (status ${status}), which is not followed`)
  if (status >= 500 || unknownOutcome.has(status)) return { kind: 'lost', reason: `status ${status}`, afterMs }
  const isCertain = isApiError(status, body)
  const error = parseApiError(status, body)
  if (concernsEveryRow.has(status)) return { kind: 'refused', blame: 'run', error, isCertain }
  // Only the API's own refusals are believed, which give a reason: a gateway that misroutes answers 404 too.
  if (!isCertain) return stranger(`status ${status} without a reason of the API's`)
  if (typesOfUnknownOutcome.has(error.type))
    return { kind: 'lost', reason: `status ${status} (${error.type})`, afterMs }
  if (isConflictInProgress(error)) return { kind: 'again', reason: 'in-progress', afterMs }
  return error.code === 'version_header'
    ? { kind: 'refused', blame: 'run', error, isCertain }
    : { kind: 'refused', blame: 'row', error }
}

/** Judges a request to which there is no answer. */
export function judgeNoAnswer(answer: NoAnswer): Verdict {
  if (answer.failed === 'withheld') return { kind: 'withheld' }
  const { reason, isMisdirected } = answer
  const misdirected = isMisdirected && { isMisdirected }
  return answer.failed === 'unsent'
    ? { kind: 'unsent', reason, culprit: answer.culprit, ...misdirected }
    : { kind: 'lost', reason, afterMs: null, ...misdirected }
}

function isConflictInProgress(error: ApiError): boolean {
  return error.status === 409 && (error.type === 'idempotency_conflict' || error.code === 'idempotency_conflict')
}

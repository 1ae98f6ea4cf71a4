import { asJsonObject } from '../model/json.ts'
import { type ApiError, parseApiError } from './api-error.ts'
import { type Headers, readRateHeaders } from './headers.ts'

/** An answer as it came, its body read and, where it is JSON, parsed. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; undefined where it is not JSON. */
  readonly body: unknown
}

/**
 * What one attempt came to, decided here once: nobody looks at a status code afterwards.
 * `lost`: the request may or may not have been carried out. `unsent`: it never reached the API.
 */
export type Verdict =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly blame: 'row' | 'run'; readonly error: ApiError }
  | { readonly kind: 'again'; readonly reason: 'rate-limit' | 'in-progress'; readonly afterMs: number | null }
  | { readonly kind: 'lost'; readonly reason: string; readonly afterMs: number | null }
  | { readonly kind: 'unsent'; readonly reason: string }

/** Statuses that say nothing about whether the request was carried out. */
const unknownOutcome: ReadonlySet<number> = new Set([408, 425])

/** Refusals of a row: only the API's own are believed, which give a reason. A gateway that misroutes answers 404 too. */
const needsReason: ReadonlySet<number> = new Set([400, 404, 405, 409, 410, 422])

/**
 * Judges an answer. `isExpected` tells whether a success body is what the endpoint promises: anything else with
 * status 200 (a proxy's HTML page, a body without an id) is a lost answer, never a success.
 * Source: the "Errors" and "Idempotency" pages of the API's documentation.
 */
export function judgeAnswer(answer: Answer, isExpected: (body: unknown) => boolean, nowMs: number): Verdict {
  const { status, body } = answer
  const afterMs = readRateHeaders(answer.headers, nowMs).retryAfterMs
  if (status >= 200 && status < 300) {
    return isExpected(body)
      ? { kind: 'done', body }
      : { kind: 'lost', reason: `status ${status} with a body that is not what the API promises`, afterMs }
  }
  if (status === 429) return { kind: 'again', reason: 'rate-limit', afterMs }
  if (status < 400) return { kind: 'lost', reason: `a redirect (status ${status}), which is not followed`, afterMs }
  if (status >= 500 || unknownOutcome.has(status)) return { kind: 'lost', reason: `status ${status}`, afterMs }
  if (needsReason.has(status) && asJsonObject(body) === null) {
    return { kind: 'lost', reason: `status ${status} without a reason`, afterMs }
  }
  const error = parseApiError(status, body)
  if (isConflictInProgress(error)) return { kind: 'again', reason: 'in-progress', afterMs }
  return { kind: 'refused', blame: blame(error), error }
}

function isConflictInProgress(error: ApiError): boolean {
  return error.status === 409 && (error.type === 'idempotency_conflict' || error.code === 'idempotency_conflict')
}

/** A refusal that every other row would meet too is the run's, not the row's. */
function blame(error: ApiError): 'row' | 'run' {
  const concernsEveryRow = [401, 403, 407, 415].includes(error.status) || error.code === 'version_header'
  return concernsEveryRow ? 'run' : 'row'
}

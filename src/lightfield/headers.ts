/** The headers of an answer that steer the pace. Source: the "Rate limits" page of the API's documentation. */
export interface RateHeaders {
  /** `X-RateLimit-Limit`: requests a second that the category allows. */
  readonly limit: number | null
  readonly remaining: number | null
  /** `X-RateLimit-Reset` minus the server's own clock (`Date`), in milliseconds. */
  readonly resetInMs: number | null
  /** `Retry-After`, given in seconds or as a date, in milliseconds from now. Null too where it makes no sense. */
  readonly retryAfterMs: number | null
}

/** Requests a second that no workspace has: a header that says more is nonsense. */
const unbelievableLimit = 10_000

/** Longer than any limit holds: what asks for more is something else, such as a point in time. */
const unbelievableWaitMs = 31 * 24 * 3_600_000

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Reads what is there and makes sense; anything else is null, so that nonsense from a proxy steers nothing. */
export function readRateHeaders(headers: Headers, nowMs: number): RateHeaders {
  const resetSeconds = number(first(headers['x-ratelimit-reset']))
  const limit = number(first(headers['x-ratelimit-limit']))
  return {
    limit: limit !== null && limit > 0 && limit < unbelievableLimit ? limit : null,
    remaining: number(first(headers['x-ratelimit-remaining'])),
    resetInMs: resetSeconds === null ? null : Math.max(0, resetSeconds * 1000 - serverTime(headers, nowMs)),
    retryAfterMs: readRetryAfterMs(headers, nowMs),
  }
}

/** `Retry-After` alone, as `readRateHeaders` reads it. */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | null {
  if (headers['retry-after'] === undefined) return null
  return retryAfter(headers['retry-after'], serverTime(headers, nowMs))
}

/** By the server's own clock, where the answer tells it (milliseconds, UTC). */
function serverTime(headers: Headers, nowMs: number): number {
  return dateMs(first(headers['date'])) ?? nowMs
}

/** Of several, as a gateway may add its own, the longest that makes sense. */
function retryAfter(value: string | string[] | undefined, serverNowMs: number): number | null {
  const waits = [value ?? []]
    .flat()
    .flatMap(one => (/[a-z]/i.test(one) ? [one] : one.split(',')))
    .map(one => waitMs(one, serverNowMs))
    .filter(wait => wait !== null)
  return waits.length === 0 ? null : Math.max(...waits)
}

function waitMs(value: string, serverNowMs: number): number | null {
  const seconds = number(value)
  const at = dateMs(value)
  const ms = seconds !== null ? seconds * 1000 : at !== null ? at - serverNowMs : null
  return ms === null || ms < 0 || ms > unbelievableWaitMs ? null : ms
}

function first(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

function number(value: string | null): number | null {
  return value !== null && /^\d{1,12}(\.\d+)?$/.test(value.trim()) ? Number(value) : null
}

function dateMs(value: string | null): number | null {
  // Date.parse takes "12" for a month: only what looks like an HTTP date counts.
  const parsed = value !== null && /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(parsed) ? null : parsed
}

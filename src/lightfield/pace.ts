import type { RateHeaders } from './headers.ts'

/** How fast one rate-limit category may go. */
export interface PaceOptions {
  /** Requests a second before the server has said anything. */
  readonly assumedRate: number
  /** A rate the user asked for: never exceeded, whatever the server allows. Null: as fast as the server says. */
  readonly wantedRate: number | null
}

/** Half a hundredth more than even: so that a fixed window and a little jitter do not make a 26th request of it. */
const smallestSlack = 1.005
const smallStep = 1.025
const largestSlack = 1.1
const slackKeptMs = 10 * 60_000
const repeatedWithinMs = 3_000
const largeStep = 1.5
const largestStretch = 10
/** A 429 while more than this share of the budget is left has another cause than our pace: it is waited out, no more. */
const plentyLeft = 0.2
const recoveryPerSecond = 0.9
const quietBeforeRecoveryMs = 2_000
const longWindowMs = 2_000
const assumedRetryAfterMs = 1_000

/**
 * Follows what the server tells about one category and answers two questions: how far apart requests should leave,
 * and until when none may leave at all. Pure: the time is a parameter.
 *
 * Evenly spaced requests meet a token bucket and a fixed window alike. A first 429 teaches a little slack, which is
 * what a window that rolls, or a network that bunches requests up, needs; 429s in a row mean that others use the
 * budget too, and the distance grows by half each time and shrinks again when it is quiet.
 */
export class Pace {
  readonly #options: PaceOptions
  #statedLimit: number | null = null
  #hasAnswered = false
  #slack = smallestSlack
  #stretch = 1
  #lastThrottledAt = Number.NEGATIVE_INFINITY
  #pausedUntil = Number.NEGATIVE_INFINITY
  #lastRecoveryAt = 0
  /** Share of the budget that was left by the last answer that said so. */
  #shareLeft = 0

  constructor(options: PaceOptions) {
    this.#options = options
  }

  /** Requests a second that the limit allows, before any slowing down. */
  get limit(): number {
    const { assumedRate, wantedRate } = this.#options
    // A wanted rate may be above the limit, which only an answer tells: the first ones must not wait to be refused.
    const unstated = wantedRate === null || !this.#hasAnswered ? assumedRate : Number.POSITIVE_INFINITY
    return Math.min(wantedRate ?? Number.POSITIVE_INFINITY, this.#statedLimit ?? unstated)
  }

  /** Milliseconds from one request to the next. */
  intervalMs(): number {
    return (1000 / this.limit) * this.#slack * this.#stretch
  }

  /** No request may leave before this time (milliseconds, UTC). */
  get pausedUntil(): number {
    return this.#pausedUntil
  }

  /** Takes note of an answer's headers; `throttled` says that it was a 429. */
  observe(headers: RateHeaders, throttled: boolean, nowMs: number): void {
    this.#hasAnswered = true
    if (headers.limit !== null) this.#statedLimit = headers.limit
    if (headers.limit !== null && headers.remaining !== null) this.#shareLeft = headers.remaining / headers.limit
    if (throttled) this.#slowDown(headers.retryAfterMs ?? assumedRetryAfterMs, nowMs)
    else this.#recover(nowMs)
    // Within one-second windows even spacing never gets ahead of the budget; an empty budget that is not full again
    // for longer means another kind of window, and the next request could only be refused.
    const isExhausted = headers.remaining === 0 && headers.resetInMs !== null && headers.resetInMs > longWindowMs
    if (isExhausted) this.#pauseUntil(nowMs + (headers.resetInMs ?? 0))
  }

  #slowDown(retryAfterMs: number, nowMs: number): void {
    // Requests already under way when the first was refused are refused as well: they teach nothing new.
    const isNews = nowMs > this.#pausedUntil && this.#shareLeft <= plentyLeft
    if (isNews && nowMs - this.#pausedUntil < repeatedWithinMs) {
      this.#stretch = Math.min(this.#stretch * largeStep, largestStretch)
    } else if (isNews) {
      this.#slack = Math.min(this.#slack * smallStep, largestSlack)
    }
    this.#lastThrottledAt = nowMs
    this.#lastRecoveryAt = nowMs
    this.#pauseUntil(nowMs + retryAfterMs)
  }

  #recover(nowMs: number): void {
    const quietMs = nowMs - Math.max(this.#lastThrottledAt, this.#pausedUntil)
    if (quietMs > slackKeptMs) this.#slack = smallestSlack
    if (this.#stretch === 1 || quietMs < quietBeforeRecoveryMs) return
    const seconds = Math.min((nowMs - this.#lastRecoveryAt) / 1000, 1)
    this.#lastRecoveryAt = nowMs
    this.#stretch = Math.max(1, this.#stretch * recoveryPerSecond ** seconds)
  }

  #pauseUntil(atMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, atMs)
  }
}

import { type Departure, Departures } from './departures.ts'
import { windowMs } from './fixed-window.ts'
import type { RateHeaders } from './headers.ts'
import type { WindowBounds } from './latest-window.ts'
import { LeftByOthers } from './left-by-others.ts'
import { Pauses } from './pauses.ts'
import { RefusedRate } from './refused-rate.ts'
import { Slack } from './slack.ts'

/** How fast one rate-limit category may go. */
export interface PaceOptions {
  /** Requests a second before the server has said anything. */
  readonly assumedRate: number
  /** A rate the user asked for: never exceeded, whatever the server allows. Null: as fast as the server says. */
  readonly wantedRate: number | null
  /** Share of the limit that is left to others, from 0 to less than 1. */
  readonly headroom: number
}

/** Why requests leave more slowly than the limit allows. */
export type SlowedBy = 'retry-after' | 'others' | 'headroom'

/** One answer, as the pace sees it. */
export interface PacedAnswer {
  readonly departure: Departure
  readonly headers: RateHeaders
  /** Whether it was a 429. */
  readonly isThrottled: boolean
}

/** A rate that is less than the limit by no more than this is as good as the limit. */
const noticeableShare = 0.1
/** How much less than even slots a window spans: those that were late are given time to come back to their own. */
const windowEaseMs = 1
/** Those that were late leave no closer than this share of the even distance, where that is long enough to be measured. */
const leastGapShare = 0.5
const leastGapMs = 5
/** A 429 after this share of the limit was our own: it came of requests that were bunched up on their way. */
const ownShare = 0.9
/** Others who have us refused three times within so long leave less than headers say, until they do not for as long. */
const againMs = 8_000
/** Where others leave nothing, this share of the limit asks whether they still do. */
const leastShare = 0.05
const growthAfterMs = 1_000
const longWindowMs = 2_000
const longestWindowMs = 60_000
const assumedRetryAfterMs = 1_000

/**
 * Follows what the server tells about one category and answers two questions: how far apart requests should leave,
 * and until when none may leave at all. Pure: the time is a parameter.
 *
 * Evenly spaced requests meet a token bucket and a fixed window alike. What others leave is what `LeftByOthers` makes of
 * the headers.
 */
export class Pace {
  readonly #options: PaceOptions
  readonly #departures = new Departures()
  #statedLimit: number | null = null
  /** The number of the request whose answer stated it: an older one may be answered later. */
  #statedBy = -1
  #answeredAt: number | null = null
  readonly #slack = new Slack()
  #throttledAt = Number.NEGATIVE_INFINITY
  /** When the latest two were that others' requests had caused. */
  #throttledByOthers: readonly number[] = []
  /** Our own requests in the second before the latest 429. */
  #ownBeforeThrottle = Number.POSITIVE_INFINITY
  readonly #pauses = new Pauses()
  readonly #left: LeftByOthers
  /** The same by 429s alone, where headers do not say, or not what others will want again. */
  readonly #unstated = new RefusedRate()
  #hasHadSomeLeft = false

  constructor(options: PaceOptions) {
    this.#options = options
    this.#left = new LeftByOthers(this.#departures, options.headroom)
  }

  /** Requests a second that are ours at most: the limit, less what is left to others, or the rate asked for. */
  get limit(): number {
    const { assumedRate, wantedRate, headroom } = this.#options
    // A wanted rate may be above the limit, which only an answer tells: the first ones must not wait to be refused.
    const unstated = wantedRate === null || this.#answeredAt === null ? assumedRate : Number.POSITIVE_INFINITY
    return Math.min(wantedRate ?? Number.POSITIVE_INFINITY, (this.#statedLimit ?? unstated) * (1 - headroom))
  }

  /** Milliseconds from one request to the next. */
  intervalMs(): number {
    const rate = Math.min(this.limit / this.#slack.factor, this.#left.rate, this.#unstated.rate)
    return 1000 / Math.max(rate, this.limit * leastShare)
  }

  /** How many may leave within how long, even where some are late; null where they could exceed none. */
  get window(): WindowBounds | null {
    const { wantedRate, assumedRate } = this.#options
    const assumed = wantedRate === null || this.#answeredAt === null ? assumedRate : null
    const limit = this.#statedLimit ?? assumed
    // A bucket has something left over for those that catch up.
    const isForgiving = this.#left.isBucket && this.#left.rate === Number.POSITIVE_INFINITY
    if (limit === null || isForgiving) return null
    const most = this.#left.isStrict(this.#answeredAt ?? 0) ? Math.min(limit, this.#left.mostInWindow) : limit
    // Whole milliseconds, as clocks and timers count.
    const gapMs = Math.floor(this.intervalMs() * leastGapShare)
    const spanMs = Math.round(windowMs * this.#slack.factor) - windowEaseMs
    return { most, spanMs, gapMs: gapMs < leastGapMs ? 0 : gapMs }
  }

  /** Whether the server may count by a window that rolls: there one that arrives late can have a later one refused. */
  mayRoll(nowMs: number): boolean {
    return this.#left.mayRoll(nowMs)
  }

  /** No request may leave before this time, since the server said so (milliseconds, UTC). */
  get pausedUntil(): number {
    return this.#pauses.until
  }

  /** How long it has been paused in all, in milliseconds. */
  pausedMs(nowMs: number): number {
    return this.#pauses.lastedMs(nowMs)
  }

  /** No request should get a slot before this time: because of a pause, or as it would be refused. */
  heldUntil(nowMs: number): number {
    return Math.max(this.pausedUntil, this.#left.usedUpUntil(nowMs))
  }

  /** Why requests leave more slowly than the server's limit; null where they do not. */
  slowedBy(nowMs: number): SlowedBy | null {
    if (nowMs < this.pausedUntil) return 'retry-after'
    if (1000 / this.intervalMs() < this.limit * (1 - noticeableShare)) return 'others'
    const isWantedLess = (this.#options.wantedRate ?? Number.POSITIVE_INFINITY) <= this.limit
    return this.#options.headroom > 0 && !isWantedLess ? 'headroom' : null
  }

  /** Takes note of a request that leaves; what it returns goes with its answer. */
  departs(nowMs: number): Departure {
    return this.#departures.leave(nowMs)
  }

  /** Takes note of an answer. */
  observe(answer: PacedAnswer, nowMs: number): void {
    const { departure, headers, isThrottled } = answer
    // Answers that are far apart must not make up for it all at once; a clock that was set back counts as no time.
    const elapsedSeconds = Math.max(0, Math.min(1, (nowMs - (this.#answeredAt ?? nowMs)) / 1000))
    this.#answeredAt = nowMs
    this.#followLimit(departure, headers)
    if (isThrottled) this.#slowDown(answer, nowMs)
    else this.#recover(elapsedSeconds, nowMs)
    this.#followBudget(answer, elapsedSeconds, nowMs)
    this.#awaitLongWindow(headers, nowMs)
  }

  /** The limit that the server states, or is taken to have. */
  get #fullRate(): number {
    return this.#statedLimit ?? this.#options.wantedRate ?? this.#options.assumedRate
  }

  #followLimit({ number, atMs }: Departure, { limit }: RateHeaders): void {
    if (limit === null || number < this.#statedBy) return
    this.#statedBy = number
    if (limit === this.#statedLimit) return
    this.#left.follow(limit, this.#statedLimit === null ? null : atMs)
    this.#statedLimit = limit
    this.#unstated.forget()
    this.#ownBeforeThrottle = Number.POSITIVE_INFINITY
  }

  #slowDown({ departure, headers }: PacedAnswer, nowMs: number): void {
    this.#departures.exclude(departure)
    const own = this.#departures.countBefore(departure, windowMs)
    // Requests already under way when the first was refused are refused as well: they teach nothing new.
    if (own !== null && departure.atMs > this.#throttledAt) {
      this.#ownBeforeThrottle = own
      // A bucket has something left over for requests that are bunched up, unless others take it.
      if (own >= this.#fullRate * ownShare && !this.#left.isBucket) {
        this.#slack.refused(nowMs)
      } else {
        const isSilent = headers.remaining === null || !this.#left.isTold
        // Two who see each other's pauses each take what the other will want again.
        const isAgain = nowMs - (this.#throttledByOthers.at(-2) ?? Number.NEGATIVE_INFINITY) < againMs
        if (isSilent || (isAgain && !this.#left.isBucket)) this.#unstated.refused(own, nowMs)
        this.#throttledByOthers = [...this.#throttledByOthers.slice(-1), nowMs]
      }
    }
    this.#throttledAt = nowMs
    this.#pauses.pause(nowMs, headers.retryAfterMs ?? assumedRetryAfterMs)
  }

  #recover(elapsedSeconds: number, nowMs: number): void {
    this.#slack.passed(elapsedSeconds)
    if (nowMs - Math.max(this.#throttledAt, this.pausedUntil) < growthAfterMs) return
    this.#unstated.grow(elapsedSeconds, nowMs, { least: this.limit * leastShare, full: this.limit })
  }

  #followBudget({ departure, headers, isThrottled }: PacedAnswer, elapsedSeconds: number, nowMs: number): void {
    const remaining = isThrottled ? 0 : headers.remaining
    if (remaining === null) return
    this.#left.see(departure, remaining, {
      nowMs,
      elapsedSeconds,
      full: this.#fullRate,
      throttledAt: this.#throttledAt,
      ownBeforeThrottle: this.#ownBeforeThrottle,
      throttledByOthersAt: this.#throttledByOthers.at(-1) ?? Number.NEGATIVE_INFINITY,
    })
    if (this.#left.isBucket) this.#slack.forget()
    if (this.#left.isBucket || (this.#left.isTold && nowMs - this.#throttledAt > againMs)) this.#unstated.forget()
  }

  /**
   * Within one-second windows even spacing never gets ahead of the budget; an empty budget that is not full again for
   * longer means another kind of window, and the next request could only be refused. A server that never says anything
   * but 0 is not believed.
   */
  #awaitLongWindow({ remaining, resetInMs }: RateHeaders, nowMs: number): void {
    if (remaining !== null && remaining > 0) this.#hasHadSomeLeft = true
    if (remaining !== 0 || resetInMs === null || !this.#hasHadSomeLeft) return
    if (resetInMs <= longWindowMs || resetInMs > longestWindowMs) return
    this.#hasHadSomeLeft = false
    this.#pauses.pause(nowMs, resetInMs)
  }
}

import { Budget } from './budget.ts'
import type { Departure, Departures } from './departures.ts'
import { windowMs } from './fixed-window.ts'

/** What of the limit and of its 429s bears on how far headers are believed. */
export interface Standing {
  readonly nowMs: number
  /** Since the answer before, a second at most. */
  readonly elapsedSeconds: number
  /** The limit that the server states, or is taken to have, in requests a second. */
  readonly full: number
  /** When the latest 429 came (milliseconds, UTC), and how many of ours had left in the second before it. */
  readonly throttledAt: number
  readonly ownBeforeThrottle: number
  /** When the latest one came that others' requests had caused. */
  readonly throttledByOthersAt: number
}

/** What others leave is not taken to the last bit. */
const shareTaken = 1 / 1.005
/** Others that use less than this go unnoticed until they cause a 429: the headers are no more exact than that. */
const noticeableShare = 0.1
const othersRememberedMs = 30_000
/** For how long a 429 makes headers believed that say that there is little left. */
const believedMs = 120_000
/** Without a 429, headers slow us down no further than this. */
const unconfirmedShare = 0.5
/** With one, no further than this share of what went through before it. */
const confirmedShare = 0.5
/** Headers that slow us down for so long without a 429 are put to the test, by that share of the limit each second. */
const doubtAfterMs = 5_000
const probePerSecond = 0.02
/**
 * Who uses more than the others gives way for a while, by up to that share: where they want it, as another run of ours
 * does, it is theirs from then on. A few of a thousand would be lost among the headers' whole numbers.
 */
const givingEveryMs = 12_000
const givingForMs = 3_000
const givenShare = 0.3

/**
 * What others leave to us of a limit, as `Budget` judges it by the headers, checked by 429s: headers which make no sense
 * slow nothing down for long. Pure: the time is a parameter.
 */
export class LeftByOthers {
  readonly #departures: Departures
  /** Share of the limit that is left to others whatever they use. */
  readonly #headroom: number
  #budget: Budget | null = null
  /** Requests that left before this time may have met another limit, or been counted beside those that did. */
  #fromMs = Number.NEGATIVE_INFINITY
  #rate = Number.POSITIVE_INFINITY
  #doubtfulSince: number | null = null
  /** Requests a second beyond what headers say, to see whether it is true. */
  #probe = 0

  constructor(departures: Departures, headroom: number) {
    this.#departures = departures
    this.#headroom = headroom
  }

  /** Requests a second that are ours to send; infinite where others were not noticed. */
  get rate(): number {
    return this.#rate
  }

  /** How many of ours others leave room for in a second, whole ones. */
  get mostInWindow(): number {
    return Math.round(this.#rate / shareTaken)
  }

  /** Whether a limit was stated, so that headers can say what is left of it. */
  get isTold(): boolean {
    return this.#budget !== null
  }

  get isBucket(): boolean {
    return this.#budget?.isBucket ?? false
  }

  /** Whether no second may hold more than what others leave. See `Budget`. */
  isStrict(nowMs: number): boolean {
    return this.#budget?.isStrict(nowMs) ?? false
  }

  /** Whether the server may count by a window that rolls. */
  mayRoll(nowMs: number): boolean {
    return this.#budget?.mayRoll(nowMs) ?? true
  }

  /** A time before which a request would be refused, as others have used up what there is; or the past. */
  usedUpUntil(nowMs: number): number {
    // Alone, even spacing never gets ahead of the budget.
    if (this.#budget === null || this.#rate === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY
    return this.#budget.usedUpUntil(nowMs)
  }

  /**
   * Takes note of a limit that the server states, in requests a second.
   *
   * @param changedAtMs when the request left whose answer stated another than before; null for the first one
   */
  follow(limit: number, changedAtMs: number | null): void {
    if (changedAtMs !== null) this.#fromMs = changedAtMs + windowMs
    this.#budget = new Budget(limit, this.#departures)
    this.#rate = Number.POSITIVE_INFINITY
  }

  /** Takes note of what was left after a request. */
  see(departure: Departure, remaining: number, standing: Standing): void {
    const { nowMs, elapsedSeconds, full, throttledAt, ownBeforeThrottle } = standing
    if (this.#budget === null || remaining > full || departure.atMs < this.#fromMs) return
    if (!this.#budget.see(departure, remaining)) return
    const available = this.#budget.available(nowMs)
    const isConfirmed = nowMs - throttledAt < believedMs
    const isCredible = this.#budget.isCredible(nowMs)
    const isDoubtful = available < full * (1 - noticeableShare) && !isConfirmed && !isCredible
    this.#doubtfulSince = isDoubtful ? (this.#doubtfulSince ?? nowMs) : null
    const isTried = this.#doubtfulSince !== null && nowMs - this.#doubtfulSince > doubtAfterMs
    this.#probe = isTried ? this.#probe + full * probePerSecond * elapsedSeconds : 0
    const confirmed = isConfirmed ? ownBeforeThrottle * confirmedShare : Number.POSITIVE_INFINITY
    const least = isCredible ? 0 : Math.min(full * unconfirmedShare, confirmed)
    this.#rate = this.#share(Math.max(available + this.#probe, least), departure, standing)
  }

  /** What we take of what is there. */
  #share(available: number, departure: Departure, { nowMs, full, throttledByOthersAt }: Standing): number {
    const others = full - available
    const isNoticeable = others > Math.max(1, full * noticeableShare) || this.isBucket
    if (!isNoticeable && nowMs - throttledByOthersAt > othersRememberedMs) return Number.POSITIVE_INFINITY
    const own = this.#departures.countBefore(departure, windowMs) ?? 0
    const isGiving = others > full * this.#headroom && nowMs % givingEveryMs < givingForMs
    const given = isGiving ? Math.max(0, own * givenShare * ((own - others) / full)) : 0
    return available * shareTaken - given
  }
}

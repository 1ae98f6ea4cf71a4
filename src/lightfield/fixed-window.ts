import type { Departure, Departures } from './departures.ts'

/** What one answer said of the budget, placed where its request left. */
export interface Sighting {
  readonly departure: Departure
  /** Our own in the second up to and with this one. */
  readonly own: number
  /** What was left after it. */
  readonly remaining: number
}

/** The limit is one of requests a second. Source: the "Rate limits" page of the API's documentation. */
export const windowMs = 1_000

/** A budget that refills as it goes gains no more than this many times the limit, however unevenly requests arrive. */
const fastestRefill = 1.5
const leastJump = 0.2
const certainAfter = 2
const forgottenAfterMs = 8 * windowMs
const meanOf = 3
const suddenShare = 0.1
/** A request that leaves with the window may arrive before it: the way takes longer and shorter. */
const jitterMs = 20

/**
 * Recognises a limit that is counted in windows which begin at fixed times: there what is left jumps up once a second.
 * Knowing when, the rest of a window that others have used up can be waited for instead of being refused.
 */
export class FixedWindow {
  readonly #limit: number
  readonly #departures: Departures
  /** A time at which a window began, by when a request left that met it new. */
  #beganAt = Number.NEGATIVE_INFINITY
  #seenAt = Number.NEGATIVE_INFINITY
  #timesSeen = 0
  /** What the latest windows left to us, in requests a second. */
  #left: readonly number[] = []

  constructor(limit: number, departures: Departures) {
    this.#limit = limit
    this.#departures = departures
  }

  /** Whether windows were seen of late, and where they were expected. */
  isKnown(nowMs: number): boolean {
    return this.#timesSeen >= certainAfter && nowMs - this.#seenAt < forgottenAfterMs
  }

  /** Compares two answers whose requests left one after the other. */
  compare(before: Sighting, after: Sighting): void {
    const nowMs = after.departure.atMs
    const rise = after.remaining - before.remaining
    const gapMs = nowMs - before.departure.atMs
    // After a pause it is anyone's guess when the window began, and how the one before it ended.
    if (rise <= 0 || gapMs > windowMs / 2) return
    const expectedAt = this.#windowOf(nowMs)
    const isExpected = nowMs - this.#seenAt < forgottenAfterMs && expectedAt > before.departure.atMs
    const refilled = (this.#limit * fastestRefill * gapMs) / windowMs
    if (!isExpected && rise < refilled + Math.max(2, this.#limit * leastJump)) return
    this.#timesSeen = isExpected ? this.#timesSeen + 1 : 1
    this.#beganAt = isExpected ? expectedAt : nowMs
    this.#seenAt = nowMs
    this.#left = [...this.#left, this.#leftByOthers(before, gapMs)].slice(-meanOf)
  }

  /** Requests a second that others left of the latest windows. */
  available(): number {
    const mean = this.#left.reduce((total, left) => total + left, 0) / this.#left.length
    const latest = this.#left.at(-1) ?? mean
    return Math.abs(latest - mean) > this.#limit * suddenShare ? latest : mean
  }

  /**
   * When the next window begins, where this one is likely to be used up by now; the past where it is not.
   *
   * @param last the answer whose request left last
   */
  usedUpUntil(nowMs: number, last: Sighting): number {
    const beganAt = this.#windowOf(nowMs)
    const isOfThisWindow = last.departure.atMs >= beganAt
    const sinceMs = isOfThisWindow ? last.departure.atMs : beganAt
    const own = this.#departures.countAfter(isOfThisWindow ? sinceMs : sinceMs - 1)
    const others = (Math.max(0, this.#limit - this.available()) * (nowMs - sinceMs)) / windowMs
    const left = (isOfThisWindow ? last.remaining : this.#limit) - own - others
    // Others are not as even as that: one more of theirs may have come.
    return left < 1 + Math.min(1, others / 2) ? beganAt + windowMs + jitterMs : Number.NEGATIVE_INFINITY
  }

  #windowOf(atMs: number): number {
    return this.#beganAt + Math.floor((atMs - this.#beganAt) / windowMs) * windowMs
  }

  /** Of a window that ended within that time after its last answer's request had left. */
  #leftByOthers({ departure, remaining }: Sighting, gapMs: number): number {
    const elapsedMs = windowMs - gapMs / 2
    const own = this.#departures.countBefore(departure, elapsedMs) ?? 0
    return this.#limit - (Math.max(0, this.#limit - remaining - own) * windowMs) / elapsedMs
  }
}

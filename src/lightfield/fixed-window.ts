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

interface Span {
  readonly afterMs: number
  readonly byMs: number
}

/** A budget that refills as it goes gains no more than this many times the limit, however unevenly requests arrive. */
const fastestRefill = 1.5
const leastJump = 0.2
const certainAfter = 2
const forgottenAfterMs = 8 * windowMs
const meanOf = 6
const suddenShare = 0.1
/** Where less than this is likely to be left, one more is likely to be refused: others are not quite as even as that. */
const leastLeft = 0.6
/** A request that leaves with the window may arrive before it: the way takes longer and shorter. */
const jitterMs = 10
/** What was known of when windows begin is less certain by that much with each that is seen: clocks and ways differ. */
const driftMs = 2

/**
 * Recognises a limit that is counted in windows which begin at fixed times: there what is left jumps up once a second.
 * Knowing when, the rest of a window that others have used up can be waited for instead of being refused.
 */
export class FixedWindow {
  readonly #limit: number
  readonly #departures: Departures
  /** When a window began, by requests that left: after the last that met the one before it, and by the first that met it. */
  #began: Span = { afterMs: Number.NEGATIVE_INFINITY, byMs: Number.NEGATIVE_INFINITY }
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
    const seen = { afterMs: before.departure.atMs, byMs: nowMs }
    const began = nowMs - this.#seenAt < forgottenAfterMs ? this.#narrowed(seen) : null
    const refilled = (this.#limit * fastestRefill * gapMs) / windowMs
    if (began === null && rise < refilled + Math.max(2, this.#limit * leastJump)) return
    this.#timesSeen = began === null ? 1 : this.#timesSeen + 1
    this.#began = began ?? seen
    this.#seenAt = nowMs
    const left = this.#leftByOthers(before)
    const isSudden = Math.abs(left - this.available()) > this.#limit * suddenShare
    this.#left = [...(isSudden ? [] : this.#left), left].slice(-meanOf)
  }

  /** Requests a second that others left of the latest windows. */
  available(): number {
    return this.#left.reduce((total, left) => total + left, 0) / this.#left.length
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
    return left < leastLeft ? beganAt + windowMs + jitterMs : Number.NEGATIVE_INFINITY
  }

  /** When the window of that time began, at the latest. */
  #windowOf(atMs: number): number {
    return this.#began.byMs + Math.floor((atMs - this.#began.byMs) / windowMs) * windowMs
  }

  /** What is known of when windows begin, with what was seen of another one; null where the two do not agree. */
  #narrowed(seen: Span): Span | null {
    const windows = Math.round((middle(seen) - middle(this.#began)) / windowMs)
    const passedMs = windows * windowMs
    const afterMs = Math.max(seen.afterMs, this.#began.afterMs + passedMs - driftMs)
    const byMs = Math.min(seen.byMs, this.#began.byMs + passedMs + driftMs)
    return windows > 0 && afterMs < byMs ? { afterMs, byMs } : null
  }

  /** Of the window that ended when the present one began. */
  #leftByOthers({ departure, remaining }: Sighting): number {
    const elapsedMs = departure.atMs - middle(this.#began) + windowMs
    const own = this.#departures.countBefore(departure, elapsedMs) ?? 0
    return this.#limit - (Math.max(0, this.#limit - remaining - own) * windowMs) / elapsedMs
  }
}

function middle({ afterMs, byMs }: Span): number {
  return (afterMs + byMs) / 2
}

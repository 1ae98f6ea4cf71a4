import type { Departure, Departures } from './departures.ts'
import { FixedWindow, type Sighting, windowMs } from './fixed-window.ts'

/** Answers whose requests left this close together count as one: thousands a second cost no more than hundreds. */
const grainMs = 5
/** No window of a second leaves, together with our own, this many times the limit for a whole second. */
const moreThanAWindow = 1.25
const nearlyFull = 0.8
const wantedLevel = 0.1
/** How far the rate may go beside what a bucket refills, as a share of the limit, to bring its level where it should be. */
const levelling = 0.2
const longestForecastMs = 3_000
/** How much more than the average a window is asked for: it leaves one more now and then, and is waited for if not. */
const windowExcess = 0.5
/** Others that are even take one more of a window now and then, or one less, and the mean of a few windows varies. */
const lateExcess = 0.25
const suddenlyMore = 0.2

/**
 * Judges from `X-RateLimit-Remaining` what a limit leaves to us, whichever way the server counts it.
 *
 * In a window that rolls, what is left and what we took ourselves add up to what others leave. A fixed window shows
 * itself by its jumps, a bucket that refills all the time by adding up to more than the limit: of that, we may take as
 * much as keeps its level.
 */
export class Budget {
  readonly #limit: number
  readonly #departures: Departures
  readonly #window: FixedWindow
  /** Those of the last two seconds, in the order in which their requests left. */
  #sightings: Sighting[] = []
  #isBucket = false
  /** What others leave of a window that rolls, as last judged. */
  #rolling = Number.POSITIVE_INFINITY

  /** @param limit requests a second that the server states */
  constructor(limit: number, departures: Departures) {
    this.#limit = limit
    this.#departures = departures
    this.#window = new FixedWindow(limit, departures)
  }

  /** Whether what is left was seen to follow from how the server counts, and not merely said to be little. */
  isCredible(nowMs: number): boolean {
    return this.#window.isKnown(nowMs) || (this.#isBucket && this.#sightings.some(({ remaining }) => remaining > 0))
  }

  /** Whether the server counts by a bucket: its level tells even of others that use little. */
  get isBucket(): boolean {
    return this.#isBucket
  }

  /**
   * Whether no second may hold more than what others leave: the window rolls, or its answers come too late to tell how much
   * of a fixed one is used.
   */
  isStrict(nowMs: number): boolean {
    return this.mayRoll(nowMs) || (!this.#isBucket && this.#isLate(nowMs))
  }

  /** Whether the server may count by a window that rolls, for all that was seen of it. */
  mayRoll(nowMs: number): boolean {
    return !this.#isBucket && !this.#window.isKnown(nowMs)
  }

  /** Takes note of what was left after a request; false where that tells nothing new. */
  see(departure: Departure, remaining: number): boolean {
    const own = this.#departures.countBefore(departure, windowMs)
    if (own === null) return false
    const position = this.#sightings.findLastIndex(other => other.departure.number < departure.number) + 1
    const before = this.#sightings[position - 1]
    const after = this.#sightings[position]
    const isSame = before !== undefined && after === undefined && departure.atMs - before.departure.atMs < grainMs
    if (isSame && before.remaining <= remaining) return false
    const sighting = { departure, own, remaining }
    this.#sightings.splice(isSame ? position - 1 : position, isSame ? 1 : 0, sighting)
    if (before !== undefined && !isSame) this.#window.compare(before, sighting)
    if (after !== undefined) this.#window.compare(sighting, after)
    this.#forget()
    this.#recogniseBucket()
    return true
  }

  /** Requests a second that are ours to send; infinite where nothing holds us back. */
  available(nowMs: number): number {
    const last = this.#sightings.at(-1)
    if (last === undefined) return Number.POSITIVE_INFINITY
    if (this.#window.isKnown(last.departure.atMs)) return this.#ofWindow(last, nowMs)
    return this.#isBucket ? this.#ofBucket(last, nowMs) : this.#ofRollingWindow()
  }

  /** A time before which a request is likely to be refused, since others have used up what there is; or the past. */
  usedUpUntil(nowMs: number): number {
    const last = this.#sightings.at(-1)
    // Of a window whose answers come when it has ended, nobody knows. It holds no more than what others leave as it is.
    if (last === undefined || !this.#window.isKnown(nowMs) || this.#isLate(nowMs)) return Number.NEGATIVE_INFINITY
    return this.#window.usedUpUntil(nowMs, last)
  }

  #ofRollingWindow(): number {
    const now = least(this.#sightings.map(sum))
    // Should the windows be fixed ones after all, then only the end of one tells what others leave of it.
    // One that is alone tells of a whole second, and at so slow a pace no two will ever span one.
    const isWhole = this.#sightings.length === 1 || this.#spansWindow()
    this.#rolling = isWhole ? now : Math.min(now, this.#rolling)
    return this.#rolling
  }

  #ofWindow(last: Sighting, nowMs: number): number {
    const left = this.#window.available()
    // What is one too many could not be waited for.
    const usual = this.#isLate(nowMs) ? Math.floor(left + lateExcess) : left + windowExcess
    const now = least(this.#of(last.departure.atMs - windowMs, last.departure.atMs).map(sum))
    return this.#spansWindow() && now > usual + this.#limit * suddenlyMore ? now : usual
  }

  /** Whether what was seen lasted for a second: less of it may have met but the beginning of a window. */
  #spansWindow(): boolean {
    const [first] = this.#sightings
    const last = this.#sightings.at(-1)
    return first !== undefined && last !== undefined && last.departure.atMs - first.departure.atMs >= windowMs
  }

  /** Whether answers come when the window of their request has ended. */
  #isLate(nowMs: number): boolean {
    const last = this.#sightings.at(-1)
    return last !== undefined && nowMs - last.departure.atMs > windowMs
  }

  #ofBucket(last: Sighting, nowMs: number): number {
    const sinceMs = last.departure.atMs - windowMs
    const level = least(this.#of(sinceMs, last.departure.atMs).map(left))
    if (level >= this.#limit * nearlyFull) return Number.POSITIVE_INFINITY
    const earlier = this.#of(sinceMs - windowMs, sinceMs)
    const fall = earlier.length === 0 ? 0 : Math.max(0, least(earlier.map(left)) - level)
    const refilled = Math.min(this.#limit, Math.max(0, last.own - fall))
    // As it is now and not when the answer's request left: else a slow answer has us correct what is corrected.
    const ageMs = Math.min(nowMs - last.departure.atMs, longestForecastMs)
    const sentSince = this.#departures.countAfter(last.departure.atMs)
    const levelNow = last.remaining + (refilled * ageMs) / windowMs - sentSince
    const most = this.#limit * levelling
    return last.own - fall + Math.max(-most, Math.min(most, levelNow - this.#limit * wantedLevel))
  }

  /** Those whose requests left after the one time and up to the other. */
  #of(afterMs: number, toMs: number): readonly Sighting[] {
    return this.#sightings.filter(({ departure: { atMs } }) => atMs > afterMs && atMs <= toMs)
  }

  #recogniseBucket(): void {
    if (this.#isBucket || !this.#spansWindow()) return
    const lastMs = this.#sightings.at(-1)?.departure.atMs ?? 0
    this.#isBucket = least(this.#of(lastMs - windowMs, lastMs).map(sum)) > this.#limit * moreThanAWindow
  }

  #forget(): void {
    const sinceMs = (this.#sightings.at(-1)?.departure.atMs ?? 0) - 2 * windowMs
    this.#sightings.splice(
      0,
      this.#sightings.findIndex(({ departure }) => departure.atMs > sinceMs),
    )
  }
}

function sum({ own, remaining }: Sighting): number {
  return own + remaining
}

function left({ remaining }: Sighting): number {
  return remaining
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((low, number) => Math.min(low, number), Number.POSITIVE_INFINITY)
}

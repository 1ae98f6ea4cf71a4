import Bottleneck from 'bottleneck'
import { type Clock, longestSleepMs } from '../model/clock.ts'
import type { Departure } from './departures.ts'
import { DueSlots } from './due-slots.ts'
import type { RateHeaders } from './headers.ts'
import { LateAnswers } from './late-answers.ts'
import { LatestWindow, type Place } from './latest-window.ts'
import { Pace, type PaceOptions, type SlowedBy } from './pace.ts'
import { WaitingLine } from './waiting-line.ts'

/** Source: the "Rate limits" page of the API's documentation; the three do not share a budget. */
export const rateCategories = ['write', 'read', 'search'] as const

export type RateCategory = (typeof rateCategories)[number]

/** Bottleneck grants about 430 jobs a second at most; from this rate on, one job lets several requests through. */
const jobsPerSecond = 100

/** Where those that have had their slots wait for longer than this, no more slots are given. */
const farAheadMs = 100

/** A change of the pace by less than this share is not worth telling the gate. */
const leastChange = 0.002

/**
 * The gate of one rate-limit category: every request, a retry too, waits here for its slot before it leaves.
 *
 * Bottleneck holds the pace with an empty job of its own at a time, because a change of its settings reaches only jobs
 * that are not registered yet; the request itself runs outside of it.
 */
export class RateLimiter {
  readonly category: RateCategory
  readonly #pace: Pace
  readonly #clock: Clock
  readonly #gate: Bottleneck
  readonly #waiting = new WaitingLine()
  readonly #latest = new LatestWindow()
  readonly #late = new LateAnswers()
  readonly #due = new DueSlots()
  readonly #closing = new AbortController()
  #isGranting = false
  #intervalMs: number
  #throttled = 0

  constructor(category: RateCategory, options: PaceOptions, clock: Clock) {
    this.category = category
    this.#clock = clock
    this.#pace = new Pace(options)
    this.#intervalMs = this.#jobIntervalMs()
    this.#gate = new Bottleneck({ maxConcurrent: 1, minTime: this.#intervalMs })
  }

  /** Requests a second that are ours at most: the server's limit less the headroom, or the rate asked for. */
  get limit(): number {
    return this.#pace.limit
  }

  /** Requests a second that it goes at just now, where enough of them wait; 0 in a pause. */
  get current(): number {
    return this.isPaused ? 0 : 1000 / this.#pace.intervalMs()
  }

  /** Why that is less than the server's limit; null where it is not. */
  get slowedBy(): SlowedBy | null {
    return this.#pace.slowedBy(this.#clock.now())
  }

  /** How many 429 answers there were. */
  get throttled(): number {
    return this.#throttled
  }

  /** No request leaves before this time (milliseconds, UTC). */
  get pausedUntil(): number {
    return this.#pace.pausedUntil
  }

  /** How long nothing could leave so far, since the server said so, in milliseconds. */
  get pausedMs(): number {
    return this.#pace.pausedMs(this.#clock.now())
  }

  /** Whether nothing may leave, not even what has its slot: a pause can begin between the two. */
  get isPaused(): boolean {
    return this.#clock.now() < this.#pace.pausedUntil
  }

  /** Resolves when the next request may leave; rejects with the signal's reason when it is aborted first. */
  slot(signal: AbortSignal): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(this.#closing.signal.reason)
    const slot = this.#waiting.join({}, signal)
    if (!this.#isGranting && !this.#waiting.isEmpty) void this.#grantWhileAnyoneWaits()
    return slot
  }

  /**
   * The place of a request that has had its slot and is ready to leave, among the latest: with those that were late it could
   * be one too many in a second. Resolves when it may leave.
   */
  async place(): Promise<Place | null> {
    const { window } = this.#pace
    if (window === null) return null
    const now = this.#clock.now()
    const place = this.#latest.take(now, window)
    if (place.atMs > now) await this.#clock.sleep(place.atMs - now, this.#closing.signal)
    return place
  }

  /** Takes note of a request that leaves; what it returns goes with its answer. */
  departs(place: Place | null = null): Departure {
    const now = this.#clock.now()
    if (place !== null) this.#latest.leaves(place, now)
    return this.#pace.departs(now)
  }

  /** Takes note that a request does not leave whose place was taken. */
  giveBack(place: Place | null): void {
    if (place !== null) this.#latest.giveBack(place)
  }

  /** Takes note of the answer to a request: its headers, and whether it was a 429. */
  observe(departure: Departure, headers: RateHeaders, isThrottled: boolean): void {
    if (isThrottled) this.#throttled += 1
    const now = this.#clock.now()
    this.#pace.observe({ departure, headers, isThrottled }, now)
    if (isThrottled) this.#late.refused(now)
    else this.#countLate(departure, now)
    const intervalMs = this.#jobIntervalMs()
    if (Math.abs(intervalMs / this.#intervalMs - 1) < leastChange) return
    this.#intervalMs = intervalMs
    void this.#gate.updateSettings({ minTime: intervalMs })
  }

  /** Ends waiting, for a pause or a slot, that nobody is interested in any more: it would keep the process alive. */
  close(): void {
    if (this.#closing.signal.aborted) return
    this.#closing.abort(new Error('the client was closed while a request waited for its turn'))
    this.#waiting.refuseAll(this.#closing.signal.reason)
    void this.#gate.stop({ dropWaitingJobs: true })
  }

  #countLate({ atMs }: Departure, nowMs: number): void {
    const delayed = this.#late.see(atMs, nowMs, this.#pace.intervalMs())
    if (delayed !== null && this.#pace.mayRoll(nowMs)) this.#late.spend(this.#latest.delayed(delayed))
  }

  async #grantWhileAnyoneWaits(): Promise<void> {
    this.#isGranting = true
    try {
      while (!this.#waiting.isEmpty) {
        await this.#untilNothingHolds()
        await this.#gate.schedule(async () => undefined)
        // A 429 may have come while this slot was awaited.
        if (this.#heldForMs() > 0) continue
        for (let left = this.#dueGrants(); left > 0; left--) this.#waiting.letGo()
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error
    } finally {
      this.#due.rest()
      this.#isGranting = false
    }
  }

  async #untilNothingHolds(): Promise<void> {
    const leftMs = this.#heldForMs()
    if (leftMs <= 0) return
    this.#due.rest()
    await this.#clock.sleep(Math.min(leftMs, longestSleepMs), this.#closing.signal)
  }

  #heldForMs(): number {
    const now = this.#clock.now()
    return Math.max(this.#pace.heldUntil(now) - now, this.#latest.aheadMs(now) - farAheadMs)
  }

  /** What was missed is made up for where that is a few requests: hundreds at once would help nobody. */
  #dueGrants(): number {
    const perJob = this.#grantsPerJob()
    return perJob === 1 ? this.#due.take(this.#clock.now(), this.#jobIntervalMs()) : perJob
  }

  #grantsPerJob(): number {
    return Math.max(1, Math.ceil(1000 / this.#pace.intervalMs() / jobsPerSecond))
  }

  #jobIntervalMs(): number {
    return this.#pace.intervalMs() * this.#grantsPerJob()
  }
}

import { windowMs } from './fixed-window.ts'

/** Those that left in that time, both ends included, have not arrived before this one (milliseconds, UTC). */
export interface Delayed {
  readonly fromMs: number
  readonly toMs: number
  readonly arrivedAtMs: number
}

/** So many times the usual spread beyond the usual is late, and no less than this. */
const outlier = 2
const leastMs = 3
/** Whatever takes longer than this beyond the usual was held up in its making. */
const longestMs = 150
/**
 * So much lateness is made up for with each answer: of an API whose answers often come late for reasons of its own, a
 * thousandth or two of the rate is lost. Where one of ours was refused it is worth more: each further one costs a second.
 */
const earnedMs = 1
const earnedSoonMs = 10
const soonMs = 120_000
const mostEarnedMs = 2_500
/** By how much an answer moves the usual, in spreads, and the spread. */
const usualStep = 0.2
const spreadStep = 1.1
const leastSpreadMs = 0.5
const firstSpreadMs = 5

/**
 * Tells by answers that come late which requests arrived late: a server that does not get to run for a moment counts what
 * was on its way only then, and the requests a window later would meet them still in it. Pure: times are parameters.
 */
export class LateAnswers {
  #usualMs: number | null = null
  #spreadMs = firstSpreadMs
  #earnedMs = mostEarnedMs
  #refusedAt = Number.NEGATIVE_INFINITY

  /**
   * Takes note of an answer, by when its request left; null where it came as usual.
   *
   * @param intervalMs from one request to the next
   */
  see(leftAtMs: number, nowMs: number, intervalMs: number): Delayed | null {
    const tookMs = Math.max(0, nowMs - leftAtMs)
    const beyondMs = tookMs - (this.#usualMs ?? tookMs)
    const isLate = beyondMs > Math.max(leastMs, this.#spreadMs * outlier) && this.#earnedMs > 0
    // The usual one was not the quickest on its way.
    const lateMs = Math.ceil(Math.min(beyondMs + this.#spreadMs, longestMs))
    this.#learn(tookMs)
    this.#earnedMs += nowMs - this.#refusedAt < soonMs ? earnedSoonMs : earnedMs
    this.#earnedMs = Math.min(this.#earnedMs, mostEarnedMs)
    if (!isLate) return null
    if (tookMs < windowMs) return { fromMs: leftAtMs, toMs: leftAtMs, arrivedAtMs: leftAtMs + lateMs }
    // Its own request no longer counts. What held it up began when it was due, or, as answers are no closer to each other
    // than requests, up to an interval before that.
    return { fromMs: nowMs - lateMs - Math.ceil(intervalMs), toMs: nowMs, arrivedAtMs: nowMs }
  }

  /** So much lateness, in milliseconds of all requests together, was made up for. */
  spend(ms: number): void {
    this.#earnedMs -= ms
  }

  /** A request was refused. */
  refused(nowMs: number): void {
    this.#refusedAt = nowMs
    this.#earnedMs = mostEarnedMs
  }

  /** A running median, and that of the distances from it. */
  #learn(tookMs: number): void {
    const usualMs = this.#usualMs ?? tookMs
    const beyondMs = tookMs - usualMs
    const stepMs = this.#spreadMs * usualStep
    this.#usualMs = usualMs + Math.max(-stepMs, Math.min(stepMs, beyondMs))
    const factor = Math.abs(beyondMs) > this.#spreadMs ? spreadStep : 1 / spreadStep
    this.#spreadMs = Math.max(leastSpreadMs, this.#spreadMs * factor)
  }
}

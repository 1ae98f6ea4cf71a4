import type { Delayed } from './late-answers.ts'

/** The place of one request among those of its window. */
export interface Place {
  /** When it may leave, or has left (milliseconds, UTC). */
  readonly leftAtMs: number
  /** When the server counts it at the latest: later than that, where it was held up on its way. */
  readonly atMs: number
}

/** How many requests may leave within how long, and how close to each other. */
export interface WindowBounds {
  readonly most: number
  readonly spanMs: number
  readonly gapMs: number
}

/** Nobody waits for longer than this: it is the machine's clock that was set back. */
const farthestMs = 10_000

/**
 * Keeps every span of time from holding more requests than a window of the server, whenever it begins.
 *
 * Slots are even, but a request leaves some time after its slot: its intent is written to disk first, and a connection may
 * have to be opened. One that is late and a window later one that is not are closer than a window. So the second waits for
 * the first, by the time at which that one really left. The slots after them stay where they were: being late costs no rate.
 */
export class LatestWindow {
  /** In the order of their times. */
  readonly #places: Place[] = []

  /** How far ahead of `nowMs` places are taken already, in milliseconds. */
  aheadMs(nowMs: number): number {
    return Math.max(0, (this.#places.at(-1)?.atMs ?? nowMs) - nowMs)
  }

  /** Takes the next place that there is, from now on. */
  take(nowMs: number, { most, spanMs, gapMs }: WindowBounds): Place {
    this.#forget(nowMs, spanMs)
    const windowAgo = this.#places.at(-Math.max(1, Math.floor(most)))?.atMs ?? Number.NEGATIVE_INFINITY
    const last = this.#places.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
    // Else those that caught up together would do so in every window from then on.
    const atMs = Math.max(nowMs, windowAgo + spanMs, last + gapMs)
    const place = { leftAtMs: atMs, atMs }
    this.#insert(place)
    return place
  }

  /** Takes note that it leaves now. */
  leaves(place: Place, nowMs: number): void {
    this.#move(place, { leftAtMs: nowMs, atMs: Math.max(nowMs, place.atMs) })
  }

  /**
   * Takes note of those that arrived late: the server counts them from then on.
   *
   * @returns by how much later that is, in milliseconds of all of them together
   */
  delayed({ fromMs, toMs, arrivedAtMs }: Delayed): number {
    const late = this.#places.filter(
      ({ leftAtMs, atMs }) => leftAtMs >= fromMs && leftAtMs <= toMs && atMs < arrivedAtMs,
    )
    const laterMs = late.reduce((sum, { atMs }) => sum + arrivedAtMs - atMs, 0)
    for (const place of late) this.#move(place, { leftAtMs: place.leftAtMs, atMs: arrivedAtMs })
    return laterMs
  }

  /** Takes note that it does not leave after all. */
  giveBack(place: Place): void {
    const position = this.#places.lastIndexOf(place)
    if (position >= 0) this.#places.splice(position, 1)
  }

  /** It stays the same place, for whoever holds it. */
  #move(place: Place, to: Place): void {
    this.giveBack(place)
    this.#insert(Object.assign(place, to))
  }

  #insert(place: Place): void {
    const position = this.#places.findLastIndex(({ atMs }) => atMs <= place.atMs)
    this.#places.splice(position + 1, 0, place)
  }

  #forget(nowMs: number, spanMs: number): void {
    const isClockSetBack = this.aheadMs(nowMs) > farthestMs
    const kept = isClockSetBack ? -1 : this.#places.findIndex(({ atMs }) => atMs > nowMs - spanMs)
    this.#places.splice(0, kept < 0 ? this.#places.length : kept)
  }
}

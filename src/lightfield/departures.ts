/** One request that left: which one in order, and when (milliseconds, UTC). */
export interface Departure {
  readonly number: number
  readonly atMs: number
}

/** Departures are remembered for so long: an answer that takes longer says nothing about the present. */
const memoryMs = 10_000

/**
 * When our own requests left, so that what others use can be told from what we use. They are counted by when they left,
 * however late and in whatever order their answers come.
 */
export class Departures {
  #times: number[] = []
  /** The number of the first in `#times`. */
  #first = 0
  #excluded: Departure[] = []

  leave(nowMs: number): Departure {
    this.#forget(nowMs - memoryMs)
    // Counting relies on their order, and a machine's clock can be set back.
    const atMs = Math.max(nowMs, this.#times.at(-1) ?? nowMs)
    this.#times.push(atMs)
    return { number: this.#first + this.#times.length - 1, atMs }
  }

  /** This one used none of the budget: it was refused for the rate, or never arrived. */
  exclude(departure: Departure): void {
    this.#excluded.push(departure)
  }

  /** How many of ours left within that time up to and with this one, but for those excluded; null where it is forgotten. */
  countBefore(departure: Departure, withinMs: number): number | null {
    if (departure.number < this.#first) return null
    const sinceMs = departure.atMs - withinMs
    const excluded = this.#excluded.filter(({ number, atMs }) => number <= departure.number && atMs > sinceMs)
    return departure.number - this.#first + 1 - this.#indexAfter(sinceMs) - excluded.length
  }

  /** How many of ours have left after that time. */
  countAfter(atMs: number): number {
    return this.#times.length - this.#indexAfter(atMs)
  }

  /** The index of the first that left after that time. */
  #indexAfter(atMs: number): number {
    let low = 0
    let high = this.#times.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#times[middle] ?? 0) > atMs) high = middle
      else low = middle + 1
    }
    return low
  }

  #forget(beforeMs: number): void {
    const count = this.#indexAfter(beforeMs)
    // By halves: moving what is left for each one that goes would be most of the work at thousands a second.
    if (count * 2 <= this.#times.length) return
    this.#times = this.#times.slice(count)
    this.#first += count
    this.#excluded = this.#excluded.filter(({ number }) => number >= this.#first)
  }
}

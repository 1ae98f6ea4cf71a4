/**
 * Picks a number of items out of a sequence whose length is only guessed, spread over all of it: as many as are due by
 * now are taken as they come, and what is lacking in the end is chosen among those that were passed over.
 */
export class SpreadSample<T> {
  readonly #size: number
  readonly #random: () => number
  readonly #passed: T[] = []
  #passedOver = 0
  #taken = 0

  /** @param random a number in [0, 1) */
  constructor(size: number, random: () => number) {
    this.#size = size
    this.#random = random
  }

  /**
   * Offers the next item.
   *
   * @param share how much of the sequence is over with this one, from 0 to 1; null where nobody knows
   * @returns whether it is taken; else it may be among `rest`
   */
  offer(item: T, share: number | null): boolean {
    if (share !== null && this.#taken < Math.round(this.#size * Math.min(share, 1))) {
      this.#taken += 1
      return true
    }
    this.#passedOver += 1
    // Every item that is passed over has the same chance to be kept. Source: Vitter's algorithm R (1985).
    const place = this.#passed.length < this.#size ? this.#passed.length : this.#placeAmong(this.#passedOver)
    if (place < this.#size) this.#passed[place] = item
    return false
  }

  /** What is taken in the end, so that there are as many as wanted, or all. */
  rest(): readonly T[] {
    const left = [...this.#passed]
    const lacking = Math.min(this.#size - this.#taken, left.length)
    return Array.from({ length: lacking }, () => left.splice(this.#placeAmong(left.length), 1)).flat()
  }

  #placeAmong(count: number): number {
    return Math.floor(this.#random() * count)
  }
}

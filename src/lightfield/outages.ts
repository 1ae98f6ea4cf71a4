/** The API does not answer. */
export interface Outage {
  /** What happens instead, such as `status 503`. */
  readonly reason: string
  /** Since when (milliseconds, UTC). */
  readonly sinceMs: number
}

/** The outages of the rate-limit categories, told as one: it begins with the first of them and ends with the last. */
export class Outages {
  readonly #byCategory = new Map<string, Outage>()
  readonly #onChange: (outage: Outage | null) => void
  #current: Outage | null = null

  constructor(onChange: (outage: Outage | null) => void) {
    this.#onChange = onChange
  }

  /** The one that lasts; null while the API answers. */
  get current(): Outage | null {
    return this.#current
  }

  /** @param outage null: it is over */
  note(category: string, outage: Outage | null): void {
    if (outage === null) this.#byCategory.delete(category)
    else this.#byCategory.set(category, outage)
    const isOver = this.#byCategory.size === 0
    if (isOver === (this.#current === null)) return
    this.#current = isOver ? null : outage
    this.#onChange(this.#current)
  }
}

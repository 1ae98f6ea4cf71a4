import type { Clock } from '../model/clock.ts'

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
  readonly #clock: Pick<Clock, 'now'>
  #current: Outage | null = null
  /** How long those that are over have lasted. */
  #pastMs = 0

  constructor(onChange: (outage: Outage | null) => void, clock: Pick<Clock, 'now'>) {
    this.#onChange = onChange
    this.#clock = clock
  }

  /** The one that lasts; null while the API answers. */
  get current(): Outage | null {
    return this.#current
  }

  /** How long they have lasted so far, in milliseconds: an outage counts from when it began, not from when it was noticed. */
  get lastedMs(): number {
    return this.#pastMs + this.#currentMs()
  }

  /** @param outage null: it is over */
  note(category: string, outage: Outage | null): void {
    if (outage === null) this.#byCategory.delete(category)
    else this.#byCategory.set(category, outage)
    const isOver = this.#byCategory.size === 0
    if (isOver === (this.#current === null)) return
    if (isOver) this.#pastMs += this.#currentMs()
    this.#current = isOver ? null : outage
    this.#onChange(this.#current)
  }

  #currentMs(): number {
    return this.#current === null ? 0 : Math.max(0, this.#clock.now() - this.#current.sinceMs)
  }
}

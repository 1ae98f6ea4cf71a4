import { pageSize } from '../../import/look-up/catalogue.ts'
import type { LookUpDecision } from '../../import/look-up/look-up-plan.ts'
import { formatNumber } from '../../report/text.ts'

/** Tells of the reading of all records for look-ups, which goes before the rows that need them. */
export class LookUpWait {
  readonly #searches: () => number
  readonly #objects: string[] = []
  #pages = 0
  #searchesBefore = 0

  /** @param searches how many searches have left */
  constructor(searches: () => number) {
    this.#searches = searches
  }

  add({ object, way, records }: LookUpDecision): void {
    if (way !== 'pages') return
    if (this.#page > this.#pages || this.#pages === 0) {
      this.#objects.length = 0
      this.#pages = 0
      this.#searchesBefore = this.#searches()
    }
    this.#objects.push(object)
    this.#pages += Math.max(Math.ceil(records / pageSize), 1)
  }

  /** As a sentence; null where all the pages have been read. */
  get text(): string | null {
    if (this.#pages === 0 || this.#page > this.#pages) return null
    const objects = [...new Set(this.#objects)].join(' and ')
    return `Reading the records of ${objects} for the look-ups: page ${formatNumber(this.#page)} of ${formatNumber(this.#pages)}`
  }

  /** The page that is under way. */
  get #page(): number {
    return this.#searches() - this.#searchesBefore + 1
  }
}

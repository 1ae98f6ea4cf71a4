import type { Outage } from './outages.ts'

const toldAfterMs = 10_000

/**
 * Whether requests are under way and nothing has been answered for a while, in whatever category: that is told long before
 * the first of them has taken longer than it may. Pure: the time is a parameter (milliseconds, UTC).
 */
export class Silence {
  #underWay = 0
  #since: number | null = null
  #isTold = false

  /** A request leaves. */
  left(now: number): void {
    if (this.#underWay === 0 && !this.#isTold) this.#since = now
    this.#underWay += 1
  }

  /** One is no longer under way, whatever came of it. */
  ended(): void {
    this.#underWay -= 1
  }

  /** The API has answered one. */
  answered(now: number): void {
    this.#since = this.#underWay > 0 ? now : null
    this.#isTold = false
  }

  /** What there is to tell by now; null where there is nothing. */
  at(now: number): Outage | null {
    if (this.#since === null) return null
    this.#isTold ||= this.#underWay > 0 && now - this.#since >= toldAfterMs
    return this.#isTold ? { reason: `no answer for ${toldAfterMs / 1000} s`, sinceMs: this.#since } : null
  }
}

/** What is left at once of the rate that was refused, and up to where it is approached again. */
const afterRefusalShare = 0.9
const approachedShare = 0.98
const approachPerSecond = 0.01
/** How fast it is tried whether more goes through by now, and how much more shows that the refusal was of another time. */
const trialPerSecond = 0.03
const disprovedShare = 1.2
const growthPerSecond = 0.1
/** For how long nothing more is tried: ever longer, where the same rate is refused again. */
const firstRestMs = 10_000
const longestRestMs = 60_000
const sameShare = 0.15

/**
 * Steers by 429s alone, where headers do not say what is left, or not what others will want again: the rate that was
 * refused is a ceiling, which is approached and only now and then tried. Pure: the time is a parameter.
 */
export class RefusedRate {
  #rate = Number.POSITIVE_INFINITY
  #ceiling = Number.POSITIVE_INFINITY
  #refusedAt = Number.NEGATIVE_INFINITY
  #restMs = firstRestMs

  /** Requests a second that are likely to go through; infinite where nothing says otherwise. */
  get rate(): number {
    return this.#rate
  }

  /** A request was refused when so many a second had gone through. */
  refused(perSecond: number, nowMs: number): void {
    const isSame = Math.abs(perSecond - this.#ceiling) <= this.#ceiling * sameShare
    this.#restMs = isSame && Number.isFinite(this.#ceiling) ? Math.min(this.#restMs * 2, longestRestMs) : firstRestMs
    this.#ceiling = perSecond
    this.#refusedAt = nowMs
    this.#rate = Math.min(this.#rate, perSecond * afterRefusalShare)
  }

  /** Nothing was refused meanwhile. `least` and `full` bound the rate: from the one it starts, at the other it is free. */
  grow(
    elapsedSeconds: number,
    nowMs: number,
    { least, full }: { readonly least: number; readonly full: number },
  ): void {
    if (this.#rate === Number.POSITIVE_INFINITY) return
    const from = Math.max(this.#rate, least)
    this.#rate = Math.max(from, this.#grown(from, elapsedSeconds, nowMs))
    if (this.#rate > this.#ceiling * disprovedShare) this.#ceiling = Number.POSITIVE_INFINITY
    if (this.#rate >= full) this.forget()
  }

  /** Another limit holds from now on. */
  forget(): void {
    this.#rate = Number.POSITIVE_INFINITY
    this.#ceiling = Number.POSITIVE_INFINITY
  }

  #grown(from: number, elapsedSeconds: number, nowMs: number): number {
    if (this.#ceiling === Number.POSITIVE_INFINITY) return from * (1 + growthPerSecond * elapsedSeconds)
    if (nowMs - this.#refusedAt >= this.#restMs) return from * (1 + trialPerSecond * elapsedSeconds)
    return Math.min(from + this.#ceiling * approachPerSecond * elapsedSeconds, this.#ceiling * approachedShare)
  }
}

/** Times in which no request may leave, since the server has said so. Pure: the time is a parameter. */
export class Pauses {
  #until = Number.NEGATIVE_INFINITY
  /** All pauses together, what is still to come of the last one included. */
  #totalMs = 0

  /** When the last one ends (milliseconds, UTC). */
  get until(): number {
    return this.#until
  }

  /** Begins one, or makes the one that lasts longer. */
  pause(nowMs: number, forMs: number): void {
    const until = nowMs + forMs
    this.#totalMs += Math.max(0, until - Math.max(nowMs, this.#until))
    this.#until = Math.max(this.#until, until)
  }

  /** How long they have lasted so far, in milliseconds. */
  lastedMs(nowMs: number): number {
    return this.#totalMs - Math.max(0, this.#until - nowMs)
  }
}

/** How far something was at one moment. */
export interface Moment {
  /** Milliseconds. */
  readonly at: number
  /** Rows that have ended. */
  readonly done: number
  /** Those of them that cost no request. */
  readonly idle: number
  /** Requests that have left, one number for each pace that is shown. */
  readonly sent: readonly number[]
}

/** What happened in a stretch of time. */
export interface Stretch {
  readonly seconds: number
  readonly done: number
  readonly idle: number
  readonly sent: readonly number[]
}

/** The last moments of something that goes on: what its pace is reckoned from. */
export class Course {
  readonly #keptMs: number
  readonly #moments: Moment[] = []

  /** @param keptMs how far back it is remembered */
  constructor(keptMs: number) {
    this.#keptMs = keptMs
  }

  add(moment: Moment): void {
    this.#moments.push(moment)
    // One that is older stays: whoever looks in seldom has nothing else to compare with.
    while (moment.at - (this.#moments[1]?.at ?? moment.at) >= this.#keptMs) this.#moments.shift()
  }

  /** What has happened in the last `ms`, or since the moment before the last; null before there are two. */
  last(ms: number): Stretch | null {
    const end = this.#moments.at(-1)
    if (end === undefined) return null
    const earlier = this.#moments.slice(0, -1)
    const start = earlier.find(({ at }) => end.at - at <= ms) ?? earlier.at(-1)
    if (start === undefined || start.at >= end.at) return null
    return {
      seconds: (end.at - start.at) / 1000,
      done: end.done - start.done,
      idle: end.idle - start.idle,
      sent: end.sent.map((count, at) => count - (start.sent[at] ?? 0)),
    }
  }
}

/** Half a hundredth more than even: so that a fixed window and a little jitter do not make a 26th request of it. */
const least = 1.005
const most = 1.1
/** A 429 costs a pause of a second: one in five minutes is worth no more than this. */
const firstStep = 0.002
const largestStep = 0.02
/** One that comes this soon after another shows that the last step was too small. */
const soonMs = 120_000
/** In this time the half of what was learned is forgotten. */
const halfLifeSeconds = 1_200

/**
 * How much further apart than even requests leave, since they are bunched up on their way and the server counts them when
 * they arrive. Going slower costs as much as it is slower, for as long as it lasts, and a 429 costs a second: so that one
 * teaches little, and those that follow soon twice as much each. Pure: the time is a parameter.
 */
export class Slack {
  #learned = 0
  #step = firstStep
  #refusedAt = Number.NEGATIVE_INFINITY

  /** By how much the even distance is to be multiplied. */
  get factor(): number {
    return least + this.#learned
  }

  /** A request was refused when none but our own can have used up the limit. */
  refused(nowMs: number): void {
    this.#step = nowMs - this.#refusedAt < soonMs ? Math.min(this.#step * 2, largestStep) : firstStep
    this.#refusedAt = nowMs
    this.#learned = Math.min(this.#learned + this.#step, most - least)
  }

  /** What was learned was learned of another kind of limit: one in which bunches do no harm. */
  forget(): void {
    this.#learned = 0
    this.#step = firstStep
  }

  /** So much time has passed in which requests were answered. */
  passed(seconds: number): void {
    this.#learned *= 2 ** (-seconds / halfLifeSeconds)
  }
}

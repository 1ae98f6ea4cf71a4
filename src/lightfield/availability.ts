/** Whether the API answers at all: what tells an outage from one request's bad luck. Times in milliseconds, UTC. */
export class Availability {
  #lastAnswerAt = Number.NEGATIVE_INFINITY
  #downSince: number | null = null

  /** The API gave an answer that means something: a success or a refusal. */
  answered(nowMs: number): void {
    this.#lastAnswerAt = nowMs
    this.#downSince = null
  }

  /** An attempt came to nothing. */
  failed(nowMs: number): void {
    this.#downSince ??= nowMs
  }

  /** How long nothing but failures have come; 0 while the API answers. */
  downForMs(nowMs: number): number {
    return this.#downSince === null ? 0 : nowMs - this.#downSince
  }

  hasAnsweredSince(atMs: number): boolean {
    return this.#lastAnswerAt >= atMs
  }
}

import { latencyBoundsMs } from '../model/run-sample.ts'

const forgetPerAnswer = 0.99

/** Over the limit: turned away at the door, so that it tells nothing of how long a write takes. */
const throttledStatus = 429

/** How long answers to writes take. What was lost or never left has no answer, and is none of them. */
export class Latency {
  readonly #counts: number[] = [...latencyBoundsMs, Number.POSITIVE_INFINITY].map(() => 0)
  #slowMs = 0

  observe(ms: number, status: number): void {
    this.#slowMs = Math.max(ms, this.#slowMs * forgetPerAnswer)
    if (status === throttledStatus) return
    const bound = latencyBoundsMs.findIndex(boundMs => ms <= boundMs)
    const index = bound === -1 ? latencyBoundsMs.length : bound
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
  }

  /** How long slow answers take: a maximum that fades, so that a single slow answer is forgotten after some hundred. */
  get slowMs(): number {
    return this.#slowMs
  }

  /** Answers so far, whatever they said but for 429: one count for each of `latencyBoundsMs`, and one for what took longer. */
  counts(): readonly number[] {
    return [...this.#counts]
  }
}

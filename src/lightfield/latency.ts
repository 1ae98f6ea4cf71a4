const forgetPerAnswer = 0.99

/** How long slow answers take: a maximum that fades, so that a single slow answer is forgotten after some hundred. */
export class Latency {
  #slowMs = 0

  observe(ms: number): void {
    this.#slowMs = Math.max(ms, this.#slowMs * forgetPerAnswer)
  }

  get slowMs(): number {
    return this.#slowMs
  }
}

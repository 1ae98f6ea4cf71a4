import type { SandboxOptions } from '../../src/sandbox/sandbox.ts'

/** Answers of a sandbox that can be held back: a run that waits for them does not end before a test has looked at it. */
export class HeldAnswers {
  /** For the sandbox that they are to be answers of. */
  readonly options: Pick<SandboxOptions, 'latencyMs' | 'sleep'> = { latencyMs: 1, sleep: () => this.#wait() }
  /** Requests that wait. */
  waiting = 0
  #gate: PromiseWithResolvers<void> | null = null

  /** Whatever is asked from now on waits. */
  hold(): void {
    this.#gate ??= Promise.withResolvers()
  }

  /** Lets everything go on. */
  release(): void {
    this.#gate?.resolve()
    this.#gate = null
  }

  async #wait(): Promise<void> {
    if (this.#gate === null) return
    this.waiting += 1
    await this.#gate.promise
    this.waiting -= 1
  }
}

import { RunStopped } from '../errors.ts'

/** The one place where a run is told to stop, by itself or by its caller. Waiting ends at once, requests finish first. */
export class Stop {
  readonly signal: AbortSignal
  readonly #own = new AbortController()
  #reason: RunStopped | null = null

  constructor(callers: AbortSignal) {
    this.signal = AbortSignal.any([callers, this.#own.signal])
  }

  /** Why the run stops by itself; the first reason holds. */
  get reason(): RunStopped | null {
    return this.#reason
  }

  because(reason: RunStopped): void {
    this.#reason ??= reason
    this.#own.abort(reason)
  }

  /** Does a part of the run; what stops the run ends it in order, anything else is a bug and thrown. */
  async endInOrder(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.note(error)
    }
  }

  /** Takes note of what stops the run, or of having been stopped; anything else is a bug and thrown. */
  note(error: unknown): void {
    if (error instanceof RunStopped) this.because(error)
    else if (!this.signal.aborted || error !== this.signal.reason) throw error
  }
}

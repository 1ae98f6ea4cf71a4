import type { RunStopped } from '../errors.ts'

/** What the API has said of all requests of a kind, once it has: none of them leaves after that. */
export class RunRefusal {
  readonly #wider: RunRefusal | null
  #reason: RunStopped | null = null

  /** @param wider that of all requests, where this is about some of them */
  constructor(wider: RunRefusal | null = null) {
    this.#wider = wider
  }

  /** The first reason holds. */
  get reason(): RunStopped | null {
    return this.#wider?.reason ?? this.#reason
  }

  /** A key that is refused is so for everything; a scope that is missing, for what needs it. */
  because(reason: RunStopped): void {
    if (this.#wider !== null && reason.code === 'key_refused') this.#wider.because(reason)
    else this.#reason ??= reason
  }
}

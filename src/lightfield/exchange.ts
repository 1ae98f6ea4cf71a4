import type { Dispatcher } from 'undici'
import type { Headers } from './headers.ts'
import { AnswerTimedOut, type NoAnswer, noAnswer, Withheld } from './no-answer.ts'

/** What an answer may take at most. */
export interface AnswerLimits {
  /** Longest wait for an answer to begin, from when the request leaves. */
  readonly answerTimeoutMs: number
  /** Longest time that the body of an answer may take as a whole. */
  readonly bodyTimeoutMs: number
  readonly maxBodyBytes: number
}

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  /**
   * Null where the body broke off, or was too large or too slow to be one of the API. The status and the headers were
   * there by then, and hold without it: a refused key, or how long to wait.
   */
  readonly bytes: Buffer | null
}

/** One request on its way and its answer, as the HTTP client tells of them. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #limits: AnswerLimits
  readonly #isWithheld: () => boolean
  readonly #onEnd: (exchange: Exchange, outcome: RawAnswer | NoAnswer) => void
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | null = null
  #deadline = Number.POSITIVE_INFINITY
  #head: { readonly status: number; readonly headers: Headers } | null = null
  #bytes = 0

  /**
   * @param isWithheld asked at the last moment before the first byte leaves
   * @param onEnd called once
   */
  constructor(
    limits: AnswerLimits,
    isWithheld: () => boolean,
    onEnd: (exchange: Exchange, outcome: RawAnswer | NoAnswer) => void,
  ) {
    this.#limits = limits
    this.#isWithheld = isWithheld
    this.#onEnd = onEnd
  }

  /** Ends it where it has taken too long: what drips a byte at a time never ends by itself. */
  checkTime(now: number): void {
    if (now >= this.#deadline) this.#controller?.abort(new AnswerTimedOut())
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    this.#deadline = performance.now() + this.#limits.answerTimeoutMs
    if (this.#isWithheld()) controller.abort(new Withheld())
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // An announcement of an answer (1xx) is none, and gives it no more time.
    if (status < 200) return
    this.#head = { status, headers }
    this.#deadline = performance.now() + this.#limits.bodyTimeoutMs
    if (Number(headers['content-length']) > this.#limits.maxBodyBytes) controller.abort(new BodyTooLarge())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#limits.maxBodyBytes) controller.abort(new BodyTooLarge())
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#end(null)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end(error)
  }

  #end(error: Error | null): void {
    this.#deadline = Number.POSITIVE_INFINITY
    if (this.#head === null) this.#onEnd(this, noAnswer(error))
    else this.#onEnd(this, { ...this.#head, bytes: error === null ? this.#body() : null })
  }

  /** Not a copy where it came in one piece, as most do. */
  #body(): Buffer {
    const [first, ...others] = this.#chunks
    return first !== undefined && others.length === 0 ? first : Buffer.concat(this.#chunks)
  }
}

class BodyTooLarge extends Error {
  constructor() {
    super('the body is too large')
    this.name = 'BodyTooLarge'
  }
}

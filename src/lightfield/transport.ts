import type { Pool } from 'undici'
import { parseJson } from '../model/json.ts'
import { type ConnectOptions, openPool } from './connections.ts'
import { type AnswerLimits, Exchange, type RawAnswer } from './exchange.ts'
import type { NoAnswer } from './no-answer.ts'
import { type KeyRedaction, keyRedaction } from './redact-key.ts'
import type { Answer } from './verdict.ts'

export interface TransportOptions extends AnswerLimits, ConnectOptions {
  /** Such as `https://api.lightfield.app`; a path in it is put before every request's. */
  readonly baseUrl: URL
  readonly apiKey: string
  readonly userAgent: string
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path and query, such as `/v1/accounts?limit=25`. */
  readonly path: string
  readonly body: string | null
  readonly idempotencyKey: string | null
}

/** The date this project was written against. Source: the "Versioning" page of the API's documentation. */
export const apiVersion = '2026-03-01'

/** How late a time limit may be noticed. */
const sweepEveryMs = 250

/** Keep-alive connections to the API. Redirects are not followed: the key would go with them. */
export class Transport implements AsyncDisposable {
  readonly #pool: Pool
  readonly #options: TransportOptions
  readonly #withoutKey: KeyRedaction
  readonly #headers: Readonly<Record<string, string>>
  readonly #pathPrefix: string
  readonly #underWay = new Set<Exchange>()
  readonly #sweep: NodeJS.Timeout
  readonly #closing = new AbortController()

  constructor(options: TransportOptions) {
    this.#options = options
    this.#withoutKey = keyRedaction(options.apiKey)
    this.#pathPrefix = options.baseUrl.pathname.replace(/\/$/, '')
    this.#headers = {
      authorization: `Bearer ${options.apiKey}`,
      'lightfield-version': apiVersion,
      accept: 'application/json',
      'user-agent': options.userAgent,
    }
    this.#pool = openPool(options.baseUrl.origin, options, this.#closing.signal)
    // One sweep watches the time of all requests.
    const everyMs = Math.min(sweepEveryMs, options.answerTimeoutMs / 4, options.bodyTimeoutMs / 4)
    this.#sweep = setInterval(() => this.#checkTimes(), Math.max(everyMs, 1)).unref()
  }

  /**
   * Sends one request, once, and reads its answer whole. Never throws for what a network can do.
   *
   * @param isWithheld asked at the last moment before the first byte leaves; such a request is `withheld`
   */
  send(request: HttpRequest, isWithheld: () => boolean = () => false): Promise<Answer | NoAnswer> {
    return new Promise(resolve => {
      const exchange = new Exchange(this.#options, isWithheld, (ended, outcome) => {
        this.#underWay.delete(ended)
        resolve('failed' in outcome ? outcome : this.#answer(outcome))
      })
      this.#underWay.add(exchange)
      this.#pool.dispatch(
        {
          method: request.method,
          path: this.#pathPrefix + request.path,
          headers: this.#headersOf(request),
          body: request.body,
        },
        exchange,
      )
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweep)
    this.#closing.abort()
    await this.#pool.destroy()
  }

  #headersOf(request: HttpRequest): Record<string, string> {
    const headers: Record<string, string> = { ...this.#headers }
    if (request.body !== null) headers['content-type'] = 'application/json'
    if (request.idempotencyKey !== null) headers['idempotency-key'] = request.idempotencyKey
    return headers
  }

  #answer({ status, headers, bytes }: RawAnswer): Answer {
    return { status, headers, body: parseBody(bytes, this.#withoutKey) }
  }

  #checkTimes(): void {
    const now = performance.now()
    for (const exchange of this.#underWay) exchange.checkTime(now)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Undefined where it is not JSON in UTF-8 (or nested without end), null where there is none. The one place where a body is read. */
function parseBody(bytes: Buffer | null, withoutKey: KeyRedaction): unknown {
  if (bytes === null) return undefined
  if (bytes.length === 0) return null
  try {
    return parseJson(withoutKey(utf8.decode(bytes)))
  } catch {
    return undefined
  }
}

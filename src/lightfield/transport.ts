import { Pool } from 'undici'
import type { Answer } from './verdict.ts'

export interface TransportOptions {
  /** Such as `https://api.lightfield.app`; a path in it is put before every request's. */
  readonly baseUrl: URL
  readonly apiKey: string
  readonly userAgent: string
  readonly connectTimeoutMs: number
  /** Longest wait for an answer to begin. */
  readonly answerTimeoutMs: number
  /** Longest time that the body of an answer may take as a whole. */
  readonly bodyTimeoutMs: number
  readonly maxBodyBytes: number
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path and query, such as `/v1/accounts?limit=25`. */
  readonly path: string
  readonly body: string | null
  readonly idempotencyKey: string | null
}

/** No answer: `unsent` where the request cannot have reached the API, `lost` where it may have. */
export interface NoAnswer {
  readonly failed: 'unsent' | 'lost'
  readonly reason: string
}

/** The date this project was written against. Source: the "Versioning" page of the API's documentation. */
const apiVersion = '2026-03-01'

/** System calls that come before the first byte: `EHOSTUNREACH` on a later one says nothing about what has arrived. */
const callsBeforeSending: ReadonlySet<unknown> = new Set(['getaddrinfo', 'connect'])

/** Keep-alive connections to the API. Redirects are not followed: the key would go with them. */
export class Transport implements AsyncDisposable {
  readonly #pool: Pool
  readonly #options: TransportOptions
  readonly #headers: Readonly<Record<string, string>>
  readonly #pathPrefix: string

  constructor(options: TransportOptions) {
    this.#options = options
    this.#pathPrefix = options.baseUrl.pathname.replace(/\/$/, '')
    this.#headers = {
      authorization: `Bearer ${options.apiKey}`,
      'lightfield-version': apiVersion,
      accept: 'application/json',
      'user-agent': options.userAgent,
    }
    this.#pool = new Pool(options.baseUrl.origin, {
      connect: { timeout: options.connectTimeoutMs },
      headersTimeout: options.answerTimeoutMs,
      bodyTimeout: options.bodyTimeoutMs,
      keepAliveTimeout: 30_000,
    })
  }

  /** Sends one request, once, and reads its answer whole. Never throws for what a network can do. */
  async send(request: HttpRequest): Promise<Answer | NoAnswer> {
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method: request.method,
        path: this.#pathPrefix + request.path,
        headers: this.#headersOf(request),
        body: request.body,
      })
      return { status: statusCode, headers, body: parseJson(await this.#read(body)) }
    } catch (error) {
      return noAnswer(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy()
  }

  #headersOf(request: HttpRequest): Record<string, string> {
    const headers: Record<string, string> = { ...this.#headers }
    if (request.body !== null) headers['content-type'] = 'application/json'
    if (request.idempotencyKey !== null) headers['idempotency-key'] = request.idempotencyKey
    return headers
  }

  /**
   * The body as text; null where it breaks off, or is too large or too slow to be an answer of the API. The status and
   * the headers are there by then, and hold without it: a refused key, or how long to wait.
   */
  async #read(body: AsyncIterable<Buffer>): Promise<string | null> {
    const chunks: Buffer[] = []
    let bytes = 0
    const deadline = performance.now() + this.#options.bodyTimeoutMs
    try {
      // Leaving the loop early destroys the body, and the connection with it.
      for await (const chunk of body) {
        bytes += chunk.length
        if (bytes > this.#options.maxBodyBytes || performance.now() > deadline) return null
        chunks.push(chunk)
      }
    } catch {
      return null
    }
    return Buffer.concat(chunks).toString('utf8')
  }
}

/** Undefined where it is not JSON. */
function parseJson(text: string | null): unknown {
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function noAnswer(error: unknown): NoAnswer {
  const { code, syscall } = systemError(error)
  const isUnsent =
    callsBeforeSending.has(syscall) || code === 'UND_ERR_CONNECT_TIMEOUT' || /CERT|TLS|SELF_SIGNED|UNABLE_TO/.test(code)
  return { failed: isUnsent ? 'unsent' : 'lost', reason: describe(code, error) }
}

/** What an error says of itself, or the first of several: a host with two addresses fails with both. */
function systemError(error: unknown): { readonly code: string; readonly syscall: unknown } {
  if (error instanceof AggregateError && error.errors.length > 0) return systemError(error.errors[0])
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string'
  if (!isCoded) return { code: 'UNKNOWN', syscall: null }
  return { code: String(error.code), syscall: 'syscall' in error ? error.syscall : null }
}

const explanations: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ENOTFOUND', 'the host name is not known'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['ETIMEDOUT', 'the connection timed out'],
  ['EAI_AGAIN', 'the host name could not be looked up'],
  ['ECONNRESET', 'the connection was reset'],
  ['UND_ERR_SOCKET', 'the connection was closed before the answer came'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the connection could not be made in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'no answer came in time'],
])

function describe(code: string, error: unknown): string {
  return explanations.get(code) ?? (code === 'UNKNOWN' && error instanceof Error ? error.message : code)
}

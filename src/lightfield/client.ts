import { RunStopped } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { asJsonObject } from '../model/json.ts'
import { type ObjectType, objectFacts } from '../model/objects.ts'
import { attemptUntilSettled, type RetryPolicy, type Settled } from './attempts.ts'
import { Availability } from './availability.ts'
import { parseDefinitions } from './definitions.ts'
import { readRateHeaders } from './headers.ts'
import { keyLifetimeMs } from './idempotency.ts'
import { Latency } from './latency.ts'
import { type RateCategory, RateLimiter } from './rate-limiter.ts'
import { ReadRefused, ReadUnanswered } from './read-errors.ts'
import { type ApiRecord, type Page, parsePage, parseRecord, parseReference } from './record.ts'
import { type HttpRequest, Transport, type TransportOptions } from './transport.ts'
import { judgeAnswer, type Verdict } from './verdict.ts'
import { type KeyInfo, parseKeyInfo, parseObjectTypes } from './workspace-answers.ts'

export interface ClientOptions {
  readonly transport: TransportOptions
  readonly retry: RetryPolicy
  /** Writes a second that the user asked for; null: what the API allows. */
  readonly writeRate: number | null
}

/** A create, or an update where `recordId` is given. */
export interface WriteRequest {
  readonly object: ObjectType
  readonly recordId: string | null
  /** JSON text, sent as it is: a repeated attempt must not differ by a byte. */
  readonly body: string
  readonly idempotencyKey: string
  /** When the key was first used (milliseconds, UTC), where that was before this call. */
  readonly firstSentAt?: number
}

/** Requests that left, per category, and what became of them. */
export interface RequestCounts {
  readonly requests: Readonly<Record<RateCategory, number>>
  /** Attempts beyond the first of a request. */
  readonly retries: number
  /** 429 answers. */
  readonly throttled: number
}

/** Requests a second in each category, until the server says otherwise. Source: the "Rate limits" page. */
const assumedRate = 25

/** The Lightfield API: each call waits for its rate-limit category, retries what can be, and is judged once. */
export class LightfieldClient implements AsyncDisposable {
  readonly latency = new Latency()
  readonly #transport: Transport
  readonly #clock: Clock
  readonly #retry: RetryPolicy
  readonly #availability = new Availability()
  readonly #limiters: Readonly<Record<RateCategory, RateLimiter>>
  readonly #requests: Record<RateCategory, number> = { write: 0, read: 0, search: 0 }
  #retries = 0

  constructor(options: ClientOptions, clock: Clock) {
    this.#transport = new Transport(options.transport)
    this.#clock = clock
    this.#retry = options.retry
    this.#limiters = {
      write: new RateLimiter('write', { assumedRate, wantedRate: options.writeRate }, clock),
      read: new RateLimiter('read', { assumedRate, wantedRate: null }, clock),
      search: new RateLimiter('search', { assumedRate, wantedRate: null }, clock),
    }
  }

  /** Creates or updates a record. `beforeSend` is awaited before each attempt leaves, with its number from 1. */
  write(request: WriteRequest, beforeSend: (attempt: number) => Promise<void>, signal: AbortSignal): Promise<Settled> {
    const facts = objectFacts(request.object)
    const isUpdate = request.recordId !== null
    const path = isUpdate ? `${facts.recordsPath}/${encodeURIComponent(request.recordId)}` : facts.recordsPath
    const http: HttpRequest = { method: 'POST', path, body: request.body, idempotencyKey: request.idempotencyKey }
    const scope = scopeOf(request.object, isUpdate ? 'update' : 'create')
    const isExpected = (body: unknown): boolean => parseReference(body) !== null
    const { giveUpAfterMs } = this.#retry
    const sendUntilMs = (request.firstSentAt ?? this.#clock.now()) + keyLifetimeMs
    return this.#settle({ http, category: 'write', scope, isExpected, giveUpAfterMs, sendUntilMs }, beforeSend, signal)
  }

  /**
   * Moves a record to the trash; one that is there already stays. `beforeSend` as for a write.
   * Source: the "Delete" page of each object's API reference.
   */
  remove(
    { object, recordId }: { readonly object: ObjectType; readonly recordId: string },
    beforeSend: (attempt: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Settled> {
    const path = `${objectFacts(object).recordsPath}/${encodeURIComponent(recordId)}`
    const http: HttpRequest = { method: 'DELETE', path, body: null, idempotencyKey: null }
    const { giveUpAfterMs } = this.#retry
    const call: Call = {
      http,
      category: 'write',
      scope: scopeOf(object, 'delete'),
      isExpected: () => true,
      giveUpAfterMs,
      sendUntilMs: Number.POSITIVE_INFINITY,
    }
    return this.#settle(call, beforeSend, signal)
  }

  /**
   * One page of a list, by the search index, which lags behind writes.
   *
   * @param query such as `[['$name', 'Acme'], ['limit', '25']]`
   * @throws RunStopped where the API refuses or cannot be reached
   */
  async list(object: ObjectType, query: readonly (readonly [string, string])[], signal: AbortSignal): Promise<Page> {
    const search = new URLSearchParams(query.map(([key, value]): [string, string] => [key, value])).toString()
    const path = `${objectFacts(object).listPath}${search === '' ? '' : `?${search}`}`
    return this.#read('search', path, scopeOf(object, 'read'), parsePage, signal)
  }

  /** One record as it is now; null where there is none (or it is in the trash). */
  async retrieve(object: ObjectType, id: string, signal: AbortSignal): Promise<ApiRecord | null> {
    const path = `${objectFacts(object).recordsPath}/${encodeURIComponent(id)}`
    try {
      return await this.#read('read', path, scopeOf(object, 'read'), parseRecord, signal)
    } catch (error) {
      if (error instanceof ReadRefused && error.status === 404) return null
      throw error
    }
  }

  /** The workspace's definitions of a type as the API sends them; null where the type has no such endpoint. */
  async rawDefinitions(object: ObjectType, signal: AbortSignal): Promise<unknown> {
    const path = objectFacts(object).definitionsPath
    if (path === null) return null
    return this.#read('read', path, scopeOf(object, 'read'), body => asJsonObject(body) && body, signal)
  }

  /** The workspace's definitions of a type; null where the type has no such endpoint. */
  async definitions(object: ObjectType, signal: AbortSignal): Promise<ObjectDefinitions | null> {
    const json = await this.rawDefinitions(object, signal)
    return json === null ? null : parseDefinitions(json, `The API's answer for ${object}`)
  }

  /** Slugs of the workspace's custom objects. */
  async customObjects(signal: AbortSignal): Promise<readonly string[]> {
    return this.#read('read', '/v1/objects', null, parseObjectTypes, signal)
  }

  /**
   * Asks what the key may do: the way to fail before the first row rather than at it.
   *
   * @param giveUpAfterMs an API that does not answer at the very start is more likely a wrong address than an outage
   * @throws RunStopped `key_refused`, `api_unreachable`
   */
  async validateKey(giveUpAfterMs: number, signal: AbortSignal): Promise<KeyInfo> {
    const key = await this.#read('read', '/v1/auth/validate', null, parseKeyInfo, signal, giveUpAfterMs)
    if (key.isActive) return key
    throw new RunStopped('key_refused', 'The API key is not active.', {
      hint: 'Let an admin of the workspace make one.',
    })
  }

  /** The server's time (milliseconds, UTC). */
  serverNow(): number {
    return this.#clock.now()
  }

  counts(): RequestCounts {
    const throttled = Object.values(this.#limiters).reduce((sum, limiter) => sum + limiter.throttled, 0)
    return { requests: { ...this.#requests }, retries: this.#retries, throttled }
  }

  /** The gate of a category, for what shows or follows its pace. */
  limiter(category: RateCategory): RateLimiter {
    return this.#limiters[category]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const limiter of Object.values(this.#limiters)) limiter.close()
    await this.#transport[Symbol.asyncDispose]()
  }

  async #read<T>(
    category: RateCategory,
    path: string,
    scope: string | null,
    parse: (body: unknown) => T | null,
    signal: AbortSignal,
    giveUpAfterMs = this.#retry.giveUpAfterMs,
  ): Promise<T> {
    const http: HttpRequest = { method: 'GET', path, body: null, idempotencyKey: null }
    const isExpected = (body: unknown): boolean => parse(body) !== null
    const call: Call = { http, category, scope, isExpected, giveUpAfterMs, sendUntilMs: Number.POSITIVE_INFINITY }
    const settled = await this.#settle(call, async () => undefined, signal)
    if (settled.kind === 'halted') throw settled.error
    if (settled.kind === 'interrupted') throw signal.reason
    if (settled.kind === 'lost') throw new ReadUnanswered(settled.reason, path)
    if (settled.kind === 'refused') throw new ReadRefused(settled.error.status, settled.error.code, path)
    const parsed = parse(settled.body)
    if (parsed === null) throw new Error('an answer was judged as expected and then not understood')
    return parsed
  }

  #settle(call: Call, beforeSend: (attempt: number) => Promise<void>, signal: AbortSignal): Promise<Settled> {
    const limiter = this.#limiters[call.category]
    return attemptUntilSettled(
      {
        clock: this.#clock,
        policy: { ...this.#retry, giveUpAfterMs: call.giveUpAfterMs },
        availability: this.#availability,
        scope: call.scope,
        sendUntilMs: call.sendUntilMs,
        slot: waiting => limiter.slot(waiting),
        beforeSend: async attempt => {
          await beforeSend(attempt)
          this.#requests[call.category] += 1
          if (attempt > 1) this.#retries += 1
        },
        send: () => this.#attempt(call, limiter),
      },
      signal,
    )
  }

  async #attempt(call: Call, limiter: RateLimiter): Promise<Verdict> {
    const startedAt = this.#clock.now()
    const answer = await this.#transport.send(call.http)
    const now = this.#clock.now()
    if ('failed' in answer) return { kind: answer.failed, reason: answer.reason, afterMs: null }
    if (call.category === 'write') this.latency.observe(now - startedAt)
    limiter.observe(readRateHeaders(answer.headers, now), answer.status === 429)
    return judgeAnswer(answer, call.isExpected, now)
  }
}

interface Call {
  readonly http: HttpRequest
  readonly category: RateCategory
  readonly scope: string | null
  readonly isExpected: (body: unknown) => boolean
  readonly giveUpAfterMs: number
  readonly sendUntilMs: number
}

function scopeOf(object: ObjectType, action: 'create' | 'update' | 'delete' | 'read'): string | null {
  const { scope } = objectFacts(object)
  return scope === null ? null : `${scope}:${action}`
}

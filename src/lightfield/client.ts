import { RunStopped } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { asJsonObject } from '../model/json.ts'
import { type ObjectType, objectFacts } from '../model/objects.ts'
import type { Settled } from './attempts.ts'
import type { Call } from './call.ts'
import { isDefinitions, parseDefinitions } from './definitions.ts'
import { keyLifetimeMs } from './idempotency.ts'
import type { Latency } from './latency.ts'
import type { Outage } from './outages.ts'
import type { RateCategory, RateLimiter } from './rate-limiter.ts'
import { ReadRefused, ReadUnanswered } from './read-errors.ts'
import { type ApiRecord, type Page, parsePage, parseRecord, parseRecordId } from './record.ts'
import { type ClientOptions, type RequestCounts, Requests, validatePath } from './requests.ts'
import type { HttpRequest } from './transport.ts'
import { type KeyInfo, parseKeyInfo, parseObjectTypes } from './workspace-answers.ts'

export type { ClientOptions, RequestCounts } from './requests.ts'

/** A create, or an update where `recordId` is given. */
export interface WriteRequest {
  readonly object: ObjectType
  readonly recordId: string | null
  /** JSON text, sent as it is: a repeated attempt must not differ by a byte. */
  readonly body: string
  readonly idempotencyKey: string
  /** When the key was first used, by the server's clock (milliseconds, UTC), where that was before this call. */
  readonly firstSentAt?: number
  /** Whether it is not known since an earlier run what became of it: given up, it is no worse off than before. */
  readonly isInDoubt?: boolean
}

/** The Lightfield API: each call waits for its rate-limit category, retries what can be, and is judged once. */
export class LightfieldClient implements AsyncDisposable {
  readonly #requests: Requests
  readonly #clock: Clock

  constructor(options: ClientOptions, clock: Clock) {
    this.#clock = clock
    this.#requests = new Requests(options, clock)
  }

  /** Creates or updates a record. `beforeSend` is awaited before each attempt leaves, with its number from 1. */
  write(request: WriteRequest, beforeSend: (attempt: number) => Promise<void>, signal: AbortSignal): Promise<Settled> {
    const facts = objectFacts(request.object)
    const isUpdate = request.recordId !== null
    const path = isUpdate ? `${facts.recordsPath}/${encodeURIComponent(request.recordId)}` : facts.recordsPath
    const http: HttpRequest = { method: 'POST', path, body: request.body, idempotencyKey: request.idempotencyKey }
    const scope = scopeOf(request.object, isUpdate ? 'update' : 'create')
    const isExpected = (body: unknown): boolean => {
      const id = parseRecordId(body)
      return id !== null && (!isUpdate || id === request.recordId)
    }
    const isKeyAlive = this.#keyWatch(request.firstSentAt)
    const { isInDoubt = false } = request
    const call: Call = { http, category: 'write', scope, isExpected, isKeyAlive, isInDoubt }
    return this.#requests.settle(call, beforeSend, signal)
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
    const call: Call = {
      http,
      category: 'write',
      scope: scopeOf(object, 'delete'),
      // Nothing is promised of this answer; what is about another record, or no answer of the API's, is none.
      isExpected: body => body === null || idOf(body) === undefined || idOf(body) === recordId,
    }
    return this.#requests.settle(call, beforeSend, signal)
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
    const offset = Number(new Map(query).get('offset') ?? 0)
    return this.#read('search', path, scopeOf(object, 'read'), body => parsePage(body, offset), signal)
  }

  /** One record as it is now; null where there is none (or it is in the trash). */
  retrieve(object: ObjectType, id: string, signal: AbortSignal): Promise<ApiRecord | null> {
    return this.#retrieve(object, id, signal, {})
  }

  /** The same without being in the way of other reads: whatever becomes of it stops no other request. */
  readBack(object: ObjectType, id: string, signal: AbortSignal): Promise<ApiRecord | null> {
    return this.#retrieve(object, id, signal, { isInBackground: true })
  }

  /** The workspace's definitions of a type as the API sends them; null where the type has no such endpoint. */
  async rawDefinitions(object: ObjectType, signal: AbortSignal): Promise<unknown> {
    const path = objectFacts(object).definitionsPath
    if (path === null) return null
    return this.#read('read', path, scopeOf(object, 'read'), body => (isDefinitions(body) ? body : null), signal)
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
   * @throws RunStopped `key_refused`, `api_unreachable`: soon, where the address looks wrong
   */
  async validateKey(signal: AbortSignal): Promise<KeyInfo> {
    const key = await this.#read('read', validatePath, null, parseKeyInfo, signal, { isFirst: true })
    if (key.isActive) return key
    throw new RunStopped('key_refused', 'The API key is not active.', {
      hint: 'Let an admin of the workspace make one.',
    })
  }

  /** The server's time (milliseconds, UTC), as its answers tell it; this machine's until one has. */
  serverNow(): number {
    return this.#requests.serverNow()
  }

  /** How long slow writes take. */
  get latency(): Latency {
    return this.#requests.latency
  }

  /** That the API does not answer just now; null while it does. */
  get outage(): Outage | null {
    return this.#requests.outage
  }

  /** How long the API did not answer so far, in milliseconds. */
  get outageMs(): number {
    return this.#requests.outageMs
  }

  counts(): RequestCounts {
    return this.#requests.counts()
  }

  /** The gate of a category, for what shows or follows its pace. */
  limiter(category: RateCategory): RateLimiter {
    return this.#requests.limiter(category)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#requests[Symbol.asyncDispose]()
  }

  /** The clock that counts is the server's; how old a key is that is new with this call, any clock can tell. */
  #keyWatch(firstSentAt: number | undefined): () => boolean {
    if (firstSentAt !== undefined) return () => this.serverNow() < firstSentAt + keyLifetimeMs
    const startedAt = this.#clock.now()
    return () => this.#clock.now() < startedAt + keyLifetimeMs
  }

  async #retrieve(object: ObjectType, id: string, signal: AbortSignal, how: ReadOptions): Promise<ApiRecord | null> {
    const path = `${objectFacts(object).recordsPath}/${encodeURIComponent(id)}`
    try {
      return await this.#read('read', path, scopeOf(object, 'read'), parseRecord, signal, how)
    } catch (error) {
      if (error instanceof ReadRefused && error.status === 404) return null
      throw error
    }
  }

  async #read<T>(
    category: RateCategory,
    path: string,
    scope: string | null,
    parse: (body: unknown) => T | null,
    signal: AbortSignal,
    how: ReadOptions = {},
  ): Promise<T> {
    const http: HttpRequest = { method: 'GET', path, body: null, idempotencyKey: null }
    const isExpected = (body: unknown): boolean => parse(body) !== null
    const call: Call = { http, category, scope, isExpected, ...how }
    const settled = await this.#requests.settle(call, async () => undefined, signal)
    if (settled.kind === 'halted') throw settled.error
    if (settled.kind === 'interrupted') throw signal.reason
    if (settled.kind === 'lost') throw new ReadUnanswered(settled.reason, path)
    if (settled.kind === 'refused') throw new ReadRefused(settled.error.status, settled.error.code, path)
    const parsed = parse(settled.body)
    if (parsed === null) throw new Error('an answer was judged as expected and then not understood')
    return parsed
  }
}

type ReadOptions = Pick<Call, 'isFirst' | 'isInBackground'>

function scopeOf(object: ObjectType, action: 'create' | 'update' | 'delete' | 'read'): string | null {
  const { scope } = objectFacts(object)
  return scope === null ? null : `${scope}:${action}`
}

/** The id in an answer, undefined where an object has none; null where it is no object. */
function idOf(body: unknown): unknown {
  const json = asJsonObject(body)
  return json === null ? null : json['id']
}

import { type ApiKey, authenticate, checkVersion } from './auth.ts'
import type { Answer, Delivery } from './delivery.ts'
import { ApiFailure, failure } from './errors.ts'
import type { FaultPlan } from './faults.ts'
import { type Call, handle } from './handlers.ts'
import { deliverFault } from './injected-faults.ts'
import { changeOptions, type Latency, type SandboxConfig, type Settings } from './options.ts'
import { withOtherTraffic } from './other-traffic.ts'
import { type Allowance, type Category, createRateLimiter, type RateLimiter } from './rate-limit.ts'
import type { ResponseBody } from './responses.ts'
import { categoryOf, findRoute } from './router.ts'
import type { Traffic } from './traffic.ts'
import type { World } from './world.ts'

export interface ApiParts {
  readonly world: World
  readonly config: SandboxConfig
  readonly faults: FaultPlan
  readonly traffic: Traffic
  /** Aborted when the sandbox closes. */
  readonly signal: AbortSignal
  readonly redirectTarget: string
}

type Limiters = Readonly<Record<Category, RateLimiter | null>>

/** The API side of the sandbox: takes a request through version, key, limit, fault and handling to its answer. */
export class Api {
  readonly #parts: ApiParts
  readonly #keys: ReadonlyMap<string, ApiKey>
  #config: SandboxConfig
  #limiters: Limiters

  constructor(parts: ApiParts) {
    this.#parts = parts
    this.#config = parts.config
    this.#keys = new Map(parts.config.apiKeys.map(key => [key.key, key]))
    this.#limiters = createLimiters(parts.config)
  }

  /** Forgets what was taken from the limits. */
  reset(): void {
    this.#limiters = createLimiters(this.#config)
  }

  /** Goes on with other settings; all budgets are full again. Throws `SandboxError` `bad_option`, and changes nothing. */
  change(settings: Settings): void {
    this.#config = changeOptions(this.#config, settings)
    this.reset()
  }

  /** The category that a request counts in. */
  categoryOf(method: string, path: string): Category {
    return categoryOf(findRoute(this.#parts.world.catalog, method, path), method)
  }

  async serve(call: Call, category: Category): Promise<Delivery> {
    const limiter = this.#limiters[category]
    const nowMs = this.#parts.world.clock.now()
    let allowance: Allowance | null = null
    try {
      checkVersion(header(call, 'lightfield-version'))
      const key = authenticate(this.#keys, call.headers.authorization)
      allowance = limiter?.take(nowMs) ?? null
      checkAllowance(allowance)
      this.#checkInFlight()
      return this.#withHeaders(await this.#answer(call, category, key), allowance)
    } catch (error) {
      const answer = this.#refusal(error)
      return this.#withHeaders({ kind: 'answer', answer }, allowance ?? limiter?.peek(nowMs) ?? null)
    }
  }

  async #answer(call: Call, category: Category, key: ApiKey): Promise<Delivery> {
    const { faults, redirectTarget } = this.#parts
    const perform = () => this.#perform(call, key)
    const body = faults.looksAtBodies ? await call.body : ''
    const fault = faults.pick({ method: call.method, path: call.path, category, body })
    if (fault === null) return { kind: 'answer', answer: okAnswer(await perform()) }
    return deliverFault(fault, {
      perform,
      performLate: ms => this.#performLate(call, key, ms),
      wait: ms => this.#sleep(ms),
      ok: okAnswer,
      error: (status, body) => this.#errorAnswer(status, body),
      authorization: call.headers.authorization ?? '',
      redirectTarget,
    })
  }

  async #perform(call: Call, key: ApiKey, begin = async () => {}): Promise<ResponseBody> {
    const { world } = this.#parts
    const { latencyMs, random } = this.#config
    const route = findRoute(world.catalog, call.method, call.path)
    if (route === null) throw failure(404, 'There is nothing at this path.')
    return handle(world, route, call, key, async () => {
      await begin()
      const drawnMs = drawLatency(latencyMs, random)
      if (drawnMs > 0) await this.#sleep(drawnMs)
    })
  }

  /** Resolves as soon as the request has been taken up; what comes of it then, nobody hears. */
  #performLate(call: Call, key: ApiKey, ms: number): Promise<void> {
    const begun = Promise.withResolvers<void>()
    const performed = this.#perform(call, key, () => {
      begun.resolve()
      return this.#sleep(ms)
    })
    return Promise.race([begun.promise, performed.then(() => undefined)])
  }

  #sleep(ms: number): Promise<void> {
    return this.#config.sleep(ms, this.#parts.signal)
  }

  #checkInFlight(): void {
    const { maxInFlight } = this.#config
    if (maxInFlight > 0 && this.#parts.traffic.inFlight > maxInFlight) {
      throw failure(503, 'Too many requests at the same time.')
    }
  }

  #refusal(error: unknown): Answer {
    // While it closes, what was being worked on ends without an answer, as with any server that goes away.
    if (this.#parts.signal.aborted) throw error
    const refusal = error instanceof ApiFailure ? error : failure(500, `The sandbox itself failed: ${error}`)
    const answer = this.#errorAnswer(refusal.status, { ...refusal.body })
    if (refusal.retryAfterSeconds === null) return answer
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(refusal.retryAfterSeconds) } }
  }

  #errorAnswer(status: number, body: ResponseBody): Answer {
    return jsonAnswer(status, this.#config.bareErrors ? body : { error: body })
  }

  /** The headers that every answer has, unless a fault says otherwise: the time by the sandbox's clock, and the limit. */
  #withHeaders(delivery: Delivery, allowance: Allowance | null): Delivery {
    if (!('answer' in delivery)) return delivery
    const { answer } = delivery
    const date = new Date(this.#parts.world.clock.now()).toUTCString()
    return { ...delivery, answer: { ...answer, headers: { date, ...limitHeaders(allowance), ...answer.headers } } }
  }
}

function createLimiters(config: SandboxConfig): Limiters {
  const { limitModel, limits, otherTraffic } = config
  const limiterOf = (category: Category): RateLimiter | null => {
    const limiter = createRateLimiter(limitModel, limits[category])
    return limiter === null ? null : withOtherTraffic(limiter, otherTraffic[category])
  }
  return { write: limiterOf('write'), read: limiterOf('read'), search: limiterOf('search') }
}

function checkAllowance(allowance: Allowance | null): void {
  if (allowance !== null && !allowance.allowed) {
    throw failure(429, 'The rate limit is exceeded.', allowance.retryAfterSeconds)
  }
}

function limitHeaders(allowance: Allowance | null): Readonly<Record<string, string>> {
  if (allowance === null) return {}
  return {
    'x-ratelimit-limit': String(allowance.limit),
    'x-ratelimit-remaining': String(allowance.remaining),
    'x-ratelimit-reset': String(allowance.resetAtSeconds),
  }
}

function drawLatency(latency: Latency, random: () => number): number {
  return typeof latency === 'number' ? latency : latency.min + random() * (latency.max - latency.min)
}

function okAnswer(body: ResponseBody): Answer {
  return jsonAnswer(200, body)
}

function jsonAnswer(status: number, body: ResponseBody): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}

function header(call: Call, name: string): string | undefined {
  const value = call.headers[name]
  return Array.isArray(value) ? value[0] : value
}

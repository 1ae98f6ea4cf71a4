import { type ApiKey, authenticate, checkVersion } from './auth.ts'
import type { Answer, Delivery } from './delivery.ts'
import { ApiFailure, failure } from './errors.ts'
import type { FaultPlan } from './faults.ts'
import { type Call, handle } from './handlers.ts'
import { deliverFault } from './injected-faults.ts'
import type { Latency, SandboxConfig } from './options.ts'
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
  #limiters: Limiters

  constructor(parts: ApiParts) {
    this.#parts = parts
    this.#keys = new Map(parts.config.apiKeys.map(key => [key.key, key]))
    this.#limiters = createLimiters(parts.config)
  }

  /** Forgets what was taken from the limits. */
  reset(): void {
    this.#limiters = createLimiters(this.#parts.config)
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
      return withLimitHeaders(await this.#answer(call, category, key), allowance)
    } catch (error) {
      const answer = this.#refusal(error)
      return withLimitHeaders({ kind: 'answer', answer }, allowance ?? limiter?.peek(nowMs) ?? null)
    }
  }

  async #answer(call: Call, category: Category, key: ApiKey): Promise<Delivery> {
    const { faults, config, signal, redirectTarget } = this.#parts
    const perform = () => this.#perform(call, key)
    const fault = faults.pick({ method: call.method, path: call.path, category })
    if (fault === null) return { kind: 'answer', answer: okAnswer(await perform()) }
    return deliverFault(fault, {
      perform,
      wait: ms => config.sleep(ms, signal),
      ok: okAnswer,
      error: (status, body) => this.#errorAnswer(status, body),
      redirectTarget,
    })
  }

  async #perform(call: Call, key: ApiKey): Promise<ResponseBody> {
    const { world, config, signal } = this.#parts
    const route = findRoute(world.catalog, call.method, call.path)
    if (route === null) throw failure(404, 'There is nothing at this path.')
    return handle(world, route, call, key, async () => {
      const latencyMs = drawLatency(config.latencyMs, config.random)
      if (latencyMs > 0) await config.sleep(latencyMs, signal)
    })
  }

  #checkInFlight(): void {
    const { config, traffic } = this.#parts
    if (config.maxInFlight > 0 && traffic.inFlight > config.maxInFlight) {
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
    return jsonAnswer(status, this.#parts.config.bareErrors ? body : { error: body })
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

function withLimitHeaders(delivery: Delivery, allowance: Allowance | null): Delivery {
  if (allowance === null || !('answer' in delivery)) return delivery
  const { answer } = delivery
  const headers = {
    ...answer.headers,
    'x-ratelimit-limit': String(allowance.limit),
    'x-ratelimit-remaining': String(allowance.remaining),
    'x-ratelimit-reset': String(allowance.resetAtSeconds),
  }
  return { ...delivery, answer: { ...answer, headers } }
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

import type { Clock } from '../model/clock.ts'
import { attemptUntilSettled, type RetryPolicy, type Settled } from './attempts.ts'
import { Availability } from './availability.ts'
import type { Call } from './call.ts'
import type { Departure } from './departures.ts'
import { readRateHeaders } from './headers.ts'
import { Latency } from './latency.ts'
import { type Outage, Outages } from './outages.ts'
import { type RateCategory, RateLimiter } from './rate-limiter.ts'
import { RunRefusal } from './run-refusal.ts'
import { ServerClock } from './server-clock.ts'
import { Silence } from './silence.ts'
import { type HttpRequest, Transport, type TransportOptions } from './transport.ts'
import { judgeAnswer, judgeNoAnswer, type Verdict } from './verdict.ts'
import { parseKeyInfo } from './workspace-answers.ts'

export interface ClientOptions {
  readonly transport: TransportOptions
  readonly retry: RetryPolicy
  /** Writes a second that the user asked for; null: what the API allows. */
  readonly writeRate: number | null
  /** Share of each limit that is left to others, from 0 to less than 1. */
  readonly headroom: number
  /** Told when the API stops answering and, with null, when it answers again. */
  readonly onOutage: (outage: Outage | null) => void
}

/** Requests that left, per category, and what became of them. */
export interface RequestCounts {
  readonly requests: Readonly<Record<RateCategory, number>>
  /** Attempts beyond the first of a request. */
  readonly retries: number
  /** 429 answers. */
  readonly throttled: number
}

/** The question that needs no scope. Source: the "Validate" page of the API's reference. */
export const validatePath = '/v1/auth/validate'

/** Requests a second in each category, until the server says otherwise. Source: the "Rate limits" page. */
const assumedRate = 25

/** How late a silence may be noticed. */
const listenEveryMs = 500

/** Settles requests: each waits for its category, is sent again where it can be, and each answer is judged once. */
export class Requests implements AsyncDisposable {
  readonly latency = new Latency()
  readonly #transport: Transport
  readonly #clock: Clock
  readonly #retry: RetryPolicy
  readonly #limiters: Readonly<Record<RateCategory, RateLimiter>>
  readonly #availabilities: Readonly<Record<RateCategory, Availability>>
  readonly #outages: Outages
  readonly #serverClock = new ServerClock()
  readonly #refusal = new RunRefusal()
  readonly #backgroundRefusal = new RunRefusal(this.#refusal)
  readonly #counts: Record<RateCategory, number> = { write: 0, read: 0, search: 0 }
  readonly #address: string
  readonly #silence = new Silence()
  readonly #listening: NodeJS.Timeout
  #hasAnswered = false
  #retries = 0
  #backgroundSlot = Promise.resolve()

  constructor({ transport, retry, writeRate, headroom, onOutage }: ClientOptions, clock: Clock) {
    this.#transport = new Transport(transport)
    this.#address = transport.baseUrl.href
    this.#clock = clock
    this.#retry = retry
    this.#outages = new Outages(onOutage, clock)
    const limiter = (category: RateCategory, wantedRate: number | null): RateLimiter =>
      new RateLimiter(category, { assumedRate, wantedRate, headroom }, clock)
    const availability = (category: RateCategory): Availability =>
      new Availability(retry, clock, outage => this.#outages.note(category, outage))
    this.#limiters = {
      write: limiter('write', writeRate),
      read: limiter('read', null),
      search: limiter('search', null),
    }
    this.#availabilities = { write: availability('write'), read: availability('read'), search: availability('search') }
    this.#listening = setInterval(() => this.#listen(), listenEveryMs).unref()
  }

  /** `beforeSend` is awaited before each attempt leaves, with its number from 1. */
  settle(call: Call, beforeSend: (attempt: number) => Promise<void>, signal: AbortSignal): Promise<Settled> {
    const { category, scope, isFirst = false, isInDoubt = false, isKeyAlive = () => true } = call
    const limiter = this.#limiters[category]
    return attemptUntilSettled(
      {
        clock: this.#clock,
        policy: this.#retry,
        availability: this.#availabilities[category],
        wrongAddressMs: isFirst ? this.#retry.wrongAddressMs : null,
        isInDoubt,
        address: this.#address,
        hasAnswered: () => this.#hasAnswered,
        refusal: this.#refusalOf(call),
        scope,
        isKeyAlive,
        slot: waiting =>
          call.isInBackground === true ? this.#slotInBackground(limiter, waiting) : limiter.slot(waiting),
        beforeSend: async attempt => {
          await beforeSend(attempt)
          if (attempt > 1) this.#retries += 1
        },
        send: () => this.#attempt(call),
        isWrite: call.category === 'write',
        isApiThere: async () => !isFirst && (await this.#isApiThere(signal)),
      },
      signal,
    )
  }

  /** One at a time: then whatever else comes has at most one of them before it. */
  async #slotInBackground(limiter: RateLimiter, signal: AbortSignal): Promise<void> {
    const before = this.#backgroundSlot
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#backgroundSlot = promise
    await before
    try {
      await limiter.slot(signal)
    } finally {
      resolve()
    }
  }

  /** The server's time (milliseconds, UTC); this machine's until an answer has told it. */
  serverNow(): number {
    return this.#serverClock.at(this.#clock.now())
  }

  /** The outage that lasts; null while the API answers. */
  get outage(): Outage | null {
    return this.#outages.current
  }

  /** How long the API did not answer so far, in milliseconds. */
  get outageMs(): number {
    return this.#outages.lastedMs
  }

  counts(): RequestCounts {
    const throttled = Object.values(this.#limiters).reduce((sum, limiter) => sum + limiter.throttled, 0)
    return { requests: { ...this.#counts }, retries: this.#retries, throttled }
  }

  limiter(category: RateCategory): RateLimiter {
    return this.#limiters[category]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#listening)
    for (const limiter of Object.values(this.#limiters)) limiter.close()
    await this.#transport[Symbol.asyncDispose]()
  }

  #refusalOf({ isInBackground }: Call): RunRefusal {
    return isInBackground === true ? this.#backgroundRefusal : this.#refusal
  }

  async #attempt(call: Call): Promise<Verdict> {
    const { http, category, isExpected } = call
    const refusal = this.#refusalOf(call)
    const limiter = this.#limiters[category]
    const place = await limiter.place()
    const sentAt = this.#clock.now()
    this.#counts[category] += 1
    this.#silence.left(sentAt)
    const left: Departure[] = []
    const answer = await this.#transport.send(http, () => {
      // Between its slot and now the run may have been refused or a pause have begun.
      if (refusal.reason !== null || limiter.isPaused) return true
      left.push(limiter.departs(place))
      return false
    })
    const now = this.#clock.now()
    this.#silence.ended()
    const [departure] = left
    if (departure === undefined) limiter.giveBack(place)
    if ('failed' in answer) {
      if (answer.failed === 'withheld') this.#counts[category] -= 1
      return judgeNoAnswer(answer)
    }
    if (category === 'write') this.latency.observe(now - sentAt, answer.status)
    if (departure !== undefined) limiter.observe(departure, readRateHeaders(answer.headers, now), answer.status === 429)
    const verdict = judgeAnswer(answer, isExpected, now)
    if (verdict.kind !== 'lost') this.#heard(now)
    // The clock of whoever else answers, such as a gateway with an error page, is not the one that counts.
    const isOfApi = verdict.kind === 'done' || (verdict.kind === 'refused' && verdict.blame === 'row')
    if (isOfApi) this.#serverClock.learn(answer.headers, sentAt, now)
    return verdict
  }

  #heard(now: number): void {
    this.#hasAnswered = true
    this.#silence.answered(now)
    this.#listen()
  }

  #listen(): void {
    this.#outages.note('any', this.#silence.at(this.#clock.now()))
  }

  async #isApiThere(signal: AbortSignal): Promise<boolean> {
    const http: HttpRequest = { method: 'GET', path: validatePath, body: null, idempotencyKey: null }
    const isExpected = (body: unknown): boolean => parseKeyInfo(body) !== null
    try {
      await this.#limiters.read.slot(signal)
    } catch (error) {
      if (signal.aborted) return false
      throw error
    }
    return (await this.#attempt({ http, category: 'read', scope: null, isExpected })).kind === 'done'
  }
}

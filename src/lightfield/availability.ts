import { type Clock, longestSleepMs } from '../model/clock.ts'
import { type Backoff, backoffMs } from './backoff.ts'
import type { Outage } from './outages.ts'
import { type GivingUp, Suspects } from './suspects.ts'
import { WaitingLine } from './waiting-line.ts'

export interface AvailabilityPolicy {
  readonly backoff: Backoff
  /** How long the API may be down before the run stops. */
  readonly giveUpAfterMs: number
}

/** When an attempt left and when it ended, in milliseconds, UTC. */
export interface Attempted {
  readonly sentAt: number
  readonly now: number
}

/** An attempt that came to nothing. */
export interface Failure extends Attempted {
  readonly reason: string
  /** What the answer's `Retry-After` asks for; 0 without one. */
  readonly askedWaitMs: number
  /** Whether it is not known since an earlier run what became of the request. */
  readonly isInDoubt: boolean
  /** Whether it will soon be given up: no outage is made of it. */
  readonly isBrief: boolean
}

/** Nothing but failures, as many and for as long, is an outage: one request's bad luck is neither. */
const outageFailures = 3
const outageAfterMs = 3_000

/** Where fewer fail that nothing speaks against, each keeps its own pace: they may be all that is left to send. */
const takesTurnsFrom = 3

/** Where nothing at all happens for longer than this, the machine was asleep, and that is no time that the API was down. */
const longestSilenceMs = 10 * 60_000

/**
 * Whether the API answers the requests of one category, and whose turn it is while it does not: in an outage of several
 * requests a single one at a time is sent, to try, and the others wait for what comes of it.
 */
export class Availability {
  readonly #clock: Clock
  readonly #policy: AvailabilityPolicy
  readonly #onOutage: (outage: Outage | null) => void
  readonly #waiting = new WaitingLine()
  readonly #suspects = new Suspects()
  #lastAnswerAt = Number.NEGATIVE_INFINITY
  #lastFailureAt = Number.NEGATIVE_INFINITY
  /** Since when nothing but failures came; null while the API answers. */
  #downSince: number | null = null
  /** Since when no request came to an end, be it for failures or for 429s. */
  #stuckSince: number | null = null
  #failures = 0
  #isOut = false
  /** The request whose turn it is in an outage. */
  #probe: object | null = null
  #probes = 0
  #probeAt = Number.NEGATIVE_INFINITY
  #askedUntil = Number.NEGATIVE_INFINITY

  constructor(policy: AvailabilityPolicy, clock: Clock, onOutage: (outage: Outage | null) => void = () => undefined) {
    this.#policy = policy
    this.#clock = clock
    this.#onOutage = onOutage
  }

  /** Whether there is an outage in which requests take turns. */
  get takesTurns(): boolean {
    return this.#isOut && this.#suspects.innocent >= takesTurnsFrom
  }

  /** The API gave an answer that means something: a success or a refusal. */
  answered({ sentAt, now }: Attempted): void {
    this.#lastAnswerAt = now
    this.#stuckSince = null
    this.#isThere()
    this.#suspects.answered(sentAt)
  }

  /** The API says of a request of `who` that an earlier one is still being carried out: an answer, and no end. */
  putOff(who: object, attempted: Attempted): void {
    this.answered(attempted)
    this.#suspects.failed(who, attempted.now, false)
  }

  /** A 429: the API is there, and nothing comes to an end all the same. */
  throttled({ sentAt }: Pick<Failure, 'sentAt'>): void {
    this.#stuckSince ??= Math.max(sentAt, this.#lastAnswerAt)
    this.#isThere()
  }

  /** An attempt of `who` came to nothing. */
  failed(who: object, { sentAt, now, reason, askedWaitMs, isInDoubt, isBrief }: Failure): void {
    const tookTurns = this.takesTurns
    const before = Math.max(this.#downSince === null ? sentAt : this.#lastFailureAt, this.#askedUntil)
    const hasSlept = now - before > longestSilenceMs
    const since = hasSlept ? now : Math.max(sentAt, this.#lastAnswerAt)
    this.#downSince = hasSlept ? now : (this.#downSince ?? since)
    this.#stuckSince = hasSlept ? now : (this.#stuckSince ?? since)
    this.#lastFailureAt = now
    this.#failures += 1
    this.#suspects.failed(who, now, isInDoubt)
    if (askedWaitMs > 0) this.#askedUntil = Math.max(this.#askedUntil, now + askedWaitMs)
    const isLong = this.#failures >= outageFailures && now - this.#downSince >= outageAfterMs
    if (!this.#isOut && isLong && !isBrief) {
      this.#isOut = true
      this.#onOutage({ reason, sinceMs: this.#downSince })
    }
    if (this.takesTurns && (!tookTurns || this.#probe === who)) this.#probeLater(now)
    this.#handOver(who)
  }

  /** How long no request has come to an end; 0 while the API answers. */
  stuckForMs(now: number): number {
    return this.#stuckSince === null ? 0 : Math.max(0, now - this.#stuckSince)
  }

  hasAnsweredSince(atMs: number): boolean {
    return this.#lastAnswerAt >= atMs
  }

  /** How often `who` has failed, but for an outage that is over. */
  failuresOf(who: object): number {
    return this.#suspects.failuresOf(who)
  }

  /** Whether `who` is given up, if the API answers a question that has nothing to do with it. See `Suspects`. */
  mayBeGivenUp(who: object, givingUp: GivingUp): boolean {
    return this.#suspects.mayBeGivenUp(who, givingUp)
  }

  /** `who` is given up, since it is itself the reason that it is not answered: others are met with patience anew. */
  giveUp(who: object): void {
    this.#suspects.giveUp(who)
    if (this.#suspects.isEmpty) this.#stuckSince = null
  }

  /** Waits until it is the turn of `who`; rejects with the signal's reason when it is aborted first. */
  async turn(who: object, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (this.takesTurns) this.#probe ??= who
      const waitMs = this.#quietUntil() - this.#clock.now()
      if (this.takesTurns && this.#probe !== who) await this.#waiting.join(who, signal)
      else if (waitMs > 0) await this.#clock.sleep(Math.min(waitMs, longestSleepMs), signal)
      else return
    }
  }

  /** Whether it is still the turn of `who`, after having waited for something else. */
  isTurnOf(who: object): boolean {
    return this.#quietUntil() <= this.#clock.now() && (!this.takesTurns || this.#probe === who)
  }

  /** `who` will send nothing more. */
  leave(who: object): void {
    this.#suspects.forget(who)
    this.#handOver(who)
    if (!this.takesTurns) this.#endTurns()
  }

  #quietUntil(): number {
    return this.takesTurns ? Math.max(this.#askedUntil, this.#probeAt) : this.#askedUntil
  }

  #isThere(): void {
    if (this.takesTurns) this.#suspects.acquit()
    this.#downSince = null
    this.#failures = 0
    if (!this.#isOut) return
    this.#isOut = false
    this.#endTurns()
    this.#onOutage(null)
  }

  #endTurns(): void {
    this.#probe = null
    this.#probes = 0
    this.#waiting.letAllGo()
  }

  #probeLater(now: number): void {
    const { backoff, giveUpAfterMs } = this.#policy
    this.#probes += 1
    const lastChanceAt = (this.#stuckSince ?? now) + giveUpAfterMs
    this.#probeAt = Math.min(now + backoffMs(backoff, this.#probes, this.#clock.random()), lastChanceAt)
  }

  /** Takes turns: what makes one request fail need not be an outage. */
  #handOver(who: object): void {
    if (this.#probe !== who) return
    this.#probe = this.#waiting.letGo()
  }
}

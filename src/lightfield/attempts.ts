import type { RunStopped } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { ApiError } from './api-error.ts'
import type { Availability, AvailabilityPolicy } from './availability.ts'
import { backoffMs } from './backoff.ts'
import type { RunRefusal } from './run-refusal.ts'
import { refusedRun, type Unreachable, unreachable } from './stop-reasons.ts'
import {
  askedWait,
  isInProgress,
  isMisdirected,
  isThrottled,
  mayBeDelivered,
  reasonOf,
  type Unsettled,
} from './unsettled.ts'
import type { Verdict } from './verdict.ts'
import { succeeds, unlessAborted } from './waiting.ts'

/** What a request came to in the end. `isDelivered: 'unknown'` marks a write that may have been carried out. */
export type Settled =
  | { readonly kind: 'done'; readonly body: unknown; readonly attempts: number }
  | { readonly kind: 'refused'; readonly error: ApiError; readonly attempts: number }
  | { readonly kind: 'lost'; readonly reason: string; readonly attempts: number; readonly isDelivered: Delivered }
  | { readonly kind: 'halted'; readonly error: RunStopped; readonly attempts: number; readonly isDelivered: Delivered }
  | { readonly kind: 'interrupted'; readonly attempts: number; readonly isDelivered: Delivered }

export type Delivered = 'no' | 'unknown'

export interface RetryPolicy extends AvailabilityPolicy {
  /** Failures of one request after which it is given up, while others are answered. */
  readonly maxFailures: number
  /** The patience with what looks like a wrong address at the first contact: no waiting makes that right. */
  readonly wrongAddressMs: number
  /** The option that sets `giveUpAfterMs`, for messages; null where there is none. */
  readonly giveUpOption: string | null
}

export interface AttemptParts {
  readonly clock: Clock
  readonly policy: RetryPolicy
  readonly availability: Availability
  readonly refusal: RunRefusal
  /** Waits for the rate limit; rejects when the signal is aborted. */
  readonly slot: (signal: AbortSignal) => Promise<void>
  /** Called before each attempt leaves, with its number from 1. */
  readonly beforeSend: (attempt: number) => Promise<void>
  readonly send: () => Promise<Verdict>
  /** Whether the answer is worth waiting for once the signal is aborted: that of a write, not that of a read. */
  readonly isWrite: boolean
  /** Whether the API answers a question that has nothing to do with this request. */
  readonly isApiThere: () => Promise<boolean>
  /** The scope that the request needs, for the message about a 403. */
  readonly scope: string | null
  /** Whether the API still knows the request's key: if not, an attempt could do again what an earlier one has done. */
  readonly isKeyAlive: () => boolean
  /** Whether it is not known since an earlier run what became of the request. */
  readonly isInDoubt: boolean
  /** Where the API is, for the message that nobody is there. */
  readonly address: string
  /** Whether the API has answered anything at all yet: if not, the address may be wrong. */
  readonly hasAnswered: () => boolean
  /** For a first contact: the patience with what looks like a wrong address; else null. */
  readonly wrongAddressMs: number | null
}

/** A request that is still being carried out is not asked after more often than this. */
const conflictWaitMs = 1_000
const keyExpired = 'the idempotency key has expired'

/**
 * Sends a request, with the same key and body, until it is settled, given up, or the signal is aborted. The signal
 * ends waiting, never a write that is under way: its answer is worth having.
 */
export async function attemptUntilSettled(parts: AttemptParts, signal: AbortSignal): Promise<Settled> {
  const who = {}
  try {
    return await attempt(parts, who, signal)
  } finally {
    parts.availability.leave(who)
  }
}

async function attempt(parts: AttemptParts, who: object, signal: AbortSignal): Promise<Settled> {
  const { clock, policy, availability, refusal } = parts
  let attempts = 0
  let isDelivered: Delivered = 'no'
  let isAnnounced = false

  for (;;) {
    if (refusal.reason !== null) return { kind: 'halted', error: refusal.reason, attempts, isDelivered }
    if (!(await succeeds(untilItMayLeave(parts, who, signal), signal))) {
      return { kind: 'interrupted', attempts, isDelivered }
    }
    // The refusal may have come, and a machine that was put to sleep may have slept for long, in that wait.
    if (refusal.reason !== null) continue
    if (!parts.isKeyAlive()) return { kind: 'lost', reason: keyExpired, attempts, isDelivered }
    if (!isAnnounced) await parts.beforeSend(++attempts)
    isAnnounced = true
    const sentAt = clock.now()
    const verdict = await (parts.isWrite ? parts.send() : unlessAborted(parts.send(), signal))
    if (verdict === null) return { kind: 'interrupted', attempts, isDelivered }
    const now = clock.now()
    if (verdict.kind === 'withheld') continue
    isAnnounced = false

    if (verdict.kind === 'done') {
      availability.answered({ sentAt, now })
      return { kind: 'done', body: verdict.body, attempts }
    }
    if (verdict.kind === 'refused') {
      availability.answered({ sentAt, now })
      if (verdict.blame === 'row') return { kind: 'refused', error: verdict.error, attempts }
      if (!verdict.isCertain) isDelivered = 'unknown'
      refusal.because(refusedRun(verdict.error, parts.scope, verdict.isCertain))
      continue
    }

    if (mayBeDelivered(verdict)) isDelivered = 'unknown'
    if (refusal.reason !== null) continue
    const askedWaitMs = askedWait(verdict)
    const limitMs = patienceLimit(verdict, parts)
    if (isThrottled(verdict)) availability.throttled({ sentAt })
    else if (isInProgress(verdict)) availability.putOff(who, { sentAt, now })
    else {
      const { isInDoubt } = parts
      const isBrief = limitMs < policy.giveUpAfterMs
      availability.failed(who, { sentAt, now, reason: reasonOf(verdict), askedWaitMs, isInDoubt, isBrief })
    }

    const stuckForMs = availability.stuckForMs(now)
    const patienceMs = Math.max(0, limitMs - stuckForMs)
    const isPatienceOver = patienceMs === 0 && !isHiccup(verdict, attempts, parts)
    const halted = (): Settled => ({
      kind: 'halted',
      error: unreachable(asUnreachable(verdict, now - stuckForMs, parts)),
      attempts,
      isDelivered,
    })
    if (askedWaitMs > patienceMs || isHopeless(verdict, parts)) return halted()
    if (!isThrottled(verdict) && (await isToBlame(parts, who, { sentAt, isPatienceOver }))) {
      return { kind: 'lost', reason: reasonOf(verdict), attempts, isDelivered }
    }
    if (isPatienceOver) return halted()
    const failures = Math.max(1, availability.failuresOf(who))
    const waitMs = waitBefore(verdict, failures, patienceMs, parts)
    if (!(await succeeds(clock.sleep(waitMs, signal), signal))) return { kind: 'interrupted', attempts, isDelivered }
  }
}

/** Waits for its turn, where the API is down, and for the rate limit, in which time the API may have gone down. */
async function untilItMayLeave({ availability, slot }: AttemptParts, who: object, signal: AbortSignal): Promise<void> {
  do {
    await availability.turn(who, signal)
    await slot(signal)
  } while (!availability.isTurnOf(who))
}

/**
 * A 429 needs no wait here: the rate limiter lets nothing through before its time is over. Nor does an outage, in which
 * requests take turns.
 */
function waitBefore(verdict: Unsettled, failures: number, patienceMs: number, parts: AttemptParts): number {
  const { availability, clock, policy } = parts
  if (isThrottled(verdict) || availability.takesTurns) return 0
  const leastMs = isInProgress(verdict) ? conflictWaitMs : 0
  const waitMs = Math.max(leastMs + backoffMs(policy.backoff, failures, clock.random()), askedWait(verdict))
  return Math.min(waitMs, patienceMs)
}

/** For how long a run may be stuck with what came last. */
function patienceLimit(verdict: Unsettled, { policy, wrongAddressMs }: AttemptParts): number {
  return wrongAddressMs !== null && isMisdirected(verdict) ? wrongAddressMs : policy.giveUpAfterMs
}

/** What looks like a wrong address gets a second chance, however long the first took. */
function isHiccup(verdict: Unsettled, attempts: number, { wrongAddressMs }: AttemptParts): boolean {
  return wrongAddressMs !== null && attempts < 2 && isMisdirected(verdict)
}

/** A certificate that is not good from the beginning does not become so. */
function isHopeless(verdict: Unsettled, { wrongAddressMs }: AttemptParts): boolean {
  return wrongAddressMs !== null && verdict.kind === 'unsent' && verdict.culprit === 'certificate'
}

/** Whether a request that came to nothing is itself the reason, and is to be given up. The rule is that of `Suspects`. */
async function isToBlame(
  { availability, policy: { maxFailures }, isApiThere }: AttemptParts,
  who: object,
  { sentAt, isPatienceOver }: { readonly sentAt: number; readonly isPatienceOver: boolean },
): Promise<boolean> {
  if (availability.failuresOf(who) >= maxFailures && availability.hasAnsweredSince(sentAt)) return true
  const how = { maxFailures, isPatienceOver }
  if (!availability.mayBeGivenUp(who, how) || !(await isApiThere())) return false
  // Others may have begun to fail while that was asked.
  if (!availability.mayBeGivenUp(who, how)) return false
  availability.giveUp(who)
  return true
}

function asUnreachable(verdict: Unsettled, sinceMs: number, parts: AttemptParts): Unreachable {
  const { policy, wrongAddressMs, hasAnswered, address } = parts
  return {
    address,
    reason: reasonOf(verdict),
    culprit: verdict.kind === 'unsent' ? verdict.culprit : 'api',
    askedWaitMs: askedWait(verdict),
    isRateLimit: isThrottled(verdict),
    sinceMs,
    isReached: hasAnswered() || (verdict.kind !== 'unsent' && !isMisdirected(verdict)),
    giveUpOption: wrongAddressMs !== null && isMisdirected(verdict) ? null : policy.giveUpOption,
  }
}

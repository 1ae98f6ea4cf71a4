import { RunStopped } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { ApiError } from './api-error.ts'
import type { Availability } from './availability.ts'
import { type Backoff, backoffMs } from './backoff.ts'
import type { Verdict } from './verdict.ts'

/** What a request came to in the end. `isDelivered: 'unknown'` marks a write that may have been carried out. */
export type Settled =
  | { readonly kind: 'done'; readonly body: unknown; readonly attempts: number }
  | { readonly kind: 'refused'; readonly error: ApiError; readonly attempts: number }
  | { readonly kind: 'lost'; readonly reason: string; readonly attempts: number; readonly isDelivered: Delivered }
  | { readonly kind: 'halted'; readonly error: RunStopped; readonly attempts: number; readonly isDelivered: Delivered }
  | { readonly kind: 'interrupted'; readonly attempts: number; readonly isDelivered: Delivered }

export type Delivered = 'no' | 'unknown'

export interface RetryPolicy {
  readonly backoff: Backoff
  /** Failures of one request after which it is given up, while others are answered. */
  readonly maxFailures: number
  /** How long the API as a whole may be down before the run stops. */
  readonly giveUpAfterMs: number
}

export interface AttemptParts {
  readonly clock: Clock
  readonly policy: RetryPolicy
  readonly availability: Availability
  /** Waits for the rate limit; rejects when the signal is aborted. */
  readonly slot: (signal: AbortSignal) => Promise<void>
  /** Called before each attempt leaves, with its number from 1. */
  readonly beforeSend: (attempt: number) => Promise<void>
  readonly send: () => Promise<Verdict>
  /** The scope that the request needs, for the message about a 403. */
  readonly scope: string | null
  /** No attempt leaves after this time (milliseconds, UTC): it could do again what an earlier one has done. */
  readonly sendUntilMs: number
}

/** A request that is still being carried out is not asked after more often than this. */
const conflictWaitMs = 1_000
const keyExpired = 'the idempotency key has expired'

/**
 * Sends a request, with the same key and body, until it is settled, given up, or the signal is aborted. The signal
 * ends waiting, never a request that is under way: its answer is worth having.
 */
export async function attemptUntilSettled(parts: AttemptParts, signal: AbortSignal): Promise<Settled> {
  const { clock, policy, availability } = parts
  const startedAt = clock.now()
  let attempts = 0
  let failures = 0
  let isDelivered: Delivered = 'no'

  for (;;) {
    if (!(await succeeds(parts.slot(signal), signal))) return { kind: 'interrupted', attempts, isDelivered }
    // After a wait, which a machine that was put to sleep can make a long one.
    if (clock.now() >= parts.sendUntilMs) return { kind: 'lost', reason: keyExpired, attempts, isDelivered }
    attempts += 1
    await parts.beforeSend(attempts)
    const verdict = await parts.send()
    const now = clock.now()

    if (verdict.kind === 'done') {
      availability.answered(now)
      return { kind: 'done', body: verdict.body, attempts }
    }
    if (verdict.kind === 'refused') {
      availability.answered(now)
      if (verdict.blame === 'row') return { kind: 'refused', error: verdict.error, attempts }
      return { kind: 'halted', error: refusedRun(verdict.error, parts.scope), attempts, isDelivered }
    }

    if (isInProgress(verdict)) availability.answered(now)
    else availability.failed(now)
    if (mayBeDelivered(verdict)) isDelivered = 'unknown'
    if (verdict.kind !== 'again' || isInProgress(verdict)) failures += 1
    const waitMs = waitBefore(verdict, failures, parts)
    if (isOutage(verdict, waitMs, availability.downForMs(now), policy)) {
      return { kind: 'halted', error: unreachable(verdict), attempts, isDelivered }
    }
    if (failures >= policy.maxFailures && availability.hasAnsweredSince(startedAt)) {
      return { kind: 'lost', reason: reasonOf(verdict), attempts, isDelivered }
    }
    if (!(await succeeds(clock.sleep(waitMs, signal), signal))) return { kind: 'interrupted', attempts, isDelivered }
  }
}

/** A 429 needs no wait here: the rate limiter lets nothing through before its time is over. */
function waitBefore(verdict: Unsettled, failures: number, { clock, policy }: AttemptParts): number {
  if (verdict.kind === 'again' && verdict.reason === 'rate-limit') return 0
  const leastMs = isInProgress(verdict) ? conflictWaitMs : 0
  return Math.max(leastMs + backoffMs(policy.backoff, failures, clock.random()), askedWaitMs(verdict))
}

type Unsettled = Extract<Verdict, { kind: 'again' | 'lost' | 'unsent' }>

function mayBeDelivered(verdict: Unsettled): boolean {
  return verdict.kind === 'lost' || isInProgress(verdict)
}

function isInProgress(verdict: Unsettled): boolean {
  return verdict.kind === 'again' && verdict.reason === 'in-progress'
}

function isOutage(verdict: Unsettled, waitMs: number, downForMs: number, policy: RetryPolicy): boolean {
  return downForMs + Math.max(waitMs, askedWaitMs(verdict)) > policy.giveUpAfterMs
}

/** What the answer's `Retry-After` says. */
function askedWaitMs(verdict: Unsettled): number {
  return verdict.kind === 'unsent' ? 0 : (verdict.afterMs ?? 0)
}

function reasonOf(verdict: Unsettled): string {
  if (verdict.kind !== 'again') return verdict.reason
  return verdict.reason === 'rate-limit' ? 'the rate limit is used up' : 'an earlier attempt is still being carried out'
}

function unreachable(verdict: Unsettled): RunStopped {
  if (verdict.kind === 'again' && verdict.reason === 'rate-limit') {
    return new RunStopped('rate_limit_used_up', 'The API lets nothing through: its rate limit is used up.', {
      hint: 'Something else may be using the workspace. Give the same command again later: it goes on from here.',
    })
  }
  return new RunStopped('api_unreachable', `The API cannot be reached: ${reasonOf(verdict)}.`, {
    hint: 'Check --base-url and the network, then give the same command again: it goes on from here.',
  })
}

function refusedRun(error: ApiError, scope: string | null): RunStopped {
  if (error.status === 401) {
    return new RunStopped('key_refused', `The API refuses the key (401 ${error.code}).`, {
      hint: 'Check LIGHTFIELD_API_KEY: the key may be revoked, or belong to another environment.',
    })
  }
  if (error.status === 403) {
    const missing = scope === null ? 'a scope' : `the scope ${scope}`
    return new RunStopped('scope_missing', `The API key lacks ${missing} (403 ${error.code}).`, {
      hint: 'Let an admin of the workspace make a key with that scope, then give the same command again.',
    })
  }
  return new RunStopped('api_refused_client', `The API refuses every request of this program: ${error.message}`, {
    hint: 'A newer version of lightfield-import may be needed.',
  })
}

/** Whether a wait went through; false where the signal ended it. Any other error is passed on. */
async function succeeds(wait: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await wait
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}

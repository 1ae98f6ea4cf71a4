import type { Verdict } from './verdict.ts'

/** What one attempt came to, where that settles nothing. */
export type Unsettled = Extract<Verdict, { kind: 'again' | 'lost' | 'unsent' }>

/** Whether the request may have been carried out. */
export function mayBeDelivered(verdict: Unsettled): boolean {
  return verdict.kind === 'lost' || isInProgress(verdict)
}

/** Whether an earlier attempt is still being carried out. */
export function isInProgress(verdict: Unsettled): boolean {
  return verdict.kind === 'again' && verdict.reason === 'in-progress'
}

/** Whether the rate limit is used up. */
export function isThrottled(verdict: Unsettled): boolean {
  return verdict.kind === 'again' && verdict.reason === 'rate-limit'
}

/** What the answer's `Retry-After` says, in milliseconds; 0 where it says nothing. */
export function askedWait(verdict: Unsettled): number {
  return verdict.kind === 'unsent' ? 0 : (verdict.afterMs ?? 0)
}

/** What it came to in words, for messages. */
export function reasonOf(verdict: Unsettled): string {
  if (verdict.kind !== 'again') return verdict.reason
  return isThrottled(verdict) ? 'the rate limit is used up' : 'an earlier attempt is still being carried out'
}

/** Whether it looks as if the address were not the API's. */
export function isMisdirected(verdict: Unsettled): boolean {
  return verdict.kind !== 'again' && verdict.isMisdirected === true
}

import { type Backoff, backoffMs } from '../../lightfield/backoff.ts'
import { readRateHeaders } from '../../lightfield/headers.ts'
import type { NoAnswer } from '../../lightfield/no-answer.ts'
import type { PostAnswer } from '../../lightfield/post.ts'
import type { Clock } from '../../model/clock.ts'

/** How a message ended up. `reason` is a clause. */
export type Delivered =
  | { readonly kind: 'delivered'; readonly status: number; readonly attempts: number }
  | { readonly kind: 'undelivered'; readonly reason: string; readonly attempts: number }

export interface DeliveryParts {
  readonly clock: Clock
  /** Attempts begin at most that long after the first. */
  readonly patienceMs: number
  /** Told after an attempt that is going to be repeated. */
  readonly onRetry: (reason: string) => void
}

const backoff: Backoff = { firstMs: 2_000, capMs: 30_000 }
const shortestWaitMs = 250

/** Sends a message until it is taken, refused for good, or patience is at its end. */
export async function deliver(
  send: () => Promise<PostAnswer | NoAnswer>,
  { clock, patienceMs, onRetry }: DeliveryParts,
): Promise<Delivered> {
  const untilMs = clock.now() + patienceMs
  for (let attempts = 1; ; attempts++) {
    const judged = judge(await send(), clock.now())
    if (judged.kind === 'taken') return { kind: 'delivered', status: judged.status, attempts }
    const { reason, waitMs } = judged
    if (judged.kind === 'refused') return { kind: 'undelivered', reason, attempts }
    const ownWaitMs = Math.max(shortestWaitMs, backoffMs(backoff, attempts, clock.random()))
    const restMs = Math.max(waitMs ?? 0, ownWaitMs)
    if (clock.now() + restMs > untilMs) return { kind: 'undelivered', reason, attempts }
    onRetry(reason)
    await clock.sleep(restMs, new AbortController().signal)
  }
}

type Judged =
  | { readonly kind: 'taken'; readonly status: number }
  | { readonly kind: 'refused' | 'again'; readonly reason: string; readonly waitMs: number | null }

/** Nothing but a success is one; what another attempt would not change is not tried again. */
function judge(answer: PostAnswer | NoAnswer, now: number): Judged {
  if ('failed' in answer) {
    const reason = answer.failed === 'withheld' ? 'it was kept back' : answer.reason
    const isForGood = answer.failed === 'unsent' && answer.culprit === 'certificate'
    return { kind: isForGood ? 'refused' : 'again', reason, waitMs: null }
  }
  const { status, headers } = answer
  if (status < 300) return { kind: 'taken', status }
  const isRedirect = status < 400
  const reason = isRedirect ? `status ${status}, and redirects are not followed` : `status ${status}`
  if (status !== 408 && status !== 429 && status < 500) return { kind: 'refused', reason, waitMs: null }
  return { kind: 'again', reason, waitMs: readRateHeaders(headers, now).retryAfterMs }
}

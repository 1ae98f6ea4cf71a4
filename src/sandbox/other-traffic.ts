import type { RateLimiter } from './rate-limit.ts'

/** No limiter remembers as much as this: what others sent before it has no effect any more. */
const memoryMs = 60_000

/**
 * A limiter that others use as well: that many requests a second of theirs, evenly spaced. Where the budget is spent they
 * wait, and go first when there is room again. They are counted when the limiter is next asked, so that nothing runs
 * meanwhile.
 */
export function withOtherTraffic(limiter: RateLimiter, perSecond: number): RateLimiter {
  if (perSecond === 0) return limiter
  let countedToMs: number | null = null
  let waiting = 0

  function catchUp(nowMs: number): void {
    const sinceMs = Math.max(countedToMs ?? nowMs, nowMs - memoryMs)
    countedToMs = nowMs
    const gapMs = 1000 / perSecond
    for (let number = Math.floor(sinceMs / gapMs) + 1; number * gapMs <= nowMs; number += 1) {
      waiting += 1
      serve(number * gapMs)
    }
    serve(nowMs)
  }

  function serve(atMs: number): void {
    while (waiting > 0 && limiter.take(atMs).allowed) waiting -= 1
  }

  return {
    take(nowMs) {
      catchUp(nowMs)
      return limiter.take(nowMs)
    },
    peek(nowMs) {
      catchUp(nowMs)
      return limiter.peek(nowMs)
    },
  }
}

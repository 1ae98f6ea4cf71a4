/** The API's rate-limit categories, which do not share a budget. */
export const categories = ['write', 'read', 'search'] as const

export type Category = (typeof categories)[number]

/** Ways to count a limit; the API does not say which one is its own. */
export const limitModels = ['token-bucket', 'fixed-window', 'sliding-window'] as const

export type LimitModel = (typeof limitModels)[number]

/** What the limiter says of one request, in the terms of the `X-RateLimit-*` and `Retry-After` headers. */
export interface Allowance {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Unix time, in seconds, when the whole limit is free again. */
  readonly resetAtSeconds: number
  /** Whole seconds until a request is let through; 0 where this one was. */
  readonly retryAfterSeconds: number
}

export interface RateLimiter {
  /** Counts a request at that time (milliseconds), unless it is refused. */
  take(nowMs: number): Allowance
  /** What the headers say without counting a request. */
  peek(nowMs: number): Allowance
}

/** A limiter that lets `perSecond` requests through each second; null for a limit of 0, which means none. */
export function createRateLimiter(model: LimitModel, perSecond: number): RateLimiter | null {
  if (perSecond === 0) return null
  switch (model) {
    case 'token-bucket':
      return tokenBucket(perSecond)
    case 'fixed-window':
      return fixedWindow(perSecond)
    case 'sliding-window':
      return slidingWindow(perSecond)
  }
}

function tokenBucket(perSecond: number): RateLimiter {
  let tokens = perSecond
  let filledAtMs: number | null = null

  function refill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - (filledAtMs ?? nowMs))
    tokens = Math.min(perSecond, tokens + (elapsedMs * perSecond) / 1000)
    filledAtMs = nowMs
  }

  function allowance(nowMs: number, allowed: boolean): Allowance {
    return {
      allowed,
      limit: perSecond,
      remaining: Math.floor(tokens),
      resetAtSeconds: Math.ceil((nowMs + ((perSecond - tokens) * 1000) / perSecond) / 1000),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond)),
    }
  }

  return {
    take(nowMs) {
      refill(nowMs)
      const allowed = tokens >= 1
      if (allowed) tokens -= 1
      return allowance(nowMs, allowed)
    },
    peek(nowMs) {
      refill(nowMs)
      return allowance(nowMs, true)
    },
  }
}

function fixedWindow(perSecond: number): RateLimiter {
  let window = Number.NaN
  let used = 0

  function enter(nowMs: number): void {
    const current = Math.floor(nowMs / 1000)
    if (current === window) return
    window = current
    used = 0
  }

  function allowance(allowed: boolean): Allowance {
    return {
      allowed,
      limit: perSecond,
      remaining: perSecond - used,
      resetAtSeconds: window + 1,
      retryAfterSeconds: allowed ? 0 : 1,
    }
  }

  return {
    take(nowMs) {
      enter(nowMs)
      const allowed = used < perSecond
      if (allowed) used += 1
      return allowance(allowed)
    },
    peek(nowMs) {
      enter(nowMs)
      return allowance(true)
    },
  }
}

function slidingWindow(perSecond: number): RateLimiter {
  const takenAtMs: number[] = []

  function forget(nowMs: number): void {
    while (takenAtMs[0] !== undefined && takenAtMs[0] <= nowMs - 1000) takenAtMs.shift()
  }

  function allowance(nowMs: number, allowed: boolean): Allowance {
    return {
      allowed,
      limit: perSecond,
      remaining: perSecond - takenAtMs.length,
      resetAtSeconds: Math.ceil(((takenAtMs.at(-1) ?? nowMs - 1000) + 1000) / 1000),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(((takenAtMs[0] ?? nowMs) + 1000 - nowMs) / 1000)),
    }
  }

  return {
    take(nowMs) {
      forget(nowMs)
      const allowed = takenAtMs.length < perSecond
      if (allowed) takenAtMs.push(nowMs)
      return allowance(nowMs, allowed)
    },
    peek(nowMs) {
      forget(nowMs)
      return allowance(nowMs, true)
    },
  }
}

import { describe, expect, test } from 'vitest'
import type { RateHeaders } from '../../src/lightfield/headers.ts'
import { withOtherTraffic } from '../../src/sandbox/other-traffic.ts'
import { createRateLimiter, type LimitModel, type RateLimiter } from '../../src/sandbox/rate-limit.ts'
import { type Arrival, type Latency, type Sender, simulate } from './simulated-traffic.ts'

/**
 * Runs of minutes in virtual time, judged by what the server counted. The bounds are generous: they are to notice an
 * algorithm that is broken, not one that is a little worse.
 */
const limit = 25
const models: readonly LimitModel[] = ['token-bucket', 'fixed-window', 'sliding-window']
const latencies = [50, 500, 2_000]
const cells = models.flatMap(model => latencies.map((latencyMs): [LimitModel, number] => [model, latencyMs]))

/** Numbers in [0, 1) that are the same in every run. */
function drawNumbers(): () => number {
  let state = 1
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

/** Most of it after the server has counted the request, and a few milliseconds more or less on the way there. */
function latency(totalMs: number): Latency {
  const draw = drawNumbers()
  return { thereMs: () => totalMs / 10 + draw() * 3, backMs: () => (totalMs * 9) / 10, refusedBackMs: () => 1 }
}

function sender(latencyMs: number, choices: Partial<Sender> & { readonly headroom?: number } = {}): Sender {
  const { headroom = 0, fromMs = 0 } = choices
  return { options: { assumedRate: limit, wantedRate: null, headroom }, latency: latency(latencyMs), fromMs }
}

function server(model: LimitModel, perSecond = limit): RateLimiter {
  const limiter = createRateLimiter(model, perSecond)
  if (limiter === null) throw new Error('a server without a limit')
  return limiter
}

/** What it takes from a slot until a request is ready: mostly little, sometimes as long as a disk takes. */
function unevenly(): () => number {
  const draw = drawNumbers()
  return () => (draw() < 0.2 ? draw() * 30 : draw() * 3)
}

interface Share {
  /** Requests a second that were let through. */
  readonly rate: number
  /** Requests that were refused. */
  readonly refused: number
  /** The same as a share of all. */
  readonly refusedShare: number
}

/** What came of the requests that left in that time, in seconds of the simulation. */
function between(arrivals: readonly Arrival[], fromSeconds: number, toSeconds: number, of = 0): Share {
  const sent = arrivals.filter(
    ({ sender, leftAtMs }) => sender === of && leftAtMs >= fromSeconds * 1000 && leftAtMs < toSeconds * 1000,
  )
  const allowed = sent.filter(({ allowed }) => allowed).length
  const refused = sent.length - allowed
  return { rate: allowed / (toSeconds - fromSeconds), refused, refusedShare: refused / Math.max(1, sent.length) }
}

test.each(cells)('alone it gets the whole limit: %s, answers after %i ms', (model, latencyMs) => {
  const limited = server(model)
  const arrivals = simulate({ server: () => limited, senders: [sender(latencyMs)], forMs: 125_000 })
  const share = between(arrivals, 0, 120)
  expect(share.rate).toBeGreaterThanOrEqual(limit * 0.99)
  expect(share.refusedShare).toBeLessThanOrEqual(0.001)
})

test.each(cells)('being late after a slot costs nothing: %s, answers after %i ms', (model, latencyMs) => {
  const limited = server(model)
  const late = unevenly()
  // The first ones also wait for a connection.
  const connecting = Array.from({ length: (latencyMs * limit) / 1000 }, () => 80)
  const lateMs = (): number => (connecting.shift() ?? 0) + late()
  const arrivals = simulate({ server: () => limited, senders: [{ ...sender(latencyMs), lateMs }], forMs: 305_000 })
  const share = between(arrivals, 0, 300)
  expect(share.rate).toBeGreaterThanOrEqual(limit * 0.99)
  expect(share.refused).toBe(0)
})

/** One whose requests arrive as soon as they leave, or nearly so. */
function near(latencyMs: number): Sender {
  const draw = drawNumbers()
  return { ...sender(latencyMs), latency: { thereMs: () => 1 + draw() * 2, backMs: () => latencyMs } }
}

/** Stops every few seconds for a while, and does then what was due meanwhile. */
function stalling(everyMs: number, longestMs: number): (dueMs: number) => number {
  const draw = drawNumbers()
  const stalls: { readonly fromMs: number; readonly toMs: number }[] = []
  for (let atMs = everyMs; atMs < 310_000; atMs += everyMs * (0.5 + draw())) {
    stalls.push({ fromMs: atMs, toMs: atMs + longestMs * (0.2 + 0.8 * draw()) })
  }
  return dueMs => stalls.find(({ fromMs, toMs }) => dueMs >= fromMs && dueMs < toMs)?.toMs ?? dueMs
}

test.each(cells)('a server that stalls now and then refuses next to nothing: %s, %i ms', (model, latencyMs) => {
  const limited = server(model)
  const runsAtMs = stalling(15_000, 100)
  const arrivals = simulate({ server: () => limited, runsAtMs, senders: [near(latencyMs)], forMs: 305_000 })
  const share = between(arrivals, 0, 300)
  // Answers of two seconds tell of a stall only where one of them was due meanwhile.
  const isLate = latencyMs === 2_000
  expect(share.rate).toBeGreaterThanOrEqual(limit * (isLate ? 0.965 : 0.985))
  expect(share.refused).toBeLessThanOrEqual(isLate ? 5 : 1)
})

test.each(models.flatMap(model => [50, 500].map((ms): [LimitModel, number] => [model, ms])))(
  'and where it stalls every second or two: %s, %i ms',
  (model, latencyMs) => {
    const limited = server(model)
    const runsAtMs = stalling(1_500, 40)
    const arrivals = simulate({ server: () => limited, runsAtMs, senders: [near(latencyMs)], forMs: 305_000 })
    const share = between(arrivals, 0, 300)
    expect(share.rate).toBeGreaterThanOrEqual(limit * 0.985)
    expect(share.refused).toBeLessThanOrEqual(2)
  },
)

test.each(cells)(
  'answers that often come late for reasons of their own cost next to nothing: %s, %i ms',
  (model, ms) => {
    const draw = drawNumbers()
    const limited = server(model)
    const uneven: Latency = { thereMs: () => 2, backMs: () => ms + (draw() < 0.05 ? draw() * 300 : draw()) }
    const arrivals = simulate({ server: () => limited, senders: [{ ...sender(ms), latency: uneven }], forMs: 305_000 })
    expect(between(arrivals, 0, 300).rate).toBeGreaterThanOrEqual(limit * 0.99)
  },
)

describe.each([
  [12.5, 0.95],
  [5, 0.9],
  [20, 0.9],
])('while others use %f of 25', (others, leastShare) => {
  test.each(cells)('it gets most of what they leave, and the rest afterwards: %s, %i ms', (model, latencyMs) => {
    const free = server(model)
    const shared = withOtherTraffic(free, others)
    const arrivals = simulate({
      server: nowMs => (nowMs >= 20_000 && nowMs < 100_000 ? shared : free),
      senders: [{ ...sender(latencyMs), lateMs: unevenly() }],
      forMs: 130_000,
    })
    const settled = between(arrivals, 30, 98)
    // With answers of two seconds, what others do is known too late for a window that is nearly theirs.
    const isLate = latencyMs === 2_000
    const isTooLate = isLate && others > limit / 2
    expect(settled.rate).toBeGreaterThanOrEqual((limit - others) * (isTooLate ? 0.6 : isLate ? 0.93 : leastShare))
    expect(settled.refusedShare).toBeLessThanOrEqual(isTooLate ? 0.2 : 0.02)
    expect(between(arrivals, isLate ? 110 : 106, 125).rate).toBeGreaterThanOrEqual(limit * 0.97)
  })

  test.each(models)('it has slowed down after a second: %s', model => {
    const free = server(model)
    const shared = withOtherTraffic(free, others)
    const arrivals = simulate({
      server: nowMs => (nowMs >= 20_000 ? shared : free),
      senders: [sender(50)],
      forMs: 30_000,
    })
    const { rate } = between(arrivals, 21, 22)
    // A bucket that is full gives as much as ever, until it is clear that it will not last.
    expect(rate).toBeLessThanOrEqual(model === 'token-bucket' && others < 10 ? limit : limit * 0.8)
    expect(between(arrivals, 20, 30).refused).toBeLessThanOrEqual(5)
  })
})

test.each([
  [12.5, 50],
  [12.5, 500],
  [20, 50],
])('a bucket tells of others in time: where they use %f, not one request is refused (%i ms)', (others, latencyMs) => {
  const free = server('token-bucket')
  const shared = withOtherTraffic(free, others)
  const arrivals = simulate({
    server: nowMs => (nowMs >= 10_000 ? shared : free),
    senders: [sender(latencyMs)],
    forMs: 200_000,
  })
  expect(between(arrivals, 0, 200).refused).toBe(0)
})

describe.each<[string, Partial<Latency>]>([
  ['at once, as it takes no work', {}],
  ['as late as any answer', { refusedBackMs: () => 1_800 }],
])('while a refusal comes %s', (_, refusedBack) => {
  test.each(cells)('it follows a limit that is lowered, and raised again: %s, %i ms', (model, latencyMs) => {
    const [high, low] = [server(model), server(model, 5)]
    const arrivals = simulate({
      server: nowMs => (nowMs >= 20_300 && nowMs < 60_300 ? low : high),
      senders: [{ ...sender(latencyMs), latency: { ...latency(latencyMs), ...refusedBack }, lateMs: unevenly() }],
      forMs: 90_000,
    })
    const lowered = between(arrivals, 26, 58)
    expect(lowered.rate).toBeGreaterThanOrEqual(5 * 0.95)
    expect(lowered.refused).toBeLessThanOrEqual(1)
    expect(between(arrivals, 64, 88).rate).toBeGreaterThanOrEqual(limit * 0.97)
    // None but those that were under way when it was lowered, and at most one more.
    expect(between(arrivals, 0, 90).refused).toBeLessThanOrEqual((latencyMs * limit) / 1000 + 3)
  })
})

test.each(cells)('nothing leaves before Retry-After is over: %s, %i ms', (model, latencyMs) => {
  const [free, none] = [server(model), server(model)]
  const down: Pick<RateLimiter, 'take'> = {
    take: nowMs => ({ ...none.peek(nowMs), allowed: false, remaining: 0, retryAfterSeconds: 7 }),
  }
  const arrivals = simulate({
    server: nowMs => (nowMs >= 20_000 && nowMs < 20_100 ? down : free),
    senders: [sender(latencyMs)],
    forMs: 60_000,
  })
  const refusedAt = arrivals.filter(({ allowed }) => !allowed).map(({ atMs }) => atMs)
  const learnedAt = Math.min(...refusedAt) + (latencyMs * 9) / 10
  const paused = arrivals.filter(({ leftAtMs }) => leftAtMs >= learnedAt && leftAtMs < Math.max(...refusedAt) + 7_000)
  expect(refusedAt.length).toBeGreaterThan(0)
  expect(paused).toEqual([])
  expect(between(arrivals, 45, 58).rate).toBeGreaterThanOrEqual(limit * 0.95)
})

test.each(models.flatMap(model => [[model, 0, 20] as const, [model, 5, 19] as const, [model, 12.5, 11.5] as const]))(
  'a headroom of a fifth is left in a %s of which others use %f',
  (model, others, least) => {
    const shared = withOtherTraffic(server(model), others)
    const arrivals = simulate({ server: () => shared, senders: [sender(50, { headroom: 0.2 })], forMs: 65_000 })
    const { rate } = between(arrivals, 10, 60)
    expect(rate).toBeGreaterThanOrEqual(least * 0.97)
    expect(rate).toBeLessThanOrEqual(Math.min(20, limit - others) * 1.01)
  },
)

describe('two of ours', () => {
  test.each(cells)('share a limit, and neither starves: %s, %i ms', (model, latencyMs) => {
    const limited = server(model)
    const arrivals = simulate({
      server: () => limited,
      senders: [sender(latencyMs), sender(latencyMs, { fromMs: 10_000 })],
      forMs: 185_000,
    })
    const shares = [0, 1].map(of => between(arrivals, 60, 180, of))
    const total = shares.reduce((sum, { rate }) => sum + rate, 0)
    expect(total).toBeGreaterThanOrEqual(limit * 0.8)
    for (const { rate, refusedShare } of shares) {
      expect(rate / total).toBeGreaterThan(0.25)
      expect(refusedShare).toBeLessThan(0.05)
    }
  })
})

describe('a limit that headers do not state', () => {
  const silent: RateHeaders = { limit: null, remaining: null, resetInMs: null, retryAfterMs: null }
  test.each<[string, (headers: RateHeaders) => RateHeaders]>([
    ['nothing', () => silent],
    ['no more than what is left', ({ remaining }) => ({ ...silent, remaining })],
  ])('is found by few refusals where they say %s', (_, distort) => {
    for (const model of models) {
      const limited = server(model, 10)
      const arrivals = simulate({ server: () => limited, senders: [sender(50)], forMs: 125_000, distort })
      expect(between(arrivals, 0, 30).refused).toBeLessThanOrEqual(6)
      expect(between(arrivals, 0, 30).rate).toBeGreaterThanOrEqual(8)
      expect(between(arrivals, 30, 120).rate).toBeGreaterThanOrEqual(9)
      expect(between(arrivals, 30, 120).refusedShare).toBeLessThanOrEqual(0.01)
    }
  })

  test('is noticed to be higher within two minutes', () => {
    const [low, high] = [server('fixed-window', 10), server('fixed-window')]
    const arrivals = simulate({
      server: nowMs => (nowMs < 60_000 ? low : high),
      senders: [sender(50)],
      forMs: 205_000,
      distort: () => silent,
    })
    expect(between(arrivals, 180, 200).rate).toBeGreaterThanOrEqual(limit * 0.95)
  })
})

test.each<[LimitModel, number]>([
  ['fixed-window', 15],
  ['sliding-window', 8],
  ['sliding-window', 15],
])('what a refusal at full rate teaches is enough: %s, %i ms more or less on the way', (model, jitterMs) => {
  const draw = drawNumbers()
  const limited = server(model)
  const uneven: Latency = { thereMs: () => 5 + draw() * jitterMs, backMs: () => 45 }
  const arrivals = simulate({ server: () => limited, senders: [{ ...sender(50), latency: uneven }], forMs: 305_000 })
  expect(between(arrivals, 0, 300).refused).toBeLessThanOrEqual(4)
  expect(between(arrivals, 0, 300).rate).toBeGreaterThanOrEqual(limit * 0.96)
})

describe('headers that are not true cost little', () => {
  const draw = drawNumbers()
  test.each<[string, (headers: RateHeaders, nowMs: number) => RateHeaders]>([
    ['nothing is ever left', headers => ({ ...headers, remaining: 0 })],
    ['nothing is left for half a minute', headers => ({ ...headers, remaining: 0, resetInMs: 30_000 })],
    ['no remaining at all', headers => ({ ...headers, remaining: null })],
    ['no header at all', () => ({ limit: null, remaining: null, resetInMs: null, retryAfterMs: null })],
    ['anything', headers => ({ ...headers, remaining: Math.floor(draw() * limit) })],
    ['all or nothing', headers => ({ ...headers, remaining: draw() < 0.5 ? 0 : limit })],
    ['more than there is', headers => ({ ...headers, remaining: 99 })],
    ['now this limit, now that', headers => ({ ...headers, limit: draw() < 0.5 ? 25 : 24 })],
    ['less and less', (headers, nowMs) => ({ ...headers, remaining: Math.max(0, 24 - Math.floor(nowMs / 400)) })],
  ])('%s', (_, distort) => {
    for (const model of models) {
      const limited = server(model)
      const arrivals = simulate({ server: () => limited, senders: [sender(50)], forMs: 125_000, distort })
      expect(between(arrivals, 0, 30).rate).toBeGreaterThanOrEqual(limit / 2)
      expect(between(arrivals, 60, 120).rate).toBeGreaterThanOrEqual(limit * 0.6)
    }
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RateHeaders } from '../../src/lightfield/headers.ts'
import { Pace, type PaceOptions } from '../../src/lightfield/pace.ts'

const silent: RateHeaders = { limit: null, remaining: null, resetInMs: null, retryAfterMs: null }
const even = 1.005

function open(options: Partial<PaceOptions> = {}): Pace {
  return new Pace({ assumedRate: 25, wantedRate: null, headroom: 0, ...options })
}

/** One request that leaves and is answered at once. */
function answer(pace: Pace, headers: Partial<RateHeaders>, nowMs: number): void {
  pace.observe({ departure: pace.departs(nowMs), headers: { ...silent, ...headers }, isThrottled: false }, nowMs)
}

function throttle(pace: Pace, nowMs: number, headers: Partial<RateHeaders> = {}): void {
  const departure = pace.departs(nowMs)
  pace.observe({ departure, headers: { ...silent, retryAfterMs: 1_000, ...headers }, isThrottled: true }, nowMs)
}

/** Evenly spaced requests at that rate, answered at once. */
function send(pace: Pace, rate: number, fromMs: number, toMs: number, headers: Partial<RateHeaders> = {}): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 1000 / rate) answer(pace, headers, atMs)
}

test.each<[string, number | null, number | null, number, number]>([
  ['the assumed rate while nothing is known', null, null, 25, 40],
  ['a lower limit of the server', null, 10, 10, 100],
  ['a higher limit of the server', null, 50, 50, 20],
  ['a wanted rate below the server’s limit', 5, 25, 5, 200],
  ['the server’s limit below a wanted rate', 100, 20, 20, 50],
  ['a wanted rate above the assumed one, while nothing is known', 100, null, 100, 10],
])('goes half a hundredth below %s', (_, wantedRate, stated, limit, intervalMs) => {
  const pace = open({ wantedRate })
  answer(pace, { limit: stated }, 0)
  expect(pace.limit).toBe(limit)
  expect(pace.intervalMs()).toBeCloseTo(intervalMs * even)
})

test.each([
  ['the assumed rate, however much is wanted', 100, 25],
  ['less where less is wanted', 5, 5],
])('begins with %s: only an answer tells the limit', (_, wantedRate, limit) => {
  expect(open({ wantedRate }).limit).toBe(limit)
})

test.each([
  ['a share of the server’s limit', null, 40, 32],
  ['a share of the assumed one, while nothing is known', null, null, 20],
  ['nothing more, where less than the rest is wanted', 10, 25, 10],
  ['its share, where more than the rest is wanted', 24, 25, 20],
])('headroom leaves others %s', (_, wantedRate, stated, limit) => {
  const pace = open({ wantedRate, headroom: 0.2 })
  answer(pace, { limit: stated }, 0)
  expect(pace.limit).toBe(limit)
  expect(pace.intervalMs()).toBeCloseTo((1000 / limit) * even)
})

test.each<[string, number | null, Partial<RateHeaders> | null, number | null]>([
  ['the assumed limit, while nothing is known', null, null, 25],
  ['the same where more is wanted, which the first answers may refuse', 100, null, 25],
  ['what the server states', 100, { limit: 50 }, 50],
  ['anything, where a rate is wanted and the server states no limit', 100, {}, null],
])('a window holds %s', (_, wantedRate, headers, most) => {
  const pace = open({ wantedRate })
  if (headers !== null) answer(pace, headers, 0)
  expect(pace.window?.most ?? null).toBe(most)
})

describe('the limit that was stated last', () => {
  test('holds where an answer states none', () => {
    const pace = open()
    answer(pace, { limit: 10 }, 0)
    answer(pace, {}, 100)
    expect(pace.limit).toBe(10)
  })

  test('is that of the request that left last, in whatever order the answers come', () => {
    const pace = open()
    const [older, newer] = [pace.departs(0), pace.departs(40)]
    pace.observe({ departure: newer, headers: { ...silent, limit: 5 }, isThrottled: false }, 100)
    pace.observe({ departure: older, headers: { ...silent, limit: 25 }, isThrottled: false }, 2_000)
    expect(pace.limit).toBe(5)
  })

  test('wipes out what others took of another one', () => {
    const pace = open()
    send(pace, 10, 0, 3_000, { limit: 25, remaining: 5 })
    expect(pace.intervalMs()).toBeGreaterThan(60)
    answer(pace, { limit: 50 }, 3_000)
    expect(pace.intervalMs()).toBeCloseTo(20 * even)
  })

  test('is not judged by what was answered of another one, however late', () => {
    const pace = open()
    send(pace, 25, 0, 4_000, { limit: 25, remaining: 0 })
    const underWay = Array.from({ length: 40 }, (_, index) => pace.departs(4_000 + index * 40))
    throttle(pace, 5_600, { limit: 5, remaining: 0 })
    for (const departure of underWay) {
      pace.observe(
        { departure, headers: { ...silent, limit: 25, remaining: 0 }, isThrottled: false },
        departure.atMs + 2_000,
      )
    }
    // As a bucket it would be, that has 25 to give and says that nothing is left.
    expect(pace.mayRoll(7_600)).toBe(true)
    expect(pace.intervalMs()).toBeLessThan(202)
  })
})

describe('a 429', () => {
  test.each([
    ['as long as Retry-After says', 5_000, 5_000],
    ['not at all where it says 0', 0, 0],
    ['a second where it says nothing', null, 1_000],
    ['for a day where it says so', 86_400_000, 86_400_000],
  ])('nothing leaves %s', (_, retryAfterMs, pausedForMs) => {
    const pace = open()
    throttle(pace, 10_000, { retryAfterMs })
    expect(pace.pausedUntil).toBe(10_000 + pausedForMs)
    expect(pace.heldUntil(10_000)).toBe(10_000 + pausedForMs)
  })

  test('with a shorter Retry-After does not cut a longer one short', () => {
    const pace = open()
    throttle(pace, 0, { retryAfterMs: 5_000 })
    throttle(pace, 100)
    expect(pace.pausedUntil).toBe(5_000)
  })

  test('at our full rate teaches a little slack', () => {
    const pace = open()
    send(pace, 25, 0, 1_000, { limit: 25 })
    throttle(pace, 1_000)
    expect(pace.intervalMs()).toBeCloseTo(40 * 1.007)
    expect(pace.window).toEqual({ most: 25, spanMs: 1_006, gapMs: 20 })
  })

  test('of requests that were under way by then teaches nothing more', () => {
    const pace = open()
    send(pace, 25, 0, 1_000)
    const underWay = Array.from({ length: 20 }, (_, number) => pace.departs(1_000 + number * 40))
    for (const departure of underWay) pace.observe({ departure, headers: silent, isThrottled: true }, 2_000)
    expect(pace.intervalMs()).toBeCloseTo(40 * 1.007)
  })

  test('teaches no more slack than a tenth', () => {
    const pace = open()
    for (let round = 0; round < 100; round++) {
      send(pace, 25, round * 3_000, round * 3_000 + 1_000, { limit: 25 })
      throttle(pace, round * 3_000 + 1_000)
    }
    expect(pace.intervalMs()).toBeLessThanOrEqual(44)
  })

  test.each<[string, Partial<RateHeaders>]>([
    ['without headers', {}],
    ['without a limit in them', { remaining: 3 }],
  ])('below our full rate comes of others: %s, what went through before is the measure', (_, headers) => {
    const pace = open()
    send(pace, 10, 0, 1_000, headers)
    throttle(pace, 1_000, headers)
    expect(1000 / pace.intervalMs()).toBeCloseTo(9 * 0.9)
    send(pace, 10, 2_000, 10_000, headers)
    expect(1000 / pace.intervalMs()).toBeCloseTo(9 * 0.97, 0)
    send(pace, 10, 10_000, 60_000, headers)
    expect(pace.intervalMs()).toBeCloseTo(40 * even)
  })
})

describe('others', () => {
  test('get what they use: what is left, with our own, is all that is sent', () => {
    const pace = open()
    send(pace, 8, 0, 4_000, { limit: 25, remaining: 7 })
    expect(1000 / pace.intervalMs()).toBeCloseTo(15 / even)
  })

  test('are not suspected for one or two requests that were counted otherwise', () => {
    const pace = open()
    send(pace, 20, 0, 4_000, { limit: 25, remaining: 3 })
    expect(pace.intervalMs()).toBeCloseTo(40 * even)
  })

  test('are believed in by half at most, until a 429 confirms them', () => {
    const pace = open()
    send(pace, 2, 0, 2_500, { limit: 25, remaining: 0 })
    expect(1000 / pace.intervalMs()).toBeGreaterThan(12)
    throttle(pace, 2_500, { limit: 25, remaining: 0 })
    expect(1000 / pace.intervalMs()).toBeLessThan(4)
  })

  test.each<[string, (nowMs: number) => Partial<RateHeaders>]>([
    ['always says that nothing is left', () => ({ remaining: 0 })],
    ['says so, and that it will stay so', () => ({ remaining: 0, resetInMs: 30_000 })],
    ['always says that one is left', () => ({ remaining: 1 })],
    ['says anything', nowMs => ({ remaining: Math.floor((nowMs * 7.31) % 25) })],
    ['says that more is left than there is', () => ({ remaining: 1_000 })],
  ])('who do not exist slow nothing down for long, where a server %s', (_, headers) => {
    const pace = open()
    let atMs = 0
    let sent = 0
    while (atMs < 60_000) {
      const heldMs = pace.heldUntil(atMs) - atMs
      if (heldMs <= 0) {
        answer(pace, { limit: 25, ...headers(atMs) }, atMs)
        sent += 1
      }
      atMs += Math.max(heldMs, pace.intervalMs())
    }
    expect(sent / 60).toBeGreaterThan(20)
    expect(1000 / pace.intervalMs()).toBeGreaterThan(24)
  })
})

test.each([
  ['an empty budget that is full again within seconds is what even spacing expects', 0, 2_000, false],
  ['an empty budget that stays empty for longer is waited for', 0, 30_000, true],
  ['a budget that is said to be empty for hours is not: a 429 would say so too', 0, 3_600_000, false],
  ['a budget that is not empty is used', 1, 30_000, false],
])('%s', (_, remaining, resetInMs, isPaused) => {
  const pace = open()
  answer(pace, { remaining: 1, resetInMs }, 900)
  answer(pace, { remaining, resetInMs }, 1_000)
  expect(pace.pausedUntil > 1_000).toBe(isPaused)
  if (isPaused) expect(pace.pausedUntil).toBe(1_000 + resetInMs)
})

describe('why it is slower than the limit', () => {
  test('is nothing while it is not', () => {
    expect(open().slowedBy(0)).toBeNull()
    expect(open({ wantedRate: 5 }).slowedBy(0)).toBeNull()
  })

  test('is the server’s own word in a pause', () => {
    const pace = open({ headroom: 0.2 })
    answer(pace, {}, 0)
    expect(pace.slowedBy(0)).toBe('headroom')
    throttle(pace, 0)
    expect(pace.slowedBy(999)).toBe('retry-after')
  })

  test('is others where they leave less', () => {
    const pace = open({ headroom: 0.2 })
    send(pace, 10, 0, 2_500, { limit: 25, remaining: 2 })
    expect(pace.slowedBy(2_500)).toBe('others')
  })
})

describe('whatever a server says', () => {
  const said = fc.record({
    gapMs: fc.integer({ min: 0, max: 3_000 }),
    latencyMs: fc.integer({ min: 0, max: 5_000 }),
    isThrottled: fc.boolean(),
    limit: fc.option(fc.constantFrom(1, 5, 25, 100)),
    remaining: fc.option(fc.integer({ min: 0, max: 200 })),
    resetInMs: fc.option(fc.integer({ min: 0, max: 100_000 })),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 90_000 })),
  })
  const options = fc.record({
    assumedRate: fc.constant(25),
    wantedRate: fc.option(fc.double({ min: 0.1, max: 200, noNaN: true })),
    headroom: fc.double({ min: 0, max: 0.99, noNaN: true }),
  })

  test('it is never faster than the limit, never stands still, and lets nothing leave in a pause', () => {
    fc.assert(
      fc.property(options, fc.array(said, { maxLength: 60 }), (choices, answers) => {
        const pace = new Pace(choices)
        let nowMs = 1_000
        let pausedUntil = Number.NEGATIVE_INFINITY
        for (const { gapMs, latencyMs, isThrottled, ...headers } of answers) {
          nowMs += gapMs
          const departure = pace.departs(nowMs)
          const answeredMs = nowMs + latencyMs
          pace.observe({ departure, headers, isThrottled }, answeredMs)
          if (isThrottled) pausedUntil = Math.max(pausedUntil, answeredMs + (headers.retryAfterMs ?? 1_000))
          expect(pace.intervalMs()).toBeGreaterThanOrEqual(1000 / pace.limit)
          expect(pace.intervalMs()).toBeLessThanOrEqual(20_001 / pace.limit)
          expect(pace.heldUntil(answeredMs)).toBeGreaterThanOrEqual(pausedUntil)
          expect(pace.heldUntil(answeredMs)).toBeLessThanOrEqual(Math.max(pace.pausedUntil, answeredMs + 1_100))
        }
      }),
    )
  })

  test('it is back at the limit within minutes of a server that makes sense and has nobody else', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 40 }), answers => {
        const pace = open()
        let nowMs = 1_000
        for (const { gapMs, latencyMs, isThrottled, ...headers } of answers) {
          nowMs += gapMs
          pace.observe({ departure: pace.departs(nowMs), headers, isThrottled }, nowMs + latencyMs)
        }
        nowMs = Math.max(nowMs + 5_000, pace.pausedUntil)
        const endMs = nowMs + 150_000
        while (nowMs < endMs) {
          answer(pace, { limit: 25, remaining: 24 }, nowMs)
          nowMs += pace.intervalMs()
        }
        expect(1000 / pace.intervalMs()).toBeGreaterThan(24)
      }),
      { numRuns: 30 },
    )
  })
})

import { describe, expect, test } from 'vitest'
import {
  type Arrival,
  arrivalsOf,
  rateBetween,
  ratesOfPieces,
  refusedPerThousand,
  secondsToSettle,
  sentTooEarly,
  slowestStretch,
  sustainedRate,
} from '../../bench/arrivals.ts'

/** Creates that succeed, evenly spaced, the first at `fromMs`. */
function evenly(count: number, everyMs: number, fromMs = 0): readonly Arrival[] {
  return Array.from({ length: count }, (_, index) => ({ atMs: fromMs + index * everyMs, status: 200 }))
}

test('arrivals are in the order of time, however the log has them', () => {
  const entry = { method: 'POST', path: '/v1/opportunities', category: 'write', idempotencyKey: null } as const
  const log = [
    { ...entry, status: 429, at: '1970-01-01T00:00:00.050Z' },
    { ...entry, status: 200, at: '1970-01-01T00:00:00.010Z' },
  ]
  expect(arrivalsOf(log)).toEqual([
    { atMs: 10, status: 200 },
    { atMs: 50, status: 429 },
  ])
})

describe('the rate', () => {
  test('is that of the successes between the first and the last', () => {
    const refused: Arrival = { atMs: 20, status: 429 }
    expect(sustainedRate([...evenly(26, 40), refused])).toBe(25)
    expect(sustainedRate(evenly(1, 40))).toBe(0)
    expect(sustainedRate([])).toBe(0)
  })

  test('of a span leaves out its end', () => {
    expect(rateBetween(evenly(100, 40), 0, 1000)).toBe(25)
    expect(rateBetween(evenly(100, 40), 3000, 5000)).toBe(12.5)
  })

  test('of pieces has the whole ones only', () => {
    expect(ratesOfPieces(evenly(60, 40), 1000)).toEqual([25, 25])
    expect(ratesOfPieces([], 1000)).toEqual([])
  })
})

test('429s are counted in a thousand answers', () => {
  const refused: Arrival = { atMs: 5, status: 429 }
  expect(refusedPerThousand([...evenly(399, 40), refused])).toBe(2.5)
  expect(refusedPerThousand([])).toBe(0)
})

describe('a create is too early', () => {
  const refused: Arrival = { atMs: 1000, status: 429 }
  const at = (atMs: number, status = 200): Arrival => ({ atMs, status })

  test('from when the 429 can be known until what it asked for is over', () => {
    expect(sentTooEarly([refused, at(1025)], 1000, 25)).toBe(0)
    expect(sentTooEarly([refused, at(1026)], 1000, 25)).toBe(1)
    expect(sentTooEarly([refused, at(1999)], 1000, 25)).toBe(1)
    expect(sentTooEarly([refused, at(2000)], 1000, 25)).toBe(0)
  })

  test('also where it is refused itself, which makes the silence longer', () => {
    expect(sentTooEarly([refused, at(1500, 429), at(2400)], 1000, 25)).toBe(2)
  })

  test('never without a 429', () => {
    expect(sentTooEarly(evenly(50, 40), 1000, 25)).toBe(0)
  })
})

describe('a rate has settled', () => {
  const phase = { fromMs: 0, toMs: 20_000, perSecond: 25, stretchMs: 4000 }

  test('at once where it is there from the beginning', () => {
    expect(secondsToSettle(evenly(500, 40), phase, 0.95)).toBe(0)
  })

  test('after a pause at the beginning', () => {
    const settled = secondsToSettle(evenly(425, 40, 3000), phase, 0.95)
    expect(settled).toBeGreaterThan(2)
    expect(settled).toBeLessThanOrEqual(3)
  })

  test('never where it stays short', () => {
    expect(secondsToSettle(evenly(400, 50), phase, 0.95)).toBeNull()
  })

  test('with one create more or less at an edge, where there are few', () => {
    expect(secondsToSettle(evenly(100, 200, 150), { ...phase, perSecond: 5 }, 0.95)).toBe(0)
  })
})

test('the slowest stretch is that with a gap', () => {
  const withGap = [...evenly(250, 40), ...evenly(200, 40, 11_000)]
  const phase = { fromMs: 0, toMs: 18_000, perSecond: 25, stretchMs: 4000 }
  expect(slowestStretch(withGap, phase)).toBeCloseTo(0.75, 1)
  expect(slowestStretch(evenly(500, 40), phase)).toBe(1)
})

import { describe, expect, test } from 'vitest'
import type { RateHeaders } from '../../src/lightfield/headers.ts'
import { Pace } from '../../src/lightfield/pace.ts'

const silent: RateHeaders = { limit: null, remaining: null, resetInMs: null, retryAfterMs: null }

function throttle(pace: Pace, nowMs: number, retryAfterMs: number | null = 1_000): void {
  pace.observe({ ...silent, retryAfterMs }, true, nowMs)
}

test.each<[string, number | null, number | null, number, number]>([
  ['the assumed rate while nothing is known', null, null, 25, 40],
  ['a lower limit of the server', null, 10, 10, 100],
  ['a higher limit of the server', null, 50, 50, 20],
  ['a wanted rate below the server’s limit', 5, 25, 5, 200],
  ['the server’s limit below a wanted rate', 100, 20, 20, 50],
  ['a wanted rate above the assumed one, while nothing is known', 100, null, 100, 10],
])('goes half a hundredth below %s', (_, wantedRate, stated, limit, intervalMs) => {
  const pace = new Pace({ assumedRate: 25, wantedRate })
  pace.observe({ ...silent, limit: stated }, false, 0)
  expect(pace.limit).toBe(limit)
  expect(pace.intervalMs()).toBeCloseTo(intervalMs * 1.005)
})

test.each([
  ['the assumed rate, however much is wanted', 100, 25],
  ['less where less is wanted', 5, 5],
])('begins with %s: only an answer tells the limit', (_, wantedRate, limit) => {
  expect(new Pace({ assumedRate: 25, wantedRate }).limit).toBe(limit)
})

test('keeps the last limit where an answer states none', () => {
  const pace = new Pace({ assumedRate: 25, wantedRate: null })
  pace.observe({ ...silent, limit: 10 }, false, 0)
  pace.observe(silent, false, 100)
  expect(pace.limit).toBe(10)
})

describe('after a 429', () => {
  test.each([
    ['as long as Retry-After says', 5_000, 5_000],
    ['not at all where it says 0', 0, 0],
    ['a second where it says nothing', null, 1_000],
  ])('nothing leaves %s', (_, retryAfterMs, pausedForMs) => {
    const pace = new Pace({ assumedRate: 25, wantedRate: null })
    throttle(pace, 10_000, retryAfterMs)
    expect(pace.pausedUntil).toBe(10_000 + pausedForMs)
  })

  test('a shorter Retry-After does not cut a longer one short', () => {
    const pace = new Pace({ assumedRate: 25, wantedRate: null })
    throttle(pace, 0, 5_000)
    throttle(pace, 100, 1_000)
    expect(pace.pausedUntil).toBe(5_000)
  })

  test('the first teaches a little slack', () => {
    const pace = new Pace({ assumedRate: 25, wantedRate: null })
    throttle(pace, 0)
    expect(pace.intervalMs()).toBeCloseTo(40.2 * 1.025)
  })

  test('those of requests that were under way by then teach nothing more', () => {
    const pace = new Pace({ assumedRate: 25, wantedRate: null })
    for (const nowMs of [0, 40, 80, 900]) throttle(pace, nowMs)
    expect(pace.intervalMs()).toBeCloseTo(40.2 * 1.025)
  })

  test('one soon after the pause widens the distance by half, each time, up to a bound', () => {
    const pace = new Pace({ assumedRate: 25, wantedRate: null })
    throttle(pace, 0)
    throttle(pace, 1_500)
    expect(pace.intervalMs()).toBeCloseTo(40.2 * 1.025 * 1.5)
    throttle(pace, 3_000)
    expect(pace.intervalMs()).toBeCloseTo(40.2 * 1.025 * 1.5 ** 2)
    for (let round = 3; round < 30; round++) throttle(pace, round * 1_500)
    expect(pace.intervalMs()).toBeCloseTo(40.2 * 1.025 * 10)
  })

  test('one long after the pause teaches a little more slack, up to a tenth', () => {
    const pace = new Pace({ assumedRate: 25, wantedRate: null })
    for (let round = 0; round < 20; round++) throttle(pace, round * 10_000)
    expect(pace.intervalMs()).toBeCloseTo(44)
  })

  test('the distance shrinks again while it is quiet, and in the end is what it was', () => {
    const pace = new Pace({ assumedRate: 25, wantedRate: null })
    for (let round = 0; round < 6; round++) throttle(pace, round * 1_500)
    const widened = pace.intervalMs()
    pace.observe(silent, false, 9_000)
    expect(pace.intervalMs()).toBe(widened)
    pace.observe(silent, false, 12_000)
    const recovering = pace.intervalMs()
    expect(recovering).toBeLessThan(widened)
    expect(recovering).toBeGreaterThan(40.2)
    for (let nowMs = 13_000; nowMs < 90_000; nowMs += 1_000) pace.observe(silent, false, nowMs)
    expect(pace.intervalMs()).toBeCloseTo(40.2 * 1.025)
    pace.observe(silent, false, 9_000 + 11 * 60_000)
    expect(pace.intervalMs()).toBeCloseTo(40.2)
  })

  test('recovery goes by time, not by how many answers come', () => {
    const [many, few] = [
      new Pace({ assumedRate: 25, wantedRate: null }),
      new Pace({ assumedRate: 25, wantedRate: null }),
    ]
    for (const pace of [many, few]) for (let round = 0; round < 6; round++) throttle(pace, round * 1_500)
    for (let nowMs = 11_000; nowMs <= 15_000; nowMs += 10) many.observe(silent, false, nowMs)
    for (let nowMs = 11_000; nowMs <= 15_000; nowMs += 1_000) few.observe(silent, false, nowMs)
    expect(many.intervalMs()).toBeCloseTo(few.intervalMs(), 0)
  })
})

test('429s while most of the budget is left are waited out and do not slow down what follows', () => {
  const pace = new Pace({ assumedRate: 25, wantedRate: null })
  pace.observe({ ...silent, limit: 25, remaining: 23 }, false, 0)
  for (let round = 0; round < 10; round++) throttle(pace, round * 1_500)
  expect(pace.intervalMs()).toBeCloseTo(40.2)
  expect(pace.pausedUntil).toBeGreaterThan(9 * 1_500)
})

test.each([
  ['an empty budget that is full again within seconds is what even spacing expects', 0, 2_000, false],
  ['an empty budget that stays empty for longer is waited for', 0, 30_000, true],
  ['a budget that is not empty is used', 1, 30_000, false],
])('%s', (_, remaining, resetInMs, isPaused) => {
  const pace = new Pace({ assumedRate: 25, wantedRate: null })
  pace.observe({ ...silent, remaining, resetInMs }, false, 1_000)
  expect(pace.pausedUntil > 1_000).toBe(isPaused)
  if (isPaused) expect(pace.pausedUntil).toBe(1_000 + resetInMs)
})

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RateHeaders } from '../../src/lightfield/headers.ts'
import { RateLimiter } from '../../src/lightfield/rate-limiter.ts'
import { systemClock } from '../../src/model/clock.ts'

const silent: RateHeaders = { limit: null, remaining: null, resetInMs: null, retryAfterMs: null }
const forever = new AbortController().signal

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-05-01T12:00:00Z') })
})

afterEach(() => {
  vi.useRealTimers()
})

function open(wantedRate: number | null = null): RateLimiter {
  return new RateLimiter('write', { assumedRate: 25, wantedRate }, systemClock)
}

/** Puts requests into the queue, and notes when each may leave, in milliseconds from now. */
function queue(limiter: RateLimiter, count: number, signal = forever): number[] {
  const startedAt = Date.now()
  const left: number[] = []
  for (let request = 0; request < count; request++) {
    limiter.slot(signal).then(
      () => left.push(Date.now() - startedAt),
      () => undefined,
    )
  }
  return left
}

/** Gaps that are to be so long; a fake timer of no time at all takes a millisecond, and Bottleneck sets a few. */
function expectGaps(times: readonly number[], ms: number): void {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(gaps.length).toBeGreaterThan(0)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(ms - 1)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(ms + 1)
}

describe('the pace', () => {
  test('25 a second leave evenly, 40 ms apart', async () => {
    const left = queue(open(), 100)
    await vi.advanceTimersByTimeAsync(999)
    expect(left).toHaveLength(25)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(left).toHaveLength(100)
    expectGaps(left, 40)
    expect((left.at(-1) ?? 0) - (left[0] ?? 0)).toBeLessThanOrEqual(99 * 40.2 + 1)
  })

  test('the first after a rest leaves at once, and a rest saves nothing up', async () => {
    const limiter = open()
    queue(limiter, 1)
    await vi.advanceTimersByTimeAsync(10_000)
    const left = queue(limiter, 3)
    await vi.advanceTimersByTimeAsync(200)
    expect(left[0]).toBeLessThan(5)
    expect(left).toHaveLength(3)
    expectGaps(left, 40)
  })

  test.each([
    ['a lower', 10, 100],
    ['a higher', 50, 20],
  ])('%s limit in a header holds after the two slots that are given out already', async (_, limit, gapMs) => {
    const limiter = open()
    const left = queue(limiter, 60)
    await vi.advanceTimersByTimeAsync(100)
    limiter.observe({ ...silent, limit }, false)
    expect(limiter.limit).toBe(limit)
    await vi.advanceTimersByTimeAsync(600)
    // Three had left; Bottleneck had timed the fourth, and with it the fifth.
    expectGaps(left.slice(0, 5), 40)
    expectGaps(left.slice(4), gapMs)
  })

  test.each([
    [200, 5],
    [1_000, 10],
    [5_000, 50],
  ])('%i a second are reached, letting several leave at once', async (rate, mostAtOnce) => {
    const limiter = open(rate)
    limiter.observe(silent, false)
    const left = queue(limiter, rate * 2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(left.length).toBeGreaterThanOrEqual(rate)
    expect(left.length).toBeLessThanOrEqual(rate * 1.02)
    const atOnce = Map.groupBy(left, time => time)
    expect(Math.max(...[...atOnce.values()].map(times => times.length))).toBeLessThanOrEqual(mostAtOnce)
  })

  test.each([
    ['a wanted rate below the server’s limit', 10, 25, 10],
    ['the server’s limit below a wanted rate', 100, 20, 20],
    ['a slow wanted rate', 0.5, 25, 0.5],
  ])('keeps to %s', async (_, wanted, stated, expected) => {
    const limiter = open(wanted)
    limiter.observe({ ...silent, limit: stated }, false)
    const left = queue(limiter, 500)
    await vi.advanceTimersByTimeAsync(10_020)
    expect(left).toHaveLength(expected * 10)
  })
})

describe('a 429', () => {
  test('lets nothing leave before Retry-After is over, not even what was about to', async () => {
    const limiter = open()
    const left = queue(limiter, 100)
    await vi.advanceTimersByTimeAsync(110)
    expect(left).toHaveLength(3)
    limiter.observe({ ...silent, retryAfterMs: 3_000 }, true)
    expect(limiter.pausedUntil).toBe(Date.now() + 3_000)
    await vi.advanceTimersByTimeAsync(2_999)
    expect(left).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(1_001)
    expect(left[3]).toBeGreaterThanOrEqual(3_110)
    // A little slower than before, and no burst to catch up.
    expectGaps(left.slice(3), 41)
  })

  test('is counted', () => {
    const limiter = open()
    limiter.observe(silent, false)
    limiter.observe(silent, true)
    limiter.observe(silent, true)
    expect(limiter.throttled).toBe(2)
  })

  test('holds a pause of months, in waits that a timer can measure', async () => {
    const waits: number[] = []
    const limiter = new RateLimiter(
      'write',
      { assumedRate: 25, wantedRate: null },
      {
        ...systemClock,
        sleep(ms, signal) {
          waits.push(ms)
          return systemClock.sleep(ms, signal)
        },
      },
    )
    limiter.observe({ ...silent, retryAfterMs: 100 * 24 * 3_600_000 }, true)
    const left = queue(limiter, 1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(left).toEqual([])
    expect(waits).toEqual([2 ** 31 - 1])
    limiter.close()
  })
})

describe('a request that is given up', () => {
  test('leaves the queue with the reason, and the next takes its place', async () => {
    const limiter = open()
    const giveUp = new AbortController()
    const first = queue(limiter, 1)
    const aborted = limiter.slot(giveUp.signal)
    const settled = expect(aborted).rejects.toThrow('enough')
    const last = queue(limiter, 1)
    await vi.advanceTimersByTimeAsync(10)
    giveUp.abort(new Error('enough'))
    await settled
    await vi.advanceTimersByTimeAsync(100)
    expectGaps([...first, ...last], 40)
  })

  test('never enters the queue where its signal is aborted already', async () => {
    const limiter = open()
    await expect(limiter.slot(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('closing', () => {
  test.each<[string, (limiter: RateLimiter) => void]>([
    ['a pause', limiter => limiter.observe({ ...silent, retryAfterMs: 60_000 }, true)],
    ['a slow pace', limiter => limiter.observe({ ...silent, limit: 0.01 }, false)],
  ])('ends %s, so that no timer keeps the process alive, and tells who waits', async (_, slow) => {
    const limiter = open()
    slow(limiter)
    const waits = [limiter.slot(forever), limiter.slot(forever)]
    const outcomes = Promise.allSettled(waits)
    await vi.advanceTimersByTimeAsync(1)
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    limiter.close()
    await vi.advanceTimersByTimeAsync(1)
    expect(vi.getTimerCount()).toBe(0)
    expect((await outcomes).at(-1)).toMatchObject({ status: 'rejected' })
  })

  test('can be done twice, and refuses what comes after', async () => {
    const limiter = open()
    limiter.close()
    limiter.close()
    await expect(limiter.slot(forever)).rejects.toThrow(/closed/)
  })
})

test('hundreds that wait under one signal raise no warning about listeners', async () => {
  const onWarning = vi.fn()
  process.on('warning', onWarning)
  const left = queue(open(), 300, new AbortController().signal)
  await vi.advanceTimersByTimeAsync(12_100)
  vi.useRealTimers()
  await new Promise(resolve => setImmediate(resolve))
  process.off('warning', onWarning)
  expect(left).toHaveLength(300)
  expect(onWarning).not.toHaveBeenCalled()
})

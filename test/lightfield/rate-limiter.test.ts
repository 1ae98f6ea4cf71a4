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

function open(wantedRate: number | null = null, headroom = 0): RateLimiter {
  return new RateLimiter('write', { assumedRate: 25, wantedRate, headroom }, systemClock)
}

/** A request that leaves at once and is answered at once. */
function answer(limiter: RateLimiter, headers: Partial<RateHeaders>, isThrottled = false): void {
  limiter.observe(limiter.departs(), { ...silent, ...headers }, isThrottled)
}

/** Puts requests into the queue, and notes when each may leave, in milliseconds from now. */
function queue(limiter: RateLimiter, count: number, signal = forever): number[] {
  const startedAt = Date.now()
  const left: number[] = []
  for (let request = 0; request < count; request++) {
    limiter.slot(signal).then(
      () => {
        limiter.departs()
        left.push(Date.now() - startedAt)
      },
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
    answer(limiter, { limit })
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
    answer(limiter, {})
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
    answer(limiter, { limit: stated })
    const left = queue(limiter, 500)
    await vi.advanceTimersByTimeAsync(10_020)
    expect(left).toHaveLength(expected * 10)
  })
})

describe('what is ready to leave', () => {
  test('waits for a request that was late, so that no second holds more than the limit', async () => {
    const limiter = open()
    answer(limiter, { limit: 2 })
    const startedAt = Date.now()
    const left: number[] = []
    const leave = (place: Awaited<ReturnType<RateLimiter['place']>>): void => {
      limiter.departs(place)
      left.push(Date.now() - startedAt)
    }
    const first = await limiter.place()
    await vi.advanceTimersByTimeAsync(300)
    leave(first)
    const others = [limiter.place().then(leave), limiter.place().then(leave)]
    await vi.advanceTimersByTimeAsync(2_000)
    await Promise.all(others)
    expect(left).toEqual([300, 551, 1_304])
  })

  test('waits for a request that arrived late, as its answer tells', async () => {
    const limiter = open()
    const tookMs = async (ms: number): Promise<void> => {
      const departure = limiter.departs(await limiter.place())
      await vi.advanceTimersByTimeAsync(ms)
      limiter.observe(departure, { ...silent, limit: 25 }, false)
      await vi.advanceTimersByTimeAsync(60 - ms)
    }
    for (let request = 0; request < 50; request++) await tookMs(10)
    const startedAt = Date.now()
    await tookMs(40)
    for (let request = 0; request < 24; request++) void limiter.place()
    const last = limiter.place()
    await vi.advanceTimersByTimeAsync(2_000)
    // A window, and not from when it left but from when it arrived.
    expect((await last)?.atMs).toBe(startedAt + 31 + 1_004)
  })

  test('finds room again where one did not leave after all', async () => {
    const limiter = open()
    answer(limiter, { limit: 1 })
    limiter.giveBack(await limiter.place())
    expect(await limiter.place()).toMatchObject({ atMs: Date.now() })
  })

  test('is not held back where no limit is known', async () => {
    const limiter = open(100_000)
    answer(limiter, {})
    expect(await limiter.place()).toBeNull()
  })

  test('keeps slots from being given out while many of them wait', async () => {
    const limiter = open()
    for (let request = 0; request < 50; request++) void limiter.place()
    const left = queue(limiter, 1)
    await vi.advanceTimersByTimeAsync(1_300)
    expect(left).toEqual([])
    await vi.advanceTimersByTimeAsync(150)
    expect(left).toHaveLength(1)
  })
})

describe('a 429', () => {
  test('lets nothing leave before Retry-After is over, not even what was about to', async () => {
    const limiter = open()
    const left = queue(limiter, 100)
    await vi.advanceTimersByTimeAsync(1_110)
    const before = left.length
    expect(before).toBe(28)
    answer(limiter, { retryAfterMs: 3_000 }, true)
    expect(limiter.pausedUntil).toBe(Date.now() + 3_000)
    expect([limiter.isPaused, limiter.current, limiter.slowedBy]).toEqual([true, 0, 'retry-after'])
    await vi.advanceTimersByTimeAsync(2_999)
    expect(left).toHaveLength(before)
    await vi.advanceTimersByTimeAsync(1_001)
    expect(left[before]).toBeGreaterThanOrEqual(4_110)
    expect([limiter.isPaused, limiter.slowedBy]).toEqual([false, null])
    // A little slower than before, and no burst to catch up.
    expectGaps(left.slice(before), 40)
  })

  test('holds back what was granted a slot just before', async () => {
    const limiter = open()
    const granted = queue(limiter, 1)
    await vi.advanceTimersByTimeAsync(10)
    expect(granted).toHaveLength(1)
    expect(limiter.isPaused).toBe(false)
    answer(limiter, { retryAfterMs: 500 }, true)
    expect(limiter.isPaused).toBe(true)
    const next = queue(limiter, 1)
    await vi.advanceTimersByTimeAsync(499)
    expect(next).toEqual([])
    await vi.advanceTimersByTimeAsync(100)
    expect(next).toHaveLength(1)
  })

  test.each([
    ['a longer one that comes meanwhile', 5_000, 5_200],
    ['and not a shorter one', 100, 3_000],
  ])('holds for %s', async (_, secondMs, heldForMs) => {
    const limiter = open()
    const left = queue(limiter, 10)
    answer(limiter, { retryAfterMs: 3_000 }, true)
    await vi.advanceTimersByTimeAsync(200)
    answer(limiter, { retryAfterMs: secondMs }, true)
    await vi.advanceTimersByTimeAsync(9_000)
    expect(left.length).toBeGreaterThan(0)
    expect(Math.min(...left)).toBeGreaterThanOrEqual(heldForMs)
  })

  test('is counted', () => {
    const limiter = open()
    answer(limiter, {})
    answer(limiter, {}, true)
    answer(limiter, {}, true)
    expect(limiter.throttled).toBe(2)
  })

  test('holds a pause of months, in waits that a timer can measure', async () => {
    const waits: number[] = []
    const limiter = new RateLimiter(
      'write',
      { assumedRate: 25, wantedRate: null, headroom: 0 },
      {
        ...systemClock,
        sleep(ms, signal) {
          waits.push(ms)
          return systemClock.sleep(ms, signal)
        },
      },
    )
    answer(limiter, { retryAfterMs: 100 * 24 * 3_600_000 }, true)
    const left = queue(limiter, 1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(left).toEqual([])
    expect(waits).toEqual([2 ** 31 - 1])
    limiter.close()
  })
})

test.each([
  ['a fifth', 0.2, 200],
  ['nine tenths', 0.9, 25],
])('headroom of %s is left, though nobody else is there', async (_, headroom, expected) => {
  const limiter = open(null, headroom)
  answer(limiter, { limit: 25 })
  const left = queue(limiter, 500)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(left.length).toBeGreaterThan(expected * 0.98)
  expect(left.length).toBeLessThanOrEqual(expected)
  expect(limiter.limit).toBeCloseTo(25 * (1 - headroom))
  expect(limiter.slowedBy).toBe('headroom')
})

describe('a fixed window that others use up', () => {
  test('is waited for until the next one begins', async () => {
    const limiter = open()
    const start = Date.now()
    const left: number[] = []
    /** From the sixth second on others use 15 of each window, evenly; answers come at once. */
    async function run(): Promise<void> {
      for (;;) {
        await limiter.slot(forever)
        const nowMs = Date.now() - start
        left.push(nowMs)
        const inWindow = left.filter(atMs => Math.floor(atMs / 1000) === Math.floor(nowMs / 1000)).length
        const others = nowMs < 5_000 ? 0 : Math.floor(((nowMs % 1000) * 15) / 1000) + 1
        const remaining = 25 - inWindow - others
        limiter.observe(limiter.departs(), { ...silent, limit: 25, remaining: Math.max(0, remaining) }, remaining < 0)
      }
    }
    void run().catch(() => undefined)
    await vi.advanceTimersByTimeAsync(30_000)
    limiter.close()
    const perSecond = left.filter(atMs => atMs > 10_000).length / 20
    expect(limiter.slowedBy).toBe('others')
    expect(perSecond).toBeGreaterThan(8)
    expect(perSecond).toBeLessThanOrEqual(11)
    expect(limiter.throttled).toBeLessThan(3)
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
    ['a pause', limiter => answer(limiter, { retryAfterMs: 60_000 }, true)],
    ['a slow pace', limiter => answer(limiter, { limit: 0.01 })],
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

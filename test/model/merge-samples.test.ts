import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeSamples } from '../../src/model/merge-samples.ts'
import { latencyBoundsMs, type RunSample } from '../../src/model/run-sample.ts'

const none = [...latencyBoundsMs.map(() => 0), 0]

function sample(startedAt: number, ms: number, more: Partial<RunSample> = {}): RunSample {
  return {
    startedAt,
    endedAt: startedAt + ms,
    requests: { write: 250, read: 1, search: 2 },
    throttled: 1,
    retries: 3,
    limit: 25,
    pausedMs: 100,
    outageMs: 200,
    latency: none.with(4, 250),
    ...more,
  }
}

test('few samples stay as they are', () => {
  const samples = [sample(0, 10_000), sample(10_000, 4_000)]
  expect(mergeSamples(samples, 2)).toBe(samples)
  expect(mergeSamples([], 5)).toEqual([])
})

test('of many, neighbours become one: counts and times add up, and the limit is their mean over time', () => {
  const merged = mergeSamples(
    [sample(0, 10_000), sample(10_000, 10_000), sample(20_000, 10_000), sample(30_000, 5_000, { limit: 10 })],
    2,
  )
  expect(merged).toEqual([
    {
      startedAt: 0,
      endedAt: 20_000,
      requests: { write: 500, read: 2, search: 4 },
      throttled: 2,
      retries: 6,
      limit: 25,
      pausedMs: 200,
      outageMs: 400,
      latency: none.with(4, 500),
    },
    expect.objectContaining({ startedAt: 20_000, endedAt: 35_000, limit: 20 }),
  ])
})

test('a run of 100 hours comes down to what was asked for, in order, and nothing is lost', () => {
  const day = Array.from({ length: 36_000 }, (_, at) => sample(at * 10_000, 10_000))
  const merged = mergeSamples(day, 600)
  expect(merged).toHaveLength(600)
  expect(merged.map(({ startedAt }) => startedAt)).toEqual(Array.from({ length: 600 }, (_, at) => at * 600_000))
  expect(merged.reduce((sum, { requests }) => sum + requests.write, 0)).toBe(36_000 * 250)
})

test('whatever the clock did, there are never more than asked for, and no write is lost', () => {
  const samples = fc.array(
    fc.record({ startedAt: fc.integer({ min: 0, max: 100_000 }), ms: fc.integer({ min: -5_000, max: 20_000 }) }),
  )
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 10 }), (times, most) => {
      const merged = mergeSamples(
        times.map(({ startedAt, ms }) => sample(startedAt, ms)),
        most,
      )
      expect(merged.length).toBeLessThanOrEqual(Math.max(most, 0))
      expect(merged.reduce((sum, { requests }) => sum + requests.write, 0)).toBe(times.length * 250)
    }),
  )
})

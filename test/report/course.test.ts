import { describe, expect, test } from 'vitest'
import { latencyBoundsMs, type RunSample } from '../../src/model/run-sample.ts'
import { courseOf, latencyWithin } from '../../src/report/course.ts'

function sample(more: Partial<RunSample> = {}): RunSample {
  return {
    startedAt: 0,
    endedAt: 10_000,
    requests: { write: 200, read: 3, search: 4 },
    throttled: 0,
    retries: 0,
    limit: 25,
    pausedMs: 0,
    outageMs: 0,
    latency: counts([7, 200]),
    ...more,
  }
}

/** Counts by class, the others empty. */
function counts(...classes: readonly (readonly [at: number, count: number])[]): readonly number[] {
  return Array.from(
    { length: latencyBoundsMs.length + 1 },
    (_, at) => classes.find(([place]) => place === at)?.[1] ?? 0,
  )
}

const asTheyAre = (samples: readonly RunSample[]) => samples

describe('the course of a run', () => {
  test('adds up what its samples counted', () => {
    const later = { startedAt: 10_000, endedAt: 14_000, limit: 12.5, throttled: 2, retries: 3, pausedMs: 1_500 }
    const course = courseOf(
      'r',
      [sample(), sample({ ...later, outageMs: 500, requests: { write: 20, read: 0, search: 1 } })],
      asTheyAre,
    )
    expect(course?.totals).toEqual({
      startedAt: 0,
      endedAt: 14_000,
      writes: 220,
      reads: 3,
      searches: 5,
      throttled: 2,
      retries: 3,
      pausedMs: 1_500,
      outageMs: 500,
      rate: 220 / 14,
      allowedWrites: 300,
      latency: counts([7, 400]),
    })
  })

  test('is reckoned before its samples are merged', () => {
    const course = courseOf('r', [sample(), sample({ startedAt: 10_000, endedAt: 20_000 })], samples =>
      samples.slice(0, 1),
    )
    expect(course?.stretches).toHaveLength(1)
    expect(course?.totals.writes).toBe(400)
  })

  test('has no share of a limit where there was none', () => {
    expect(courseOf('r', [sample({ limit: Number.POSITIVE_INFINITY })], asTheyAre)?.totals.allowedWrites).toBeNull()
  })

  test('is not known without samples', () => {
    expect(courseOf('r', [], asTheyAre)).toBeNull()
  })

  test('has a rate even where a sample lasted no time', () => {
    expect(Number.isFinite(courseOf('r', [sample({ endedAt: 0 })], asTheyAre)?.totals.rate)).toBe(true)
  })
})

test.each([
  [0.5, counts([6, 50], [9, 50]), 150],
  [0.51, counts([6, 50], [9, 50]), 500],
  [0.99, counts([0, 1]), 10],
  [0.99, counts([0, 1], [18, 1]), Number.POSITIVE_INFINITY],
  [0.5, counts(), null],
])('of the answers, a share of %d came within: %j', (share, latency, expected) => {
  expect(latencyWithin(latency, share)).toBe(expected)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LatestWindow } from '../../src/lightfield/latest-window.ts'

const bounds = { most: 3, spanMs: 1_000, gapMs: 0 }

function take(latest: LatestWindow, ...timesMs: readonly number[]): number[] {
  return timesMs.map(atMs => latest.take(atMs, bounds).atMs)
}

test('as many as a window holds may leave at once, and the next when the first is a window ago', () => {
  expect(take(new LatestWindow(), 0, 0, 10, 20, 20, 2_000)).toEqual([0, 0, 10, 1_000, 1_000, 2_000])
})

test('one that left late is counted from then on, and nobody else is the later for it', () => {
  const latest = new LatestWindow()
  const [first] = [latest.take(0, bounds), latest.take(350, bounds), latest.take(700, bounds)]
  latest.leaves(first, 30)
  expect(take(latest, 1_020, 1_350, 1_700)).toEqual([1_030, 1_350, 1_700])
})

test('one that was overtaken is counted where it left', () => {
  const latest = new LatestWindow()
  const first = latest.take(0, bounds)
  take(latest, 350, 700)
  latest.leaves(first, 900)
  expect(take(latest, 1_000, 1_350, 1_700, 1_800)).toEqual([1_350, 1_700, 1_900, 2_350])
})

describe('those that arrived late', () => {
  test('are counted from then on, and nobody else is the later for it', () => {
    const latest = new LatestWindow()
    take(latest, 0, 350, 700)
    expect(latest.delayed({ fromMs: 0, toMs: 0, arrivedAtMs: 60 })).toBe(60)
    expect(take(latest, 1_010, 1_350, 1_700)).toEqual([1_060, 1_350, 1_700])
  })

  test('are all that left within that time, both ends included', () => {
    const latest = new LatestWindow()
    take(latest, 0, 350, 400)
    expect(latest.delayed({ fromMs: 350, toMs: 400, arrivedAtMs: 450 })).toBe(150)
    expect(take(latest, 1_000, 1_360, 1_410)).toEqual([1_000, 1_450, 1_450])
  })

  test('are told by when they left, however late that was', () => {
    const latest = new LatestWindow()
    const first = latest.take(0, bounds)
    take(latest, 350, 700)
    latest.leaves(first, 30)
    expect(latest.delayed({ fromMs: 0, toMs: 0, arrivedAtMs: 60 })).toBe(0)
    expect(latest.delayed({ fromMs: 30, toMs: 30, arrivedAtMs: 90 })).toBe(60)
    expect(take(latest, 1_000)).toEqual([1_090])
  })

  test('are never counted from earlier than before', () => {
    const latest = new LatestWindow()
    take(latest, 0, 350, 700)
    latest.delayed({ fromMs: 0, toMs: 0, arrivedAtMs: 60 })
    expect(latest.delayed({ fromMs: 0, toMs: 700, arrivedAtMs: 50 })).toBe(0)
    expect(take(latest, 1_010)).toEqual([1_060])
  })
})

test('one that does not leave makes room', () => {
  const latest = new LatestWindow()
  const [first] = [latest.take(0, bounds), latest.take(350, bounds), latest.take(700, bounds)]
  latest.giveBack(first)
  expect(take(latest, 800)).toEqual([800])
})

test('those that catch up keep a distance, so that they are apart again in the next window', () => {
  const latest = new LatestWindow()
  const taken = [0, 0, 0, 350].map(atMs => latest.take(atMs, { ...bounds, gapMs: 20 }).atMs)
  expect(taken).toEqual([0, 20, 40, 1_000])
})

test('tells how far ahead its places are taken', () => {
  const latest = new LatestWindow()
  expect(latest.aheadMs(0)).toBe(0)
  take(latest, 0, 10, 20, 30)
  expect([100, 1_000, 5_000].map(nowMs => latest.aheadMs(nowMs))).toEqual([900, 0, 0])
})

test('a clock that is set back keeps nobody waiting', () => {
  const latest = new LatestWindow()
  take(latest, 1_000_000, 1_000_000, 1_000_000)
  expect(take(latest, 5)).toEqual([5])
})

test.each([
  [5, [0, 0, 0, 0, 0, 1_000]],
  [0.2, [0, 1_000, 2_000]],
])('a limit of %f that is new holds at once', (most, expected) => {
  const latest = new LatestWindow()
  const taken = expected.map(() => latest.take(0, { ...bounds, most }).atMs)
  expect(taken.slice(0, 2)).toEqual(expected.slice(0, 2))
})

describe('whatever is late, and by how much', () => {
  test('no window holds more than it may', () => {
    const requests = fc.array(fc.record({ gapMs: fc.nat(600), lateMs: fc.nat(400), leaves: fc.boolean() }))
    fc.assert(
      fc.property(requests, course => {
        const latest = new LatestWindow()
        let nowMs = 0
        const left: number[] = []
        for (const { gapMs, lateMs, leaves } of course) {
          nowMs += gapMs
          const place = latest.take(nowMs, bounds)
          nowMs = Math.max(nowMs, place.atMs)
          if (!leaves) {
            latest.giveBack(place)
            continue
          }
          nowMs += lateMs
          latest.leaves(place, nowMs)
          left.push(nowMs)
        }
        const spans = left.slice(bounds.most).map((atMs, index) => atMs - (left[index] ?? 0))
        expect(spans.every(ms => ms >= bounds.spanMs)).toBe(true)
      }),
    )
  })
})

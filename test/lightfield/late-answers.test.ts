import { describe, expect, test } from 'vitest'
import { type Delayed, LateAnswers } from '../../src/lightfield/late-answers.ts'

const intervalMs = 40

/** One that has seen a hundred answers, each of which took so long or a millisecond more. */
function usedTo(tookMs: number): LateAnswers {
  const late = new LateAnswers()
  for (let answer = 0; answer < 100; answer++) late.see(0, tookMs + (answer % 2), intervalMs)
  return late
}

/** What an answer that took so long tells, with what it costs to make up for it. */
function see(late: LateAnswers, tookMs: number, leftAtMs = 100_000): Delayed | null {
  const delayed = late.see(leftAtMs, leftAtMs + tookMs, intervalMs)
  if (delayed !== null) late.spend(delayed.arrivedAtMs - delayed.fromMs)
  return delayed
}

test('an answer that comes as usual tells nothing, nor does the first one', () => {
  expect(see(new LateAnswers(), 500)).toBeNull()
  const late = usedTo(50)
  expect([48, 50, 52, 53].map(tookMs => see(late, tookMs))).toEqual([null, null, null, null])
})

test('one that comes late tells that its own request arrived late, by as much and a little more', () => {
  const { fromMs, toMs, arrivedAtMs } = see(usedTo(50), 80) ?? { fromMs: 0, toMs: 0, arrivedAtMs: 0 }
  expect([fromMs, toMs]).toEqual([100_000, 100_000])
  expect(arrivedAtMs).toBeGreaterThanOrEqual(100_030)
  expect(arrivedAtMs).toBeLessThanOrEqual(100_032)
})

test('where answers take longer than a window, it tells of those that left while it was held up', () => {
  const { fromMs, toMs, arrivedAtMs } = see(usedTo(2_000), 2_030) ?? { fromMs: 0, toMs: 0, arrivedAtMs: 0 }
  expect([toMs, arrivedAtMs]).toEqual([102_030, 102_030])
  // An interval earlier than it was due.
  expect(fromMs).toBeGreaterThanOrEqual(102_000 - intervalMs - 2)
  expect(fromMs).toBeLessThanOrEqual(102_000 - intervalMs)
})

test('nobody is taken to be later than 150 ms', () => {
  expect(see(usedTo(50), 900)?.arrivedAtMs).toBe(100_150)
})

test('what is usual follows an API whose answers become slower or quicker', () => {
  for (const tookMs of [10, 400]) {
    const late = usedTo(50)
    for (let answer = 0; answer < 300; answer++) see(late, tookMs + (answer % 2))
    expect(see(late, tookMs)).toBeNull()
    expect(see(late, tookMs + 30)).not.toBeNull()
  }
})

test('where answers vary widely, only those far beyond are late', () => {
  const late = new LateAnswers()
  for (let answer = 0; answer < 300; answer++) late.see(0, 50 + ((answer * 7) % 31), intervalMs)
  expect(see(late, 78)).toBeNull()
  expect(see(late, 120)).not.toBeNull()
})

describe('where answers are often late', () => {
  /** Of a thousand answers, each third of which is late by 50 ms, those by which something is held back. */
  function heeded(late: LateAnswers, nowMs: number): number {
    const seen = Array.from({ length: 1_000 }, (_, answer) => see(late, answer % 3 === 0 ? 100 : 50, nowMs))
    return seen.filter(delayed => delayed !== null).length
  }

  test('few of them are heeded: they cost no more than two thousandths of the time or so', () => {
    const late = usedTo(50)
    heeded(late, 0)
    // A window of 25 is later by a 25th of what each of its requests is.
    expect((heeded(late, 0) * 50) / 1_000).toBeLessThanOrEqual(2)
    expect(heeded(late, 0)).toBeGreaterThan(0)
  })

  test('more of them are for two minutes after a request was refused', () => {
    const late = usedTo(50)
    heeded(late, 0)
    const usual = heeded(late, 0)
    late.refused(0)
    expect(heeded(late, 60_000)).toBeGreaterThan(3 * usual)
    heeded(late, 130_000)
    expect(heeded(late, 130_000)).toBeLessThanOrEqual(usual + 1)
  })
})

test('a clock that is set back makes nothing late', () => {
  const late = usedTo(50)
  expect(see(late, -3_600_000)).toBeNull()
  expect(see(late, 50)).toBeNull()
})

import { describe, expect, test } from 'vitest'
import { Course } from '../../../src/cli/live/course.ts'
import { type Outlook, SteadyTimeLeft, timeLeftMs } from '../../../src/cli/live/time-left.ts'

const minuteMs = 60_000

/** 25 writes a second, a write a row, and 1,500 rows to go: a minute. */
const steady: Outlook = {
  rows: 1_500,
  knownRows: 0,
  limit: 25,
  lately: { seconds: 20, done: 500, idle: 0, sent: [500] },
}

test.each<[string, Partial<Outlook>, number | null]>([
  ['goes by the limit', {}, minuteMs],
  ['counts the requests that a row takes', { lately: { seconds: 20, done: 250, idle: 0, sent: [500] } }, 2 * minuteMs],
  ['believes the pace where it is slower', { lately: { seconds: 20, done: 250, idle: 0, sent: [250] } }, 2 * minuteMs],
  [
    'does not promise the rest of a resumed run at the speed of what is done',
    { rows: 2_000, knownRows: 500, lately: { seconds: 5, done: 50_000, idle: 50_000, sent: [0] } },
    minuteMs,
  ],
  [
    'knows that nothing is left to do of rows that the ledger has as done',
    { rows: 100_000, knownRows: 100_000, lately: { seconds: 5, done: 50_000, idle: 50_000, sent: [0] } },
    10_000,
  ],
  ['does not take new rows for those of an earlier file', { knownRows: 1_000_000 }, minuteMs],
  [
    'does not take the time for what came before the first rows for theirs',
    { lately: { seconds: 20, done: 10, idle: 0, sent: [500] } },
    minuteMs,
  ],
  ['has nothing to say before a row has ended', { lately: { seconds: 20, done: 0, idle: 0, sent: [0] } }, null],
  ['goes by the pace of rows where there is no limit', { limit: null }, minuteMs],
])('what is left %s', (_, changes, expected) => {
  const leftMs = timeLeftMs({ ...steady, ...changes })

  if (expected === null) expect(leftMs).toBeNull()
  else expect(leftMs).toBeCloseTo(expected, 3)
})

describe('the words', () => {
  test.each([
    [3_000, 'about 10 s left'],
    [34_000, 'about 40 s left'],
    [90_000, 'about 2 min left'],
    [11.4 * minuteMs, 'about 12 min left'],
    [125 * minuteMs, 'about 2 h 10 min left'],
    [175 * minuteMs, 'about 3 h left'],
    [10.5 * 60 * minuteMs, 'about 11 h left'],
  ])('for %i ms are %s', (ms, text) => {
    expect(new SteadyTimeLeft().text(ms)).toBe(text)
  })

  test('stand while what they are made of trembles, and follow where it goes', () => {
    const left = new SteadyTimeLeft()
    const said = [11.9, 11.7, 11.9, 11.1, 10.9, 11.2, 10.8, 11.4].map(minutes => left.text(minutes * minuteMs))

    expect(said).toEqual([12, 12, 12, 12, 11, 11, 11, 12].map(minutes => `about ${minutes} min left`))
  })

  test('are taken back where nobody knows any more', () => {
    const left = new SteadyTimeLeft()
    left.text(minuteMs)

    expect(left.text(null)).toBeNull()
  })
})

describe('the course of a run', () => {
  const moment = (at: number, done: number) => ({ at, done, idle: 0, sent: [done] })

  test('is that of the last seconds', () => {
    const course = new Course(20_000)
    for (let second = 0; second <= 30; second++) course.add(moment(second * 1000, second < 25 ? 0 : (second - 25) * 10))

    expect(course.last(5_000)).toEqual({ seconds: 5, done: 50, idle: 0, sent: [50] })
    expect(course.last(20_000)).toEqual({ seconds: 20, done: 50, idle: 0, sent: [50] })
  })

  test('is told even by who looks in seldom', () => {
    const course = new Course(20_000)
    course.add(moment(0, 0))
    expect(course.last(5_000)).toBeNull()
    course.add(moment(60_000, 600))

    expect(course.last(5_000)).toEqual({ seconds: 60, done: 600, idle: 0, sent: [600] })
  })
})

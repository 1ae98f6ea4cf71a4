import { expect, test } from 'vitest'
import type { LimitUse } from '../../src/import/run-meter.ts'
import { limitUsed, paceLines } from '../../src/report/pace-text.ts'

const counts = { requests: { write: 1_200, search: 12, read: 1 }, retries: 0, throttled: 0 }
const use: LimitUse = { allowedWrites: 1_205, pausedMs: 0, outageMs: 0 }

test('a run tells its time, its rate, how much of the limit that was, and its requests', () => {
  expect(paceLines(48_200, counts, use)).toEqual([
    '48.2 s, 24.9 writes a second: 99.6% of what the limit allowed',
    '1,200 writes, 12 searches, 1 read',
  ])
})

test('what held it up is told beside it, and what was sent again', () => {
  const held = { allowedWrites: 6_025, pausedMs: 7_000, outageMs: 185_000 }
  expect(paceLines(241_000, { ...counts, retries: 1, throttled: 3 }, held)).toEqual([
    '4 min 1 s, 5 writes a second: 19.9% of what the limit allowed',
    '1,200 writes, 12 searches, 1 read; 1 retry, 3 over the limit',
    'waited 7 s when the server asked for it; the API did not answer for 3 min 5 s',
  ])
})

test('without writes there is no rate, and without requests none is told', () => {
  const none = { requests: { write: 0, search: 0, read: 0 }, retries: 0, throttled: 0 }
  expect(paceLines(400, none, { ...use, pausedMs: 999 })).toEqual(['0.4 s (no request)'])
})

test.each([
  ['a dry run', 48_200, 1_200, null, null],
  ['no write', 48_200, 0, use, null],
  ['less than a second', 999, 24, use, null],
  ['a limit of nothing', 48_200, 1_200, { ...use, allowedWrites: 0 }, null],
  ['a first write that needed no wait', 1_000, 26, { ...use, allowedWrites: 25 }, 1],
  ['half of it', 48_200, 600, { ...use, allowedWrites: 1_200 }, 0.5],
])('how much of the limit was used: %s', (_, ms, writes, used, share) => {
  expect(limitUsed(ms, writes, used)).toBe(share)
})

import { expect, test } from 'vitest'
import { type Headers, readRateHeaders } from '../../src/lightfield/headers.ts'

const now = Date.parse('2026-05-01T12:00:00Z')

test.each<[string, Headers, ReturnType<typeof readRateHeaders>]>([
  ['nothing', {}, { limit: null, remaining: null, resetInMs: null, retryAfterMs: null }],
  [
    'everything',
    {
      'x-ratelimit-limit': '25',
      'x-ratelimit-remaining': '7',
      'x-ratelimit-reset': String(now / 1000 + 3),
      'retry-after': '2',
    },
    { limit: 25, remaining: 7, resetInMs: 3_000, retryAfterMs: 2_000 },
  ],
  [
    'nonsense',
    {
      'x-ratelimit-limit': 'many',
      'x-ratelimit-remaining': '-1',
      'x-ratelimit-reset': 'soon',
      'retry-after': 'a while',
    },
    { limit: null, remaining: null, resetInMs: null, retryAfterMs: null },
  ],
  [
    'a reset that is over',
    { 'x-ratelimit-reset': '1' },
    { limit: null, remaining: null, resetInMs: 0, retryAfterMs: null },
  ],
  [
    'a limit of 0, which would stop everything',
    { 'x-ratelimit-limit': '0' },
    { limit: null, remaining: null, resetInMs: null, retryAfterMs: null },
  ],
  [
    'a limit beyond belief, which would let everything through at once',
    { 'x-ratelimit-limit': '999999999999' },
    { limit: null, remaining: null, resetInMs: null, retryAfterMs: null },
  ],
  [
    'a repeated header: the first',
    { 'x-ratelimit-limit': ['10', '20'] },
    { limit: 10, remaining: null, resetInMs: null, retryAfterMs: null },
  ],
])('reads %s', (_, headers, expected) => {
  expect(readRateHeaders(headers, now)).toEqual(expected)
})

test.each<[string, string, number | null]>([
  ['whole seconds', '5', 5_000],
  ['no time at all', '0', 0],
  ['parts of a second', '0.5', 500],
  ['spaces around', ' 3 ', 3_000],
  ['a date to come', 'Fri, 01 May 2026 12:00:30 GMT', 30_000],
  ['a date that is over', 'Fri, 01 May 2026 11:00:00 GMT', null],
  ['a day', '86400', 86_400_000],
  ['a month', '2678400', 2_678_400_000],
  ['a point in time instead of a duration', '1777636800', null],
  ['more seconds than there have been', '99999999999', null],
  ['more digits than a number has', '9'.repeat(400), null],
  ['a date in another age', 'Fri, 01 May 2099 11:00:00 GMT', null],
  ['two times in one header: the longer', '5, 30', 30_000],
  ['two times of which one makes sense', '-1, 4', 4_000],
  ['commas alone', ',,', null],
  ['a negative number', '-5', null],
  ['hexadecimal', '0x10', null],
  ['an exponent', '1e3', null],
  ['a unit', '5s', null],
  ['words', 'never', null],
  ['nothing', '', null],
])('takes a Retry-After of %s (%j) as %j ms', (_, value, expected) => {
  expect(readRateHeaders({ 'retry-after': value }, now).retryAfterMs).toBe(expected)
})

test.each<[string, string[], number | null]>([
  ['the longest', ['2', '7', '3'], 7_000],
  ['the longest that makes sense', ['soon', '99999999999', '1'], 1_000],
  ['a date as well as seconds', ['2', 'Fri, 01 May 2026 12:00:30 GMT'], 30_000],
  ['none, where none makes sense', ['soon', '-4'], null],
])('of several Retry-After headers takes %s', (_, values, expected) => {
  expect(readRateHeaders({ 'retry-after': values }, now).retryAfterMs).toBe(expected)
})

test('measures times of the server by the server’s own clock, which may be another', () => {
  const serverNow = now + 3_600_000
  const headers = {
    date: new Date(serverNow).toUTCString(),
    'x-ratelimit-reset': String(serverNow / 1000 + 2),
    'retry-after': new Date(serverNow + 4_000).toUTCString(),
  }
  expect(readRateHeaders(headers, now)).toMatchObject({ resetInMs: 2_000, retryAfterMs: 4_000 })
})

import { expect, test } from 'vitest'
import { Pauses } from '../../src/lightfield/pauses.ts'

test('pauses that overlap last as long as they do together, and what is to come has not lasted yet', () => {
  const pauses = new Pauses()
  expect([pauses.until, pauses.lastedMs(1_000)]).toEqual([Number.NEGATIVE_INFINITY, 0])
  pauses.pause(1_000, 500)
  pauses.pause(1_200, 100)
  pauses.pause(1_300, 700)
  expect(pauses.until).toBe(2_000)
  expect([1_000, 1_250, 2_000, 9_000].map(now => pauses.lastedMs(now))).toEqual([0, 250, 1_000, 1_000])
  pauses.pause(10_000, 2_000)
  expect([10_000, 11_000, 99_000].map(now => pauses.lastedMs(now))).toEqual([1_000, 2_000, 3_000])
})

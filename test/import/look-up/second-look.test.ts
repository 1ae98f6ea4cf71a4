import { expect, test } from 'vitest'
import { untilSecondLook } from '../../../src/import/look-up/second-look.ts'
import { TestClock } from '../import-run.ts'

const never = new AbortController().signal

test.each([
  ['three seconds after the first, where rows may name what comes meanwhile', { askedBefore: null, wait: 3_000 }],
  ['three seconds after the import was asked for, at the start', { askedBefore: 1_200, wait: 1_800 }],
  ['three seconds after the first, later on', { askedBefore: 3_000, wait: 3_000 }],
  ['three seconds after the first, where the clock was set back since the start', { askedBefore: -500, wait: 3_000 }],
])('the second look comes %s', async (_, { askedBefore, wait }) => {
  const clock = new TestClock()
  const lookedAt = clock.now()
  await untilSecondLook(lookedAt, askedBefore === null ? null : lookedAt - askedBefore, clock, never)
  expect(clock.now() - lookedAt).toBe(wait)
})

test('the second look comes at once where that time is over', async () => {
  const clock = new TestClock()
  await untilSecondLook(clock.now() - 3_000, null, clock, never)
  expect(clock.slept).toEqual([])
})

import { expect, test } from 'vitest'
import { Availability } from '../../src/lightfield/availability.ts'

test('nothing is known of an API that was not asked yet', () => {
  const availability = new Availability()
  expect(availability.downForMs(1_000)).toBe(0)
  expect(availability.hasAnsweredSince(0)).toBe(false)
})

test('an outage is as long as there were nothing but failures', () => {
  const availability = new Availability()
  availability.answered(1_000)
  availability.failed(2_000)
  availability.failed(5_000)
  expect(availability.downForMs(9_000)).toBe(7_000)
})

test('one answer ends an outage', () => {
  const availability = new Availability()
  availability.failed(1_000)
  availability.answered(2_000)
  expect(availability.downForMs(9_000)).toBe(0)
  availability.failed(10_000)
  expect(availability.downForMs(10_500)).toBe(500)
})

test.each([
  [1_999, true],
  [2_000, true],
  [2_001, false],
])('an answer at 2000 is one since %i: %j', (since, expected) => {
  const availability = new Availability()
  availability.answered(2_000)
  availability.failed(3_000)
  expect(availability.hasAnsweredSince(since)).toBe(expected)
})

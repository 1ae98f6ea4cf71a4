import { expect, test } from 'vitest'
import { Silence } from '../../src/lightfield/silence.ts'

const told = { reason: 'no answer for 10 s', sinceMs: 0 }

test('is told once nothing has been answered for ten seconds', () => {
  const silence = new Silence()
  silence.left(0)
  silence.left(5_000)
  expect(silence.at(9_999)).toBeNull()
  expect(silence.at(10_000)).toEqual(told)
})

test('lasts while requests are given up and sent again, and ends with an answer', () => {
  const silence = new Silence()
  silence.left(0)
  expect(silence.at(10_000)).toEqual(told)
  silence.ended()
  expect(silence.at(31_000)).toEqual(told)
  silence.left(32_000)
  expect(silence.at(33_000)).toEqual(told)
  silence.ended()
  silence.answered(34_000)
  expect(silence.at(60_000)).toBeNull()
})

test('begins with the last answer where others are under way', () => {
  const silence = new Silence()
  silence.left(0)
  silence.left(1_000)
  silence.ended()
  silence.answered(8_000)
  expect(silence.at(17_000)).toBeNull()
  expect(silence.at(18_000)).toEqual({ ...told, sinceMs: 8_000 })
})

test('is none while nothing is under way', () => {
  const silence = new Silence()
  expect(silence.at(60_000)).toBeNull()
  silence.left(0)
  silence.ended()
  expect(silence.at(60_000)).toBeNull()
  silence.left(60_000)
  expect(silence.at(61_000)).toBeNull()
})

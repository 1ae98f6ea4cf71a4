import { expect, test } from 'vitest'
import { Suspects } from '../../src/lightfield/suspects.ts'

const maxFailures = 12
const tired = { maxFailures, isPatienceOver: false }
const stuck = { maxFailures, isPatienceOver: true }

function failTimes(suspects: Suspects, who: object, times: number, isInDoubt = false): void {
  for (let time = 0; time < times; time++) suspects.failed(who, time, isInDoubt)
}

test('a request that has not failed as often as it may is not given up', () => {
  const suspects = new Suspects()
  const one = {}
  failTimes(suspects, one, maxFailures - 1)
  expect(suspects.mayBeGivenUp(one, tired)).toBe(false)
  failTimes(suspects, one, 1)
  expect(suspects.mayBeGivenUp(one, tired)).toBe(true)
})

test('nor is one that fails with another which has not: that may be an outage', () => {
  const suspects = new Suspects()
  const [one, other] = [{}, {}]
  failTimes(suspects, one, 100)
  failTimes(suspects, other, maxFailures - 1)
  expect(suspects.mayBeGivenUp(one, tired)).toBe(false)
  failTimes(suspects, other, 1)
  expect(suspects.mayBeGivenUp(one, tired)).toBe(true)
})

test.each<[string, number, boolean]>([
  ['that was sent before it failed', -1, false],
  ['that was sent after it had failed', 1, true],
])('an answer to a request %s: %i ms makes it a suspect: %j', (_, sentAt, isSuspect) => {
  const suspects = new Suspects()
  const [one, young] = [{}, {}]
  failTimes(suspects, one, 1)
  suspects.answered(sentAt)
  expect(suspects.innocent).toBe(isSuspect ? 0 : 1)
  failTimes(suspects, young, maxFailures)
  expect(suspects.mayBeGivenUp(young, tired)).toBe(isSuspect)
})

test.each<[string, boolean, boolean]>([
  ['a request in doubt from an earlier run', true, true],
  ['any other', false, false],
])('where the patience ends first, %s is given up: %j', (_, isInDoubt, expected) => {
  const suspects = new Suspects()
  const one = {}
  failTimes(suspects, one, 2, isInDoubt)
  expect(suspects.mayBeGivenUp(one, stuck)).toBe(expected)
  expect(suspects.mayBeGivenUp(one, tired)).toBe(false)
})

test('those that fail together are given up together, and none that come after them until something is answered', () => {
  const suspects = new Suspects()
  const [one, other, next] = [{}, {}, {}]
  failTimes(suspects, one, maxFailures)
  failTimes(suspects, other, maxFailures)
  suspects.giveUp(one)
  expect(suspects.mayBeGivenUp(other, tired)).toBe(true)
  suspects.giveUp(other)
  failTimes(suspects, next, 10 * maxFailures)
  expect(suspects.mayBeGivenUp(next, tired)).toBe(false)
  suspects.answered(-1)
  expect(suspects.mayBeGivenUp(next, tired)).toBe(true)
})

test('those in doubt are given up one after the other: they are no worse off than before', () => {
  const suspects = new Suspects()
  for (let row = 0; row < 30; row++) {
    const one = {}
    failTimes(suspects, one, maxFailures, true)
    expect(suspects.mayBeGivenUp(one, tired)).toBe(true)
    suspects.giveUp(one)
  }
})

test('who leaves says nothing about the others any more', () => {
  const suspects = new Suspects()
  const [one, young] = [{}, {}]
  failTimes(suspects, one, maxFailures)
  failTimes(suspects, young, 1)
  suspects.forget(young)
  expect(suspects.mayBeGivenUp(one, tired)).toBe(true)
  expect(suspects.failuresOf(young)).toBe(0)
})

test('an outage that is over is held against nobody', () => {
  const suspects = new Suspects()
  const one = {}
  failTimes(suspects, one, maxFailures)
  suspects.acquit()
  failTimes(suspects, one, 1)
  expect(suspects.mayBeGivenUp(one, tired)).toBe(false)
})

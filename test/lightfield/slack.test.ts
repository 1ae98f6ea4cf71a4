import { expect, test } from 'vitest'
import { Slack } from '../../src/lightfield/slack.ts'

function after(...refusedAtSeconds: readonly number[]): Slack {
  const slack = new Slack()
  for (const seconds of refusedAtSeconds) slack.refused(seconds * 1000)
  return slack
}

test.each<[string, readonly number[], number]>([
  ['nothing', [], 1.005],
  ['one refusal, no more than it is worth', [0], 1.007],
  ['those that come soon after it, twice as much each', [0, 60, 100], 1.019],
  ['one that comes long after it, as much as the first', [0, 300], 1.009],
  ['many, no more than a tenth', Array.from({ length: 30 }, (_, index) => index * 10), 1.1],
])('%s', (_, refusedAtSeconds, factor) => {
  expect(after(...refusedAtSeconds).factor).toBeCloseTo(factor, 9)
})

test('half of it is forgotten in twenty minutes, and never what is always left', () => {
  const slack = after(0, 10)
  slack.passed(1_200)
  expect(slack.factor).toBeCloseTo(1.008, 9)
  slack.passed(1_000_000)
  expect(slack.factor).toBeCloseTo(1.005, 9)
})

test('all of it is forgotten where the limit is of a kind in which bunches do no harm', () => {
  const slack = after(0, 10, 20)
  slack.forget()
  expect(slack.factor).toBeCloseTo(1.005, 9)
  slack.refused(30_000)
  expect(slack.factor).toBeCloseTo(1.009, 9)
})

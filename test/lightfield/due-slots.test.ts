import { expect, test } from 'vitest'
import { DueSlots } from '../../src/lightfield/due-slots.ts'

function take(due: DueSlots, ...timesMs: readonly number[]): number[] {
  return timesMs.map(nowMs => due.take(nowMs, 40))
}

test.each<[string, readonly number[], readonly number[]]>([
  ['one at a time', [0, 40, 80, 121, 161], [1, 1, 1, 1, 1]],
  ['as many more as were missed', [0, 40, 200, 240], [1, 1, 4, 1]],
  ['one more for lateness that adds up', [0, 50, 100, 150, 200, 240], [1, 1, 1, 1, 2, 1]],
  ['no more than a second’s worth of what was missed', [0, 60_000, 60_040], [1, 26, 1]],
  ['one when the clock is set back', [60_000, 0, 40], [1, 1, 1]],
  ['one that comes a little early, which is not counted twice', [0, 39, 80, 119, 160], [1, 1, 1, 1, 1]],
])('%s', (_, timesMs, expected) => {
  expect(take(new DueSlots(), ...timesMs)).toEqual(expected)
})

test('a rest saves nothing up', () => {
  const due = new DueSlots()
  take(due, 0, 40)
  due.rest()
  expect(take(due, 900, 940)).toEqual([1, 1])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { SpreadSample } from '../../../src/import/verify/spread-sample.ts'

interface Drawn {
  readonly early: readonly number[]
  readonly all: readonly number[]
}

/** @param guess how many items are expected when the n-th of them is offered; null: nobody knows */
function draw(size: number, items: number, guess: (offered: number) => number | null, seed = 7): Drawn {
  const random = seededRandom(seed)
  const sample = new SpreadSample<number>(size, () => random.integer(0, 999_999) / 1_000_000)
  const early: number[] = []
  for (let item = 1; item <= items; item += 1) {
    const expected = guess(item)
    if (sample.offer(item, expected === null ? null : item / expected)) early.push(item)
  }
  return { early, all: [...early, ...sample.rest()] }
}

test('it takes as many as wanted, or all, each once, whatever was guessed', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(300), fc.nat(600), fc.integer({ min: 1, max: 1e6 }), (size, items, guess, seed) => {
      const { all } = draw(size + 1, items, offered => (guess === 0 ? null : Math.max(guess, offered % 7)), seed)
      expect(all).toHaveLength(Math.min(size + 1, items))
      expect(new Set(all).size).toBe(all.length)
    }),
  )
})

test('where the length is known the items are taken evenly, on the way', () => {
  const { early, all } = draw(10, 1_000, () => 1_000)
  expect(early).toHaveLength(10)
  expect(all).toEqual(early)
  for (const [index, item] of early.entries()) expect(Math.abs(item - index * 100 - 50)).toBeLessThanOrEqual(1)
})

test('a sequence that ends early is made up for out of all that was passed over', () => {
  const { early, all } = draw(20, 500, () => 1_000)
  expect(early).toHaveLength(10)
  expect(all).toHaveLength(20)
})

test('where nobody knows the length every part of it is drawn from alike', () => {
  const quarters = [0, 0, 0, 0]
  for (let seed = 1; seed <= 200; seed += 1) {
    const { all } = draw(10, 400, () => null, seed)
    for (const item of all) {
      const quarter = Math.floor((item - 1) / 100)
      quarters[quarter] = (quarters[quarter] ?? 0) + 1
    }
  }
  for (const count of quarters) expect(Math.abs(count - 500)).toBeLessThan(90)
})

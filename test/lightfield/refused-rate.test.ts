import { expect, test } from 'vitest'
import { RefusedRate } from '../../src/lightfield/refused-rate.ts'

const bounds = { least: 1, full: 25 }

/** Nothing is refused from the one second to the other. */
function grow(rate: RefusedRate, fromSeconds: number, toSeconds: number): void {
  for (let tenths = fromSeconds * 10; tenths < toSeconds * 10; tenths++) rate.grow(0.1, tenths * 100, bounds)
}

test('holds nothing back before anything was refused', () => {
  const rate = new RefusedRate()
  grow(rate, 0, 10)
  expect(rate.rate).toBe(Number.POSITIVE_INFINITY)
})

test('a rate that was refused is approached, and not reached for a while', () => {
  const rate = new RefusedRate()
  rate.refused(10, 0)
  expect(rate.rate).toBeCloseTo(9)
  grow(rate, 1, 5)
  expect(rate.rate).toBeCloseTo(9.4)
  grow(rate, 5, 10)
  expect(rate.rate).toBeCloseTo(9.8)
})

test('then it is tried whether more goes through by now; if it does, the full rate is found within half a minute', () => {
  const rate = new RefusedRate()
  rate.refused(10, 0)
  grow(rate, 1, 12)
  expect(rate.rate).toBeGreaterThan(10)
  grow(rate, 12, 30)
  expect(rate.rate).toBe(Number.POSITIVE_INFINITY)
})

test.each([
  ['ever more seldom where the same is refused again', 10, 20, 60],
  ['as before where it is another', 5, 10, 10],
])('%s, up to once a minute', (_, second, restSeconds, laterSeconds) => {
  const rate = new RefusedRate()
  rate.refused(10, 0)
  rate.refused(second, 11_000)
  grow(rate, 12, 11 + restSeconds)
  expect(rate.rate).toBeLessThan(second)
  grow(rate, 11 + restSeconds, 13 + restSeconds)
  expect(rate.rate).toBeGreaterThan(second)
  for (let again = 0; again < 5; again++) rate.refused(again % 2 === 0 ? 10 : second, 100_000)
  grow(rate, 101, 100 + laterSeconds)
  expect(rate.rate).toBeLessThan(10)
})

test('another limit makes it forgotten, and what is learned of that is learned anew', () => {
  const rate = new RefusedRate()
  rate.refused(10, 0)
  rate.forget()
  expect(rate.rate).toBe(Number.POSITIVE_INFINITY)
  rate.refused(10, 0)
  grow(rate, 1, 12)
  expect(rate.rate).toBeGreaterThan(10)
})

test('nothing that goes through is no rate to start from: the least is', () => {
  const rate = new RefusedRate()
  rate.refused(0, 0)
  grow(rate, 1, 3)
  expect(rate.rate).toBeGreaterThanOrEqual(1)
})

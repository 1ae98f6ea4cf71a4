import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs, defaultBackoff } from '../../src/lightfield/backoff.ts'

const almostOne = 1 - Number.EPSILON

test.each([
  [1, 500],
  [2, 1_000],
  [3, 2_000],
  [4, 4_000],
  [5, 8_000],
  [6, 15_000],
  [7, 15_000],
  [1_000, 15_000],
])('after %i failures the wait lies between nothing and %i ms', (failures, boundMs) => {
  expect(backoffMs(defaultBackoff, failures, 0)).toBe(0)
  expect(backoffMs(defaultBackoff, failures, 0.5)).toBe(boundMs / 2)
  expect(backoffMs(defaultBackoff, failures, almostOne)).toBe(boundMs)
})

test('the wait never passes the cap and is never negative', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (failures, random) => {
      const waitMs = backoffMs({ firstMs: 100, capMs: 5_000 }, failures, random)
      expect(waitMs).toBeGreaterThanOrEqual(0)
      expect(waitMs).toBeLessThanOrEqual(5_000)
    }),
  )
})

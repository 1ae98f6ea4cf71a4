import { expect, test } from 'vitest'
import { type Outage, Outages } from '../../src/lightfield/outages.ts'

test('outages of several categories are told as one', () => {
  const told: (Outage | null)[] = []
  const outages = new Outages(outage => told.push(outage))
  const first = { reason: 'status 503', sinceMs: 1 }
  outages.note('write', null)
  outages.note('write', first)
  outages.note('search', { reason: 'no answer came in time', sinceMs: 2 })
  outages.note('write', null)
  expect(told).toEqual([first])
  expect(outages.current).toBe(first)
  outages.note('search', null)
  expect(told).toEqual([first, null])
  expect(outages.current).toBeNull()
})

import { expect, test } from 'vitest'
import { type Outage, Outages } from '../../src/lightfield/outages.ts'
import { fakeClock } from './fake-clock.ts'

test('outages of several categories are told as one', () => {
  const told: (Outage | null)[] = []
  const outages = new Outages(outage => told.push(outage), fakeClock())
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

test('they last from when they began, and two at a time last no longer than one', () => {
  const clock = fakeClock()
  const outages = new Outages(() => undefined, clock)
  const down = (reason: string, forMs: number): Outage => ({ reason, sinceMs: clock.now() - forMs })
  expect(outages.lastedMs).toBe(0)
  outages.note('write', down('status 503', 3_000))
  outages.note('search', down('status 503', 1_000))
  expect(outages.lastedMs).toBe(3_000)
  clock.advance(4_000)
  outages.note('write', null)
  expect(outages.lastedMs).toBe(7_000)
  outages.note('search', null)
  clock.advance(60_000)
  expect(outages.lastedMs).toBe(7_000)
  outages.note('read', down('no answer came in time', 500))
  expect(outages.lastedMs).toBe(7_500)
})

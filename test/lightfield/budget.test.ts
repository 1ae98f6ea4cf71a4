import { describe, expect, test } from 'vitest'
import { Budget } from '../../src/lightfield/budget.ts'
import { Departures } from '../../src/lightfield/departures.ts'
import { withOtherTraffic } from '../../src/sandbox/other-traffic.ts'
import { createRateLimiter, type LimitModel } from '../../src/sandbox/rate-limit.ts'

const limit = 25
const models: readonly LimitModel[] = ['token-bucket', 'fixed-window', 'sliding-window']

interface Course {
  readonly model: LimitModel
  /** Our own requests a second. */
  readonly own: number
  /** Requests a second of others, from the third second on. */
  readonly others: number
  readonly forMs: number
}

/** What a budget has seen after so long of even requests; its answers come at once. */
function watch({ model, own, others, forMs }: Course): Budget {
  const departures = new Departures()
  const budget = new Budget(limit, departures)
  const server = createRateLimiter(model, limit)
  if (server === null) throw new Error('the server has no limit')
  const busy = withOtherTraffic(server, others)
  for (let atMs = 0; atMs < forMs; atMs += 1000 / own) {
    const { allowed, remaining } = (atMs < 2_000 ? server : busy).take(atMs)
    const departure = departures.leave(atMs)
    if (!allowed) departures.exclude(departure)
    budget.see(departure, remaining)
  }
  return budget
}

test('leaves everything while nothing is known', () => {
  expect(new Budget(limit, new Departures()).available(0)).toBe(Number.POSITIVE_INFINITY)
})

test.each(models)('leaves the whole limit where nobody else sends: %s', model => {
  expect(watch({ model, own: 20, others: 0, forMs: 10_000 }).available(10_000)).toBeGreaterThanOrEqual(limit - 1)
})

test.each<[LimitModel, number, number]>([
  // A bucket that was full gives more than that until it is nearly empty.
  ['token-bucket', 14, 14_500],
  ['fixed-window', 12.3, 20_000],
  ['sliding-window', 12.3, 20_000],
])('leaves what others do not use: %s', (model, own, forMs) => {
  const available = watch({ model, own, others: 12.5, forMs }).available(forMs)
  expect(available).toBeGreaterThan(11)
  expect(available).toBeLessThan(15)
})

test('leaves more again where requests are so rare that each answer is alone', () => {
  const departures = new Departures()
  const budget = new Budget(limit, departures)
  budget.see(departures.leave(0), limit - 1)
  budget.see(departures.leave(500), 0)
  const used = budget.available(500)
  for (let atMs = 4_500; atMs < 20_000; atMs += 4_000) budget.see(departures.leave(atMs), limit - 1)

  expect(used).toBeLessThan(3)
  expect(budget.available(20_000)).toBe(limit)
})

test.each(models)('notices in a second that others have begun: %s', model => {
  const before = watch({ model, own: 20, others: 15, forMs: 2_000 }).available(2_000)
  const after = watch({ model, own: 20, others: 15, forMs: 3_100 }).available(3_100)
  expect(before).toBeGreaterThanOrEqual(limit - 1)
  expect(after).toBeLessThan(before)
  expect(after).toBeLessThan(18)
})

test('answers out of order tell the same', () => {
  const departures = new Departures()
  const [orderly, disorderly] = [new Budget(limit, departures), new Budget(limit, departures)]
  const left = Array.from({ length: 50 }, (_, number) => departures.leave(number * 100))
  const seen = left.map((departure, number) => ({ departure, remaining: 10 + (number % 3) }))
  for (const { departure, remaining } of seen) orderly.see(departure, remaining)
  const swapped = seen.map((_, index) => seen[index % 2 === 0 ? index + 1 : index - 1] ?? seen[0])
  for (const answer of swapped) if (answer !== undefined) disorderly.see(answer.departure, answer.remaining)
  expect(disorderly.available(5_000)).toBe(orderly.available(5_000))
})

describe('the way that a server counts', () => {
  test('a bucket is told by adding up to more than a window could hold', () => {
    expect(models.map(model => watch({ model, own: 24, others: 0, forMs: 10_000 }).isBucket)).toEqual([
      true,
      false,
      false,
    ])
  })

  test('a fixed window that others use up is waited for, and no other', () => {
    const budgets = models.map(model => watch({ model, own: 12.5, others: 12.5, forMs: 10_900 }))
    // The last answer left one or none, and another is on its way.
    expect(budgets.map(budget => budget.usedUpUntil(10_990) > 10_990)).toEqual([false, true, false])
  })

  test('the next fixed window is waited for no longer than to its beginning, and a little', () => {
    const until = watch({ model: 'fixed-window', own: 12.5, others: 12.5, forMs: 10_900 }).usedUpUntil(10_990)
    expect(until).toBeGreaterThanOrEqual(11_000)
    expect(until).toBeLessThan(11_110)
  })
})

test('the beginning of what may be a window is not taken for all of it', () => {
  const departures = new Departures()
  const budget = new Budget(limit, departures)
  for (let atMs = 0; atMs < 4_000; atMs += 200) budget.see(departures.leave(atMs), 5)
  expect(budget.available(4_000)).toBe(10)
  for (let atMs = 8_000; atMs < 9_000; atMs += 200) budget.see(departures.leave(atMs), 20)
  expect(budget.available(9_000)).toBe(10)
  for (let atMs = 9_000; atMs < 11_000; atMs += 200) budget.see(departures.leave(atMs), 20)
  expect(budget.available(11_000)).toBe(25)
})

test('an answer whose request left long ago tells nothing', () => {
  const departures = new Departures()
  const old = departures.leave(0)
  for (let atMs = 1; atMs < 60_000; atMs += 10) departures.leave(atMs)
  const budget = new Budget(limit, departures)
  expect(budget.see(old, 0)).toBe(false)
  expect(budget.available(60_000)).toBe(Number.POSITIVE_INFINITY)
})

test('of thousands a second the least count, and only those', () => {
  const departures = new Departures()
  const budget = new Budget(5_000, departures)
  const told = Array.from({ length: 1_000 }, (_, number) => budget.see(departures.leave(number / 5), 4_000))
  expect(told.filter(isNews => isNews).length).toBeLessThan(50)
  expect(budget.see(departures.leave(200), 10)).toBe(true)
})

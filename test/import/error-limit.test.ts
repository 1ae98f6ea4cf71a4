import { describe, expect, test } from 'vitest'
import { ErrorLimit } from '../../src/import/error-limit.ts'
import type { MaxErrors } from '../../src/import/run-config.ts'
import { Tally } from '../../src/import/tally.ts'
import type { Outcome } from '../../src/model/outcome.ts'

/** How rows end one after the other, while `ahead` more of them have been read. */
function ends(tally: Tally, outcomes: Partial<Record<Outcome, number>>, ahead = 0): void {
  for (let row = 0; row < ahead; row += 1) tally.read()
  for (const [outcome, count] of Object.entries(outcomes)) {
    for (let row = 0; row < count; row += 1) {
      tally.read()
      tally.add({ outcome: outcome as Outcome, row: 1, line: 2, errors: [] })
    }
  }
}

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 1; number <= count; number += 1) yield number
}

const nothing = (): void => undefined

describe('a number of rows', () => {
  test.each([
    [4, null],
    [5, '5 of 25 rows that had something to do have failed: --max-errors 5 is reached.'],
  ])('%i failed: %s', (failed, message) => {
    const tally = new Tally()
    const limit = new ErrorLimit({ rows: 5 }, tally)
    ends(tally, { created: 20, failed, skipped: 500 }, 30)
    expect(limit.reason()?.message ?? null).toBe(message)
  })

  test('lets rows pass as they come', async () => {
    const passed = new ErrorLimit({ rows: 5 }, new Tally()).watched(numbers(3), nothing)
    expect(await passed.next()).toEqual({ value: 1, done: false })
  })
})

describe('a share of the rows', () => {
  const tenPercent: MaxErrors = { percent: 10 }

  test.each<[string, Partial<Record<Outcome, number>>, string | null]>([
    ['a hundred have ended and ten failed', { created: 90, invalid: 10 }, '10 of 100 rows'],
    ['they failed in several ways', { created: 88, failed: 8, ambiguous: 1, in_doubt: 3 }, '12 of 100 rows'],
    ['nine of a hundred failed', { created: 91, failed: 9 }, null],
    ['fewer have ended than say anything', { failed: 99 }, null],
    ['most were done by an earlier run', { skipped: 9_000, duplicate: 50, created: 80, failed: 20 }, '20 of 100 rows'],
    ['nearly all were done by an earlier run', { skipped: 9_000, failed: 20 }, null],
    ['rows were not reached', { pending: 900, created: 80, failed: 20 }, '20 of 100 rows'],
  ])('of those that have ended, where %s', (_, outcomes, told) => {
    const tally = new Tally()
    const limit = new ErrorLimit(tenPercent, tally)
    ends(tally, outcomes, 1_000)
    const message = limit.reason()?.message ?? ''
    expect(message).toBe(
      told === null ? '' : `${told} that had something to do have failed: --max-errors 10% is reached.`,
    )
  })

  test.each([
    [5, null],
    [6, '6 of all 60 rows that had something to do have failed: --max-errors 10% is reached.'],
  ])('of a small file is told while its rows are sent: %i failed', async (failed, message) => {
    const tally = new Tally()
    const limit = new ErrorLimit(tenPercent, tally)
    ends(tally, { skipped: 40 })
    const passed = limit.watched(numbers(60), nothing)
    expect(await passed.next()).toEqual({ value: 1, done: false })
    ends(tally, { failed }, 60 - failed)
    expect(limit.reason()?.message ?? null).toBe(message)
  })

  test('holds back the first hundred, each of which passes once', async () => {
    let isRead = false
    const passed = new ErrorLimit(tenPercent, new Tally()).watched(numbers(250), () => {
      isRead = true
    })
    expect([await passed.next(), isRead]).toEqual([{ value: 1, done: false }, false])
    const rest: number[] = []
    for await (const number of passed) rest.push(number)
    expect([rest.length, rest.at(-1), isRead]).toEqual([249, 250, true])
  })

  test('is looked at when all is read, before anything of a small file is sent', async () => {
    const tally = new Tally()
    const limit = new ErrorLimit(tenPercent, tally)
    ends(tally, { invalid: 9 }, 1)
    const told: (string | null)[] = []
    await limit.watched(numbers(1), () => told.push(limit.reason()?.code ?? null)).next()
    expect(told).toEqual(['max_errors'])
  })

  test('of nothing stops nothing', async () => {
    const limit = new ErrorLimit(tenPercent, new Tally())
    for await (const _ of limit.watched(numbers(0), nothing)) throw new Error('nothing to pass')
    expect(limit.reason()).toBeNull()
  })
})

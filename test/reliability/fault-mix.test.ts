import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { type Deal, expectedDeals, heldDeals } from './deals-import.ts'
import { expectRecords, heldAccounts, makeOlderDeals, prepare, runToTheEnd, thousandDeals } from './faulty-import.ts'
import { mixedFaults } from './mixed-faults.ts'

const deals = thousandDeals()
const accounts = [...new Set(deals.map(({ account }) => account))].toSorted()

/** Long enough for an answer that comes, even where the machine has much else to do. */
const timeoutMs = 300

/** A day's wait in the middle of it all: the run ends, and the next one goes on. */
const dayLong: Fault = {
  kind: 'status',
  status: 429,
  retryAfter: 86_400,
  times: 1,
  match: { category: 'write', nth: { at: 700 } },
}

/** Wherever the id of the record is known: an answer about another one is none. */
const anothersAnswer: Fault = { kind: 'wrong-id', match: { path: '/v1/opportunities/', probability: 0.1 } }

describe('with three requests in ten going wrong, in every way there is', { timeout: 120_000 }, () => {
  test.each([1, 2, 3, 4])('a thousand rows are a thousand records (seed %i)', async seed => {
    const one = await prepare('create', seed, { timeoutMs })
    one.sandbox.setFaults([dayLong, ...mixedFaults(0.3)])

    await runToTheEnd(one, 8)

    expectRecords(one, 300)
  })

  test.each([5, 6])(
    'records that are there are updated, the others and what they name made once (seed %i)',
    async seed => {
      const one = await prepare('upsert', seed, { indexLagMs: 20_000, timeoutMs })
      await makeOlderDeals(one)
      one.sandbox.advance(20_000)
      one.sandbox.setFaults([dayLong, anothersAnswer, ...mixedFaults(0.3)])

      await runToTheEnd(one, 12)

      expect(heldDeals(one.sandbox)).toEqual(expectedDeals(deals))
      expect(heldAccounts(one.sandbox)).toEqual(accounts)
      expect(one.integrity()).toEqual(['ok'])
    },
  )

  test.each([7, 8])('records that are there are left as they are, the others made once (seed %i)', async seed => {
    const one = await prepare('find-or-create', seed, { indexLagMs: 20_000, timeoutMs })
    const older = new Map((await makeOlderDeals(one)).map(deal => [deal.id, deal]))
    one.sandbox.advance(20_000)
    one.sandbox.setFaults([dayLong, ...mixedFaults(0.3)])

    await runToTheEnd(one, 12)

    const expected = deals.map((deal): Deal => older.get(deal.id) ?? deal)
    expect(heldDeals(one.sandbox)).toEqual(expectedDeals(expected))
    expect(heldAccounts(one.sandbox)).toEqual([...new Set(expected.map(({ account }) => account))].toSorted())
    expect(one.integrity()).toEqual(['ok'])
  })
})

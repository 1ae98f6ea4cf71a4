import { describe, expect, test } from 'vitest'
import { claimTo, untilDecided } from '../../../src/import/delivery/claim.ts'
import type { Rival } from '../../../src/ledger/claim.ts'
import type { LedgerRow } from '../../../src/ledger/ledger-row.ts'
import type { Outage } from '../../../src/lightfield/outages.ts'
import { TestClock } from '../import-run.ts'
import { ledgerRow, unwrittenRow } from '../rows.ts'

const never = new AbortController().signal
const outage: Outage = { reason: 'status 503', sinceMs: 0 }
const made = ledgerRow({ recordId: 'acc_1' })
const rival = (row: LedgerRow, isUnderWay: boolean): Rival => ({ row, importName: 'crm', isUnderWay })
const underWay = rival(unwrittenRow({ state: 'sending' }), true)

/** What `untilDecided` says where the ledger has one rival after the other, and the last from then on. */
async function decided(rivals: readonly (Rival | null)[], outageForPolls = 0) {
  const clock = new TestClock()
  let polls = 0
  const ledger = {
    rival: () => rivals[Math.min(polls++, rivals.length - 1)] ?? null,
  }
  const client = {
    serverNow: () => clock.now(),
    get outage() {
      return polls <= outageForPolls ? outage : null
    },
  }
  const claim = claimTo('acme', () => false, { client, clock })
  const end = await untilDecided(claim, { ledger, client, clock }, never)
  return { end, waitedMs: clock.slept.reduce((sum, ms) => sum + ms, 0) }
}

describe('what another import was first to make', () => {
  test.each([
    ['is made already', [rival(made, false)], { kind: 'made', row: made, recordId: 'acc_1' }, 0],
    ['is made', [underWay, underWay, rival(made, false)], { kind: 'made', row: made, recordId: 'acc_1' }, 500],
    ['is refused or taken back', [underWay, null], { kind: 'free' }, 250],
    [
      'was sent, and no answer came',
      [underWay, rival(unwrittenRow(), false)],
      { kind: 'unknown', importName: 'crm' },
      250,
    ],
    ['takes longer than a minute', [underWay], { kind: 'unknown', importName: 'crm' }, 60_000],
  ] as const)('%s', async (_, rivals, end, waitedMs) => {
    expect(await decided(rivals)).toEqual({ end, waitedMs })
  })

  test('is waited for longer while the API does not answer', async () => {
    expect(await decided([underWay], 1_000)).toMatchObject({ end: { kind: 'unknown' }, waitedMs: 310_000 })
  })
})

test('a claim is about what is written from two minutes before on, and sent within the life of a key', () => {
  const clock = new TestClock()
  const serverNow = clock.now() + 5_000
  expect(
    claimTo('acme', id => id === 'acc_1', { client: { serverNow: () => serverNow, outage: null }, clock }),
  ).toEqual({
    key: 'acme',
    writtenSince: clock.now() - 120_000,
    sentSince: serverNow - (24 * 60 - 5) * 60_000,
    isRuledOut: expect.any(Function),
  })
})

import { expect, test } from 'vitest'
import { type Settlement, settlementOf } from '../../../src/import/delivery/settle-unsettled.ts'
import { keyExpired, traceUnclear } from '../../../src/import/delivery/settled-row.ts'
import type { LedgerRow } from '../../../src/ledger/ledger-row.ts'
import { keyLifetimeMs } from '../../../src/lightfield/idempotency.ts'
import { ledgerRow, sent, unwrittenRow } from '../rows.ts'

const now = 10 * keyLifetimeMs

const sentAgo = (agoMs: number) => ({ ...sent, firstSentAt: now - agoMs })
const young = unwrittenRow({ state: 'sending', sent: sentAgo(keyLifetimeMs - 1) })
const old = unwrittenRow({ state: 'in_doubt', sent: sentAgo(keyLifetimeMs) })
const oldUpdate = ledgerRow({ state: 'in_doubt', sent: { ...sentAgo(keyLifetimeMs), operation: 'update' } })
const unlooked = { ...old, error: keyExpired(sent) }
const inVain = { ...old, error: traceUnclear(sent, '') }

const nobody = { resendInDoubt: false, isTraced: false }
const match = { resendInDoubt: false, isTraced: true }
const person = { resendInDoubt: true, isTraced: false }
const both = { resendInDoubt: true, isTraced: true }

test.each<readonly [string, LedgerRow, typeof nobody, Settlement]>([
  ['a key that the API knows', young, nobody, 'repeat'],
  ['a key that the API knows, with match', young, both, 'repeat'],
  ['a create that nothing tells of', old, nobody, 'leave'],
  ['a create that its record tells of', old, match, 'trace'],
  ['a create that a person has looked for', old, person, 'repeat'],
  ['a create that both may tell of: the record first', old, both, 'trace'],
  ['a create that nobody could look for, now that there is match', unlooked, match, 'trace'],
  ['a create that was looked for in vain', inVain, match, 'leave'],
  ['a create that was looked for in vain, and by a person', inVain, both, 'repeat'],
  ['an update, which its record tells of in any case', oldUpdate, nobody, 'trace'],
  ['a row without a request', { ...old, sent: null }, both, 'leave'],
])('%s', (_, row, options, settlement) => {
  expect(settlementOf(row, options, now)).toBe(settlement)
})

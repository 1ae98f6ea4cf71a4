import { join } from 'node:path'
import { expect, test } from 'vitest'
import { traceUnclear } from '../../../src/import/delivery/settled-row.ts'
import { LedgerShelf } from '../../../src/import/ledger-shelf.ts'
import { countUnsettled } from '../../../src/import/planning/unsettled.ts'
import type { LedgerRow, SentRequest } from '../../../src/ledger/ledger-row.ts'
import { openScratchLedger } from '../../../src/ledger/scratch-ledger.ts'
import { openLedger } from '../../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../../src/model/clock.ts'
import type { LookUp } from '../../../src/model/payload.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { runOnce, TestClock } from '../import-run.ts'
import { ledgerRow, sent, unwrittenRow } from '../rows.ts'

const dayMs = 24 * 3_600_000

const now = 10 * dayMs

/** A row whose last request was sent a while ago. */
function rowSent(identity: string, state: LedgerRow['state'], agoMs: number, request: Partial<SentRequest> = {}) {
  return unwrittenRow({ identity, state, sent: { ...sent, ...request, firstSentAt: now - agoMs } })
}

test.each([
  ['without match', false, false, { sentAgain: 2, lookedUp: 1 }],
  ['without match, with --resend-in-doubt', false, true, { sentAgain: 4, lookedUp: 1 }],
  ['with match', true, false, { sentAgain: 2, lookedUp: 2 }],
  ['with match, with --resend-in-doubt', true, true, { sentAgain: 3, lookedUp: 2 }],
] as const)(
  '%s rows in doubt are counted by what a run does about them',
  async (_, matches, resendInDoubt, counted) => {
    await using ledger = await openScratchLedger(systemClock)
    const deals = ledger.openImport('deals', 'opportunity')
    for (const row of [
      ledgerRow({ identity: 'done' }),
      unwrittenRow({ identity: 'failed', state: 'failed' }),
      rowSent('killed', 'sending', 1_000),
      rowSent('unanswered', 'in_doubt', 23 * 3_600_000),
      rowSent('forgotten', 'in_doubt', dayMs),
      { ...rowSent('looked for in vain', 'in_doubt', dayMs), error: traceUnclear(sent, '') },
      rowSent('forgotten update', 'sending', 2 * dayMs, { operation: 'update' }),
    ]) {
      await deals.record(row)
    }

    expect(count(new LedgerShelf({ kind: 'real', ledger }), matches, resendInDoubt)).toEqual(counted)
  },
)

test('a dry run counts those of the real ledger, parents too, and nothing where there is no ledger yet', async () => {
  await using ledger = await openScratchLedger(systemClock)
  await using scratch = await openScratchLedger(systemClock)
  await ledger.openImport('deals', 'opportunity').record(rowSent('own', 'sending', 0))
  await ledger.openImport('deals/account', 'account').record(rowSent('parent', 'in_doubt', 0))
  await ledger.openImport('deals/contact', 'contact').record(rowSent('old parent', 'in_doubt', dayMs))
  await ledger.openImport('other/account', 'account').record(rowSent('of another import', 'in_doubt', 0))

  const dry = new LedgerShelf({ kind: 'dry', ledger, scratch })
  expect(count(dry)).toEqual({ sentAgain: 2, lookedUp: 1 })
  dry.open('deals', 'opportunity')
  expect(count(dry)).toEqual({ sentAgain: 2, lookedUp: 1 })
  expect(count(new LedgerShelf({ kind: 'dry', ledger: null, scratch }))).toEqual({ sentAgain: 0, lookedUp: 0 })
})

const mapping = `
object: account
import: accounts
key: [ID]
fields: { $name: Name }
`

test.each([
  [1, 'answer_lost'],
  [25, 'idempotency_key_expired'],
])('a dry run says of a row whose process died %i hours ago why it is in doubt, and leaves it', async (hours, code) => {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  const run = { sandbox, clock, folder: temporaryFolder(), csv: 'ID,Name\n1,Acme\n', mapping }
  await runOnce(run)
  const stored = async () =>
    openLedger({ path: join(run.folder, 'ledger.db'), workspace: null, acceptNewKey: false, clock })
  {
    await using ledger = await stored()
    const accounts = ledger.openImport('accounts', 'account')
    for (const row of accounts.rows([])) await accounts.intend({ ...row, recordId: null, written: null })
  }
  clock.advance(hours * 3_600_000)

  const { results } = await runOnce({ ...run, config: { dryRun: true } })

  expect(results).toMatchObject([{ outcome: 'in_doubt', error: { code } }])
  await using ledger = await stored()
  expect([...(ledger.readImport('accounts')?.rows([]) ?? [])]).toMatchObject([{ state: 'sending', error: null }])
})

function count(shelf: LedgerShelf, matches = false, resendInDoubt = false) {
  const traceBy: LookUp | null = matches ? { object: 'opportunity', by: [], fold: [] } : null
  return countUnsettled(shelf, { importName: 'deals', resendInDoubt, policy: { traceBy } }, now)
}

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Claim } from '../../../src/ledger/claim.ts'
import type { ImportLedger } from '../../../src/ledger/ledger.ts'
import type { LedgerRow } from '../../../src/ledger/ledger-row.ts'
import { openLedger } from '../../../src/ledger/sqlite-ledger.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { call, make, recordsOf, requestsOf } from '../api.ts'
import { type LedgerAndClient, runOnce, TestClock } from '../import-run.ts'
import { ledgerRow, sent, unwrittenRow } from '../rows.ts'

const deals = `
object: opportunity
key: [ID]
fields: { $name: ID, $stage: { value: Lead }, sourceId: ID }
relationships: { $account: { column: Company, find: { object: account, by: $name, missing: create } } }
`
const accounts = `
object: account
mode: upsert
match: $name
key: [ID]
fields: { $name: Company, region: ID }
`

/** What another import of the ledger, of another process, does at the moment when this one is about to send. */
type Meanwhile = (other: Other) => Promise<void>

interface Other {
  readonly sandbox: Awaited<ReturnType<typeof sandboxFor>>
  /** Writes down a row of the other import that is the record which is claimed. */
  write(row: LedgerRow): Promise<void>
  /** Is done the next time that anybody waits. */
  later(work: () => Promise<void>): void
}

async function runBeside(mapping: string, meanwhile: Meanwhile) {
  const folder = temporaryFolder()
  let later: (() => Promise<void>) | null = null
  class ClockOfBoth extends TestClock {
    override async sleep(ms: number, signal: AbortSignal): Promise<void> {
      await super.sleep(ms, signal)
      const work = later
      later = null
      await work?.()
    }
  }
  const clock = new ClockOfBoth()
  const sandbox = await sandboxFor({ clock: () => clock.now(), indexLagMs: 600_000 })
  const workspace = { baseUrl: sandbox.url, apiKey: 'sk_lf_sandbox' }
  const open = () => openLedger({ path: join(folder, 'ledger.db'), workspace, acceptNewKey: false, clock })
  await using ledger = await open()
  const others = ledger.openImport('crm', 'account')
  let isFirst = true
  const forestall = async ({ key }: Claim): Promise<void> => {
    if (!isFirst) return
    isFirst = false
    const write = (row: LedgerRow): Promise<void> => others.record({ ...row, identity: 'crm-1', matchKey: key })
    await meanwhile({ sandbox, write, later: work => (later = work) })
  }
  const beside = (of: ImportLedger): ImportLedger =>
    new Proxy(of, {
      get(_, name) {
        const value: unknown = Reflect.get(of, name, of)
        if (name !== 'intend') return typeof value === 'function' ? value.bind(of) : value
        return async (row: LedgerRow, claim?: Claim | null) => {
          if (claim) await forestall(claim)
          return of.intend(row, claim)
        }
      },
    })
  const around = ({ client, ledger: own, imports }: LedgerAndClient): LedgerAndClient => ({
    client,
    ledger: beside(own),
    imports: { ...imports, parents: object => beside(imports.parents(object)) },
  })
  const run = { sandbox, clock, folder, mapping, csv: 'ID,Company\n1,Acme\n2,Acme\n' }
  const end = await runOnce({ ...run, around })
  /** The next run, after that of the other import has settled what it was in doubt about. */
  const runAgain = async () => {
    {
      await using settling = await open()
      const settled = settling.openImport('crm', 'account')
      for (const row of settled.unsettled()) await settled.record({ ...row, state: 'failed' })
    }
    return runOnce(run)
  }
  return { ...end, sandbox, runAgain }
}

const time = Date.UTC(2026, 9, 20)
const makes = (recordId: string): LedgerRow => ledgerRow({ recordId, at: time })
const sends = unwrittenRow({ state: 'sending', sent: { ...sent, firstSentAt: time }, at: time })

const namesOf = (sandbox: Other['sandbox']) => recordsOf(sandbox, 'account').map(({ fields }) => fields['$name'])

describe.each([
  ['the parent of a row', deals, { created: 2 }, 2],
  ['the record of a row', accounts, { updated: 2 }, 2],
])('%s that another import', (_, mapping, outcomesWhereMade, writesWhereMade) => {
  test('has just made is taken, and nothing is sent to make it', async () => {
    const { sandbox, summary } = await runBeside(mapping, async ({ sandbox, write }) => {
      await write(makes(await make(sandbox, 'accounts', { $name: 'Acme' })))
    })
    expect(summary.outcomes).toMatchObject(outcomesWhereMade)
    expect(namesOf(sandbox)).toEqual(['Acme'])
    expect(requestsOf(sandbox).write).toBe(1 + writesWhereMade)
  })

  test('is making is waited for', async () => {
    const { sandbox, summary } = await runBeside(mapping, async ({ sandbox, write, later }) => {
      await write(sends)
      later(async () => write(makes(await make(sandbox, 'accounts', { $name: 'Acme' }))))
    })
    expect(summary.outcomes).toMatchObject(outcomesWhereMade)
    expect(namesOf(sandbox)).toEqual(['Acme'])
  })

  test.each([
    ['was refused', unwrittenRow({ state: 'failed' })],
    ['has taken back', unwrittenRow({ state: 'pending' })],
  ])('%s is made after all', async (_, row) => {
    const { sandbox, summary } = await runBeside(mapping, async ({ write, later }) => {
      await write(sends)
      later(() => write(row))
    })
    expect(summary.outcomes).toMatchObject({ failed: 0, pending: 0 })
    expect(namesOf(sandbox)).toEqual(['Acme'])
  })

  test('has made and somebody has trashed is made anew', async () => {
    const { sandbox, summary } = await runBeside(mapping, async ({ sandbox, write }) => {
      const id = await make(sandbox, 'accounts', { $name: 'Acme' })
      await call(sandbox, 'DELETE', `/v1/accounts/${id}`)
      await write(makes(id))
    })
    expect(summary.outcomes).toMatchObject({ failed: 0, pending: 0 })
    expect(namesOf(sandbox)).toEqual(['Acme'])
  })

  test('may have made fails the row, for the next run to take up once that is settled', async () => {
    const { sandbox, summary, results, runAgain } = await runBeside(mapping, async ({ write }) => {
      await write({ ...sends, state: 'in_doubt' })
    })
    expect(summary.outcomes).toMatchObject({ failed: 2 })
    expect(results[0]?.error?.message).toContain('The import crm was first to send')
    expect(namesOf(sandbox)).toEqual([])

    const next = await runAgain()
    expect(next.summary.outcomes).toMatchObject({ failed: 0, pending: 0, skipped: 0 })
    expect(namesOf(sandbox)).toEqual(['Acme'])
  })
})

test('a record of another import that holds another name by now is not the one that a row is matched by', async () => {
  const { sandbox, summary } = await runBeside(accounts, async ({ sandbox, write }) => {
    await write(makes(await make(sandbox, 'accounts', { $name: 'Renamed' })))
  })
  expect(summary.outcomes).toMatchObject({ created: 1, updated: 1 })
  expect(namesOf(sandbox).toSorted()).toEqual(['Acme', 'Renamed'])
})

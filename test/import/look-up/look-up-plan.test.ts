import { describe, expect, test } from 'vitest'
import { ReadUnanswered } from '../../../src/lightfield/read-errors.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { make, recordsOf, requestsOf } from '../api.ts'
import { type LedgerAndClient, runOnce, TestClock } from '../import-run.ts'

const mapping = `
object: opportunity
key: [ID]
fields: { $name: ID, $stage: { value: Lead }, sourceId: ID }
relationships: { $account: { column: Account, find: { object: account, by: $name } } }
`

/** A workspace with so many accounts, and a file whose rows name so many of them. */
async function setUp(accounts: number, named: number) {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  for (let index = 0; index < accounts; index++) await make(sandbox, 'accounts', { $name: `Account ${index}` })
  const rows = Array.from({ length: named * 2 }, (_, index) => `${index},Account ${index % named}`)
  return { clock, sandbox, folder: temporaryFolder(), csv: `ID,Account\n${rows.join('\n')}\n`, mapping }
}

describe('records to look up', () => {
  test('are searched for one by one where that takes fewer requests than reading all there are', async () => {
    const run = await setUp(130, 5)
    const { summary } = await runOnce(run)
    expect(summary.outcomes.created).toBe(10)
    // Five values, and the one request that counts the accounts.
    expect(requestsOf(run.sandbox).search).toBe(6)
    expect(summary.lookUps).toMatchObject([
      { object: 'account', by: ['$name'], way: 'searches', values: 5, records: 130 },
    ])
  })

  test('are all read, page by page, where there are fewer pages than values', async () => {
    const run = await setUp(130, 100)
    const { summary } = await runOnce(run)
    expect(summary.outcomes.created).toBe(200)
    // The page that tells how many there are is one of them.
    expect(requestsOf(run.sandbox).search).toBe(6)
    expect(summary.lookUps).toMatchObject([{ way: 'pages', records: 130 }])
    const links = recordsOf(run.sandbox, 'opportunity').map(({ fields, relationships }) => [
      Number(fields['sourceId']) % 100,
      relationships['$account']?.[0],
    ])
    const ids = new Map(recordsOf(run.sandbox, 'account').map(({ id, fields }) => [fields['$name'], id]))
    expect(links.every(([number, id]) => id === ids.get(`Account ${number}`))).toBe(true)
  })

  test('are searched for where more than a moment of pages would hold up writes beside which the searches go', async () => {
    const run = await setUp(650, 100)
    const { summary } = await runOnce(run)
    expect(summary.outcomes.created).toBe(200)
    expect(requestsOf(run.sandbox).search).toBe(101)
    expect(summary.lookUps).toMatchObject([{ way: 'searches', values: 100, records: 650 }])
  })

  test('are read in pages where searches for them would come on top of one for each row', async () => {
    const run = await setUp(650, 100)
    const around = (parts: LedgerAndClient): LedgerAndClient => {
      const { client } = parts
      const list = client.list.bind(client)
      // So many that each row's own record is searched for.
      client.list = async (object, query, signal) => {
        const page = await list(object, query, signal)
        return object === 'opportunity' ? { ...page, totalCount: 900 } : page
      }
      return parts
    }
    const matching = mapping.replace('key: [ID]', 'key: [ID]\nmode: find-or-create\nmatch: $name')
    const rows = Array.from({ length: 30 }, (_, index) => `${index},Account ${index}`)
    const { summary } = await runOnce({
      ...run,
      around,
      mapping: matching,
      csv: `ID,Account\n${rows.join('\n')}\n`,
    })
    expect(summary.outcomes.created).toBe(30)
    expect(summary.lookUps).toMatchObject([
      { object: 'opportunity', way: 'searches', values: 30 },
      { object: 'account', way: 'pages', values: 30 },
    ])
  })

  test('are not counted for so few values that it would not pay', async () => {
    const run = await setUp(3, 2)
    await runOnce(run)
    expect(requestsOf(run.sandbox).search).toBe(2)
  })

  test('are decided on by some megabytes of long rows: no more are held back', async () => {
    const run = await setUp(130, 5)
    const note = 'x'.repeat(40_000)
    const rows = Array.from({ length: 300 }, (_, index) => `${index},Account ${index % 5},${note}`)
    const { summary } = await runOnce({ ...run, csv: `ID,Account,Note\n${rows.join('\n')}\n` })
    expect(summary.outcomes.created).toBe(300)
    expect(summary.lookUps).toMatchObject([{ way: 'searches', values: 5, isEstimate: true, records: 130 }])
  })

  test('are searched for where the API does not say how many there are', async () => {
    const run = await setUp(130, 100)
    const rows = Array.from({ length: 1_100 }, (_, index) => `${index},Account ${index % 100}`)
    const around = (parts: LedgerAndClient): LedgerAndClient => {
      const { client } = parts
      const list = client.list.bind(client)
      client.list = async (object, query, signal) => {
        if (query.some(([name]) => name === '$name')) return await list(object, query, signal)
        throw new ReadUnanswered('timeout', `/v1/${object}`)
      }
      return parts
    }
    const { summary } = await runOnce({ ...run, around, csv: `ID,Account\n${rows.join('\n')}\n` })
    expect(summary.outcomes.created).toBe(1_100)
    expect(summary.lookUps).toEqual([])
    expect(requestsOf(run.sandbox).search).toBe(100)
  })

  test('that came after the pages were read are found all the same', async () => {
    const run = await setUp(20, 10)
    run.sandbox.setFaults([{ kind: 'delay', ms: 1, match: { category: 'search' } }])
    const { clock, sandbox } = run
    // The test's clock passes the wait for the index at once; the account comes in just then.
    const sleep = clock.sleep.bind(clock)
    clock.sleep = async (ms, signal) => {
      if (ms > 1_000) await make(sandbox, 'accounts', { $name: 'Latecomer' })
      await sleep(ms, signal)
    }
    const { summary } = await runOnce({ ...run, csv: `${run.csv}99,Latecomer\n` })
    expect(summary.outcomes).toMatchObject({ created: 21 })
  })

  test('cost nothing where no row has anything to do', async () => {
    const run = await setUp(130, 50)
    await runOnce(run)
    const before = requestsOf(run.sandbox)
    const { summary } = await runOnce(run)
    expect(summary.outcomes.skipped).toBe(100)
    expect(requestsOf(run.sandbox)).toMatchObject({ write: before.write, search: before.search })
  })
})

describe('a look-up by several fields', () => {
  test('finds the one record that holds them all', async () => {
    const run = await setUp(0, 0)
    const wanted = await make(run.sandbox, 'accounts', { $name: 'Acme', region: 'EMEA' })
    await make(run.sandbox, 'accounts', { $name: 'Acme', region: 'APAC' })
    const both = mapping.replace(
      '{ column: Account, find: { object: account, by: $name } }',
      '{ find: { object: account, by: { $name: Account, region: Region } } }',
    )
    const { summary } = await runOnce({ ...run, mapping: both, csv: 'ID,Account,Region\n1,Acme,EMEA\n' })
    expect(summary.outcomes.created).toBe(1)
    expect(recordsOf(run.sandbox, 'opportunity')[0]?.relationships['$account']).toEqual([wanted])
  })

  test('folds case and space where asked', async () => {
    const run = await setUp(0, 0)
    const wanted = await make(run.sandbox, 'accounts', { $name: 'GTX Pro' })
    const folded = mapping.replace('by: $name', 'by: $name, fold: [case, space]')
    const { summary } = await runOnce({ ...run, mapping: folded, csv: 'ID,Account\n1,gtxpro\n2,GTX  PRO\n' })
    expect(summary.outcomes.created).toBe(2)
    expect(recordsOf(run.sandbox, 'opportunity').map(({ relationships }) => relationships['$account'])).toEqual([
      [wanted],
      [wanted],
    ])
  })

  test.each([
    ['a number', 'project', 'budget', '1000.5', '"1,000.50"'],
    ['a date', 'project', 'startDate', '2026-03-01T00:00:00Z', '2026-03-01'],
    ['a choice', 'project', 'status', 'Active', 'active'],
  ])('reads %s as the field that it is compared with', async (_, object, by, held, cell) => {
    const run = await setUp(0, 0)
    const value = by === 'budget' ? Number(held) : held
    const account = await make(run.sandbox, 'accounts', { $name: 'Acme' })
    await make(run.sandbox, `objects/${object}/values`, { name: 'P', [by]: value }, { client: account })
    const other = `
object: project
mode: find-or-create
match: ${by}
fields: { name: Name, ${by}: { column: Value${by === 'budget' ? ', decimal: "."' : ''} } }
`
    const { summary } = await runOnce({ ...run, mapping: other, csv: `Name,Value\nP,${cell}\n` })
    expect(summary.outcomes).toMatchObject({ found: 1 })
  })
})

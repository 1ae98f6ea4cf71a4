import { describe, expect, test } from 'vitest'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { call, make, recordsOf, requestsOf } from '../api.ts'
import { retryOnce, runOnce, TestClock } from '../import-run.ts'

const mapping = `
object: opportunity
key: [ID]
fields: { $name: ID, $stage: { value: Lead }, sourceId: ID }
relationships:
  $account:
    column: Company
    find: { object: account, by: $name, missing: create, fields: { region: Region, $website: { column: Site } } }
`
const header = 'ID,Company,Region,Site\n'

async function start(indexLagMs = 0) {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now(), indexLagMs })
  return { clock, sandbox, folder: temporaryFolder() }
}

const accountOf = (base: Awaited<ReturnType<typeof start>>, sourceId: string) =>
  recordsOf(base.sandbox, 'opportunity').find(({ fields }) => fields['sourceId'] === sourceId)?.relationships[
    '$account'
  ]

describe('a parent that is not there', () => {
  test('is made once, however many rows name it at the same moment, with the fields of the first', async () => {
    const base = await start(600_000)
    const rows = Array.from(
      { length: 60 },
      (_, index) => `${index},Company ${index % 3},EMEA,https://c${index % 3}.com`,
    )

    const { summary } = await runOnce({ ...base, csv: `${header}${rows.join('\n')}\n`, mapping })

    expect(summary.outcomes).toMatchObject({ created: 60 })
    expect(summary.parents).toEqual(new Map([['account', 3]]))
    const accounts = recordsOf(base.sandbox, 'account')
    expect(accounts.map(({ fields }) => fields['$name']).sort()).toEqual(['Company 0', 'Company 1', 'Company 2'])
    expect(accounts[0]?.fields).toMatchObject({
      region: 'EMEA',
      $website: [expect.stringMatching(/^https:\/\/c\d\.com$/)],
    })
    expect(accountOf(base, '4')).toEqual([accounts.find(({ fields }) => fields['$name'] === 'Company 1')?.id])
  })

  test('is not made a second time by the next run, though the index does not know it yet', async () => {
    const base = await start(600_000)
    await runOnce({ ...base, csv: `${header}1,Acme,,\n`, mapping })
    const { summary } = await runOnce({ ...base, csv: `${header}1,Acme,,\n2,Acme,,\n`, mapping })
    expect(summary.outcomes).toMatchObject({ skipped: 1, created: 1 })
    expect(recordsOf(base.sandbox, 'account')).toHaveLength(1)
    expect(accountOf(base, '2')).toEqual(accountOf(base, '1'))
  })

  test.each([
    ['searched for', 1],
    ['read in pages', 5],
  ])('is found where it came just before the import was asked for, however late the index: %s', async (_, named) => {
    const base = await start(3_000)
    const account = await make(base.sandbox, 'accounts', { $name: 'Company 0' })
    const askedAt = base.clock.now()
    // Node, the mapping and the definitions take their time before the first look.
    base.clock.advance(1_500)
    const rows = Array.from({ length: named }, (_, index) => `${index},Company ${index},,`)

    const { summary } = await runOnce({ ...base, csv: `${header}${rows.join('\n')}\n`, mapping, config: { askedAt } })

    expect(summary.outcomes).toMatchObject({ created: named })
    expect(accountOf(base, '0')).toEqual([account])
    expect(recordsOf(base.sandbox, 'account')).toHaveLength(named)
  })

  test('is settled by the next run where its answer was lost, before a row that names it is sent', async () => {
    const base = await start(600_000)
    base.sandbox.setFaults([{ kind: 'error-after', status: 500, match: { path: '/v1/accounts', category: 'write' } }])
    const csv = `${header}1,Acme,,\n2,Acme,,\n`
    const lost = await runOnce({ ...base, csv, mapping, giveUpAfterMs: 1 })
    expect(lost.summary.outcomes.created).toBe(0)
    base.sandbox.setFaults([])

    const { summary } = await runOnce({ ...base, csv, mapping })

    expect(summary.outcomes).toMatchObject({ created: 2 })
    expect(recordsOf(base.sandbox, 'account')).toHaveLength(1)
  })

  test('that the API refuses fails the rows that name it, as parent_failed and by parent, and retry makes them', async () => {
    const base = await start()
    const refusal = { error: { type: 'unprocessable_content', code: 'no_new_accounts', message: 'full' } }
    base.sandbox.setFaults([
      { kind: 'status', status: 422, body: refusal, match: { path: '/v1/accounts', category: 'write' } },
    ])
    const csv = `${header}1,Acme,,\n2,Acme,,\n3,Beta,,\n`

    const failed = await runOnce({ ...base, csv, mapping })

    expect(failed.summary.outcomes).toMatchObject({ failed: 3 })
    expect(failed.summary.errors).toMatchObject([
      {
        code: 'parent_failed',
        param: '$account',
        count: 3,
        parents: [
          { parent: 'what row 1 (line 2) names', count: 2, exampleRow: 1 },
          { parent: 'what row 3 (line 4) names', count: 1, exampleRow: 3 },
        ],
      },
    ])
    base.sandbox.setFaults([])
    const { summary } = await retryOnce({ ...base, mapping })
    expect(summary.outcomes).toMatchObject({ created: 3 })
    expect(recordsOf(base.sandbox, 'account')).toHaveLength(2)
  })

  test('that was trashed since is made anew, once, and never linked to', async () => {
    const base = await start()
    await runOnce({ ...base, csv: `${header}1,Acme,,\n`, mapping })
    const [first] = recordsOf(base.sandbox, 'account')
    await call(base.sandbox, 'DELETE', `/v1/accounts/${first?.id}`)

    const { summary } = await runOnce({ ...base, csv: `${header}1,Acme,,\n2,Acme,,\n3,Acme,,\n`, mapping })

    expect(summary.outcomes).toMatchObject({ skipped: 1, created: 2 })
    const accounts = recordsOf(base.sandbox, 'account')
    expect(accounts).toHaveLength(1)
    expect(accountOf(base, '2')).toEqual([accounts[0]?.id])
  })

  test('costs a dry run no write, and is counted', async () => {
    const base = await start()
    const csv = `${header}1,Acme,,\n2,Acme,,\n`
    const { summary } = await runOnce({ ...base, csv, mapping, config: { dryRun: true } })
    expect(summary.outcomes).toMatchObject({ created: 2 })
    expect(summary.parents).toEqual(new Map([['account', 1]]))
    expect(requestsOf(base.sandbox).write).toBe(0)
  })
})

describe('a record that another import of the ledger made', () => {
  const accounts = 'object: account\nimport: crm-accounts\nkey: [ID]\nfields: { $name: Name }\n'
  const deals = `
object: opportunity
import: crm-deals
key: [ID]
fields: { $name: ID, $stage: { value: Lead }, sourceId: ID }
relationships: { $account: { column: Account, import: crm-accounts } }
`

  test('is taken by its key, without a search', async () => {
    const base = await start(600_000)
    await runOnce({ ...base, csv: 'ID,Name\nA-1,Acme\nA-2,Beta\n', mapping: accounts })
    const before = requestsOf(base.sandbox)

    const { summary } = await runOnce({ ...base, csv: 'ID,Account\n1, A-2 \n2,A-1\n', mapping: deals })

    expect(summary.outcomes).toMatchObject({ created: 2 })
    expect(requestsOf(base.sandbox).search).toBe(before.search)
    const beta = recordsOf(base.sandbox, 'account').find(({ fields }) => fields['$name'] === 'Beta')
    expect(accountOf(base, '1')).toEqual([beta?.id])
  })

  test('fails the rows that wait for a row that failed, names that row, and comes back on retry', async () => {
    const base = await start()
    await runOnce({ ...base, csv: 'ID,Name\nA-1,Acme\nA-2,\n', mapping: accounts })
    const failed = await runOnce({ ...base, csv: 'ID,Account\n1,A-2\n2,A-1\n3,A-2\n4,A-9\n', mapping: deals })

    expect(failed.summary.outcomes).toMatchObject({ created: 1, failed: 3 })
    expect(failed.summary.errors).toMatchObject([
      { code: 'parent_failed', count: 2, parents: [{ parent: 'row 2 (line 3) of crm-accounts', count: 2 }] },
      { code: 'look_up_not_found', count: 1 },
    ])

    await runOnce({ ...base, csv: 'ID,Name\nA-1,Acme\nA-2,Beta\n', mapping: accounts })
    const { summary } = await retryOnce({ ...base, mapping: deals })
    expect(summary.outcomes).toMatchObject({ created: 2, failed: 1 })
  })
})

describe('more links than a request may hold', () => {
  const partners = `
object: opportunity
key: [ID]
fields: { $name: ID, $stage: { value: Lead }, sourceId: ID }
relationships:
  $account: { column: Account }
  partners: { column: Partners, split: ";" }
`
  const setUp = async () => {
    const base = await start()
    const ids: string[] = []
    for (let index = 0; index < 60; index++) ids.push(await make(base.sandbox, 'accounts', { $name: `P${index}` }))
    return { base, ids, csv: `ID,Account,Partners\n1,${ids[0]},${ids.join(';')}\n` }
  }

  test('are written by a create and the updates that follow it, and the row is created', async () => {
    const { base, ids, csv } = await setUp()
    const before = requestsOf(base.sandbox)
    const { summary } = await runOnce({ ...base, csv, mapping: partners })
    expect(summary.outcomes).toMatchObject({ created: 1, updated: 0 })
    expect(requestsOf(base.sandbox).write - before.write).toBe(3)
    expect(recordsOf(base.sandbox, 'opportunity')[0]?.relationships['partners']).toEqual(ids)
    const again = await runOnce({ ...base, csv, mapping: partners })
    expect(again.summary.outcomes).toMatchObject({ skipped: 1 })
  })

  test('are completed by the next run where a part of them failed, without a second record', async () => {
    const { base, ids, csv } = await setUp()
    base.sandbox.setFaults([
      { kind: 'error-after', status: 500, match: { path: '/v1/opportunities/', category: 'write' } },
    ])
    const lost = await runOnce({ ...base, csv, mapping: partners, giveUpAfterMs: 1 })
    expect(lost.summary.outcomes).toMatchObject({ in_doubt: 1 })
    base.sandbox.setFaults([])

    const { summary } = await runOnce({ ...base, csv, mapping: partners })

    expect(summary.outcomes).toMatchObject({ updated: 1 })
    expect(recordsOf(base.sandbox, 'opportunity').map(({ relationships }) => relationships['partners'])).toEqual([ids])
  })

  test('are completed by retry, without the file', async () => {
    const { base, ids, csv } = await setUp()
    base.sandbox.setFaults([
      {
        kind: 'status',
        status: 422,
        body: { error: { message: 'no' } },
        match: { path: '/v1/opportunities/', category: 'write' },
      },
    ])
    const failed = await runOnce({ ...base, csv, mapping: partners })
    expect(failed.summary.outcomes).toMatchObject({ failed: 1 })
    base.sandbox.setFaults([])
    const { summary } = await retryOnce({ ...base, mapping: partners })
    expect(summary.outcomes).toMatchObject({ updated: 1 })
    expect(recordsOf(base.sandbox, 'opportunity').map(({ relationships }) => relationships['partners'])).toEqual([ids])
  })
})

test('a parent that another import of the ledger has made is taken, though the index does not know it yet', async () => {
  const base = await start(600_000)
  await runOnce({ ...base, csv: `${header}1,Acme,,\n`, mapping: `import: first\n${mapping}` })
  await runOnce({ ...base, csv: `${header}9,Acme,,\n`, mapping: `import: second\n${mapping}` })
  expect(recordsOf(base.sandbox, 'account')).toHaveLength(1)
  expect(accountOf(base, '9')).toEqual(accountOf(base, '1'))
})

test('a record that another import has just written is found, though no list knows it yet', async () => {
  const base = await start(600_000)
  const accounts = (mode: string, name: string) =>
    `object: account\nimport: ${name}\nkey: [ID]\nmode: ${mode}\n${mode === 'upsert' ? 'match: $name\n' : ''}fields: { $name: Name, region: Region }\n`
  await runOnce({ ...base, csv: 'ID,Name,Region\n1,Acme,EU\n', mapping: accounts('create', 'one') })
  const upsert = await runOnce({ ...base, csv: 'ID,Name,Region\n7,Acme,US\n', mapping: accounts('upsert', 'two') })
  const deals = await runOnce({ ...base, csv: `${header}1,Acme,,\n`, mapping })
  expect(upsert.summary.outcomes).toMatchObject({ updated: 1 })
  expect(deals.summary).toMatchObject({ parents: new Map(), outcomes: { created: 1 } })
  expect(recordsOf(base.sandbox, 'account')).toMatchObject([{ fields: { region: 'US' } }])
})

test('a required relationship that is left out fails its row without a request', async () => {
  const base = await start()
  const omitting = mapping.replace('missing: create', 'missing: omit').replace(/, fields: .* \} \}/, ' }')
  const { results } = await runOnce({ ...base, csv: `${header}1,Nobody,,\n`, mapping: omitting })
  expect(results).toMatchObject([{ outcome: 'failed', error: { code: 'look_up_not_found', param: '$account' } }])
  expect(requestsOf(base.sandbox).write).toBe(0)
})

describe('a record that was trashed since it was written', () => {
  const accounts = (gone: string) =>
    `object: account\nkey: [ID]\ngone: ${gone}\nfields: { $name: Name, region: Region }\n`

  test('fails its row or is made anew, once, by another request than the first', async () => {
    const base = await start()
    await runOnce({ ...base, csv: 'ID,Name,Region\n1,Acme,EMEA\n', mapping: accounts('fail') })
    const [record] = recordsOf(base.sandbox, 'account')
    await call(base.sandbox, 'DELETE', `/v1/accounts/${record?.id}`)
    const csv = 'ID,Name,Region\n1,Acme,APAC\n'

    const failed = await runOnce({ ...base, csv, mapping: accounts('fail') })
    expect(failed.results).toMatchObject([{ outcome: 'failed', error: { code: 'record_gone' } }])

    const { summary } = await runOnce({ ...base, csv, mapping: accounts('recreate') })
    expect(summary.outcomes).toMatchObject({ created: 1 })
    expect(recordsOf(base.sandbox, 'account')).toMatchObject([{ fields: { $name: 'Acme', region: 'APAC' } }])
    expect(summary.recreated).toBe(1)
    const again = await runOnce({ ...base, csv, mapping: accounts('recreate') })
    expect(again.summary.outcomes).toMatchObject({ skipped: 1 })
  })

  test('stays failed where the row goes back to what was written, and is done once it was fetched back', async () => {
    const base = await start()
    const mapping = accounts('fail')
    const first = 'ID,Name,Region\n1,Acme,EMEA\n'
    await runOnce({ ...base, csv: first, mapping })
    const [record] = recordsOf(base.sandbox, 'account')
    await call(base.sandbox, 'DELETE', `/v1/accounts/${record?.id}`)
    await runOnce({ ...base, csv: 'ID,Name,Region\n1,Acme,APAC\n', mapping })
    const back = await runOnce({ ...base, csv: first, mapping })
    expect(back.results).toMatchObject([{ outcome: 'failed', error: { code: 'record_gone' } }])
    const anew = await runOnce({ ...base, csv: first, mapping: accounts('recreate') })
    expect(anew.summary).toMatchObject({ recreated: 1, outcomes: { created: 1 } })
  })

  test('is not made anew where only a gateway says that it is not there', async () => {
    const base = await start()
    const mapping = accounts('recreate')
    await runOnce({ ...base, csv: 'ID,Name,Region\n1,Acme,EMEA\n', mapping })
    base.sandbox.setFaults([
      { kind: 'status', status: 404, body: 'not a body of the API', match: { category: 'write' } },
    ])
    const csv = 'ID,Name,Region\n1,Acme,APAC\n'
    await runOnce({ ...base, csv, mapping, giveUpAfterMs: 1 })
    base.sandbox.setFaults([
      {
        kind: 'status',
        status: 404,
        body: { error: { type: 'not_found', message: 'odd' } },
        match: { category: 'write' },
      },
    ])
    const odd = await runOnce({ ...base, csv, mapping })
    expect(odd.summary.outcomes.created).toBe(0)
    base.sandbox.setFaults([])
    await runOnce({ ...base, csv, mapping })
    expect(recordsOf(base.sandbox, 'account')).toMatchObject([{ fields: { region: 'APAC' } }])
  })
})

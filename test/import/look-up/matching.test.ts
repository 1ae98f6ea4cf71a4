import { describe, expect, test } from 'vitest'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { call, make, recordsOf, requestsOf } from '../api.ts'
import { runOnce, TestClock } from '../import-run.ts'

const contacts = (mode: string, more = '') => `
object: contact
key: [ID]
mode: ${mode}
match: $email
${more}
fields:
  $email: Email
  $name: { firstName: First, lastName: Last }
  jobTitle: Title
`

const header = 'ID,Email,First,Last,Title\n'

async function start(indexLagMs = 0) {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now(), indexLagMs })
  return { clock, sandbox, folder: temporaryFolder() }
}

const ada = { $email: ['ada@example.com'], $name: { firstName: 'Ada', lastName: 'King' }, jobTitle: 'Countess' }

describe('find-or-create', () => {
  test('takes the record that is there, whatever the case of the e-mail address, and writes nothing to it', async () => {
    const base = await start()
    const id = await make(base.sandbox, 'contacts', ada)
    const before = requestsOf(base.sandbox)
    const run = { ...base, csv: `${header}1,ADA@Example.com,Augusta,,\n`, mapping: contacts('find-or-create') }

    const { summary, results } = await runOnce(run)

    expect(summary.outcomes).toMatchObject({ found: 1, created: 0 })
    expect(results).toMatchObject([{ recordId: id, error: null }])
    expect(requestsOf(base.sandbox).write).toBe(before.write)
    expect(recordsOf(base.sandbox, 'contact')[0]?.fields['$name']).toEqual(ada.$name)
  })

  test('does not take a longer address that contains the one it looks for', async () => {
    const base = await start()
    await make(base.sandbox, 'contacts', { $email: ['nada@example.com'] })
    const { summary } = await runOnce({
      ...base,
      csv: `${header}1,ada@example.com,Ada,,\n`,
      mapping: contacts('find-or-create'),
    })
    expect(summary.outcomes).toMatchObject({ found: 0, created: 1 })
  })

  test('asks nobody again on the next night, and creates no second record for an edited row', async () => {
    const base = await start()
    await make(base.sandbox, 'contacts', ada)
    const mapping = contacts('find-or-create')
    await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,,\n2,bob@example.com,Bob,,\n`, mapping })
    const before = requestsOf(base.sandbox)

    const same = await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,,\n2,bob@example.com,Bob,,\n`, mapping })
    expect(same.summary.outcomes).toMatchObject({ skipped: 2 })
    const edited = await runOnce({
      ...base,
      csv: `${header}1,ada@example.com,Augusta,,\n2,bob@example.com,Robert,,\n`,
      mapping,
    })

    expect(edited.summary.outcomes).toMatchObject({ found: 1, updated: 1 })
    expect(requestsOf(base.sandbox)).toMatchObject({ write: before.write + 1, search: before.search })
    expect(recordsOf(base.sandbox, 'contact')).toHaveLength(2)
  })
})

test('find-or-create looks whether a record that an earlier run made is still there, before it takes it for found', async () => {
  const base = await start()
  const mapping = contacts('find-or-create')
  await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,,\n`, mapping })
  await call(base.sandbox, 'DELETE', `/v1/contacts/${recordsOf(base.sandbox, 'contact')[0]?.id}`)

  const csv = `${header}1,ada@example.com,Ada,,\n2,ada@example.com,Ada,,\n3,ada@example.com,Ada,,\n`
  const { summary } = await runOnce({ ...base, csv, mapping })

  expect(summary.outcomes).toMatchObject({ skipped: 1, created: 1, found: 1 })
  expect(recordsOf(base.sandbox, 'contact')).toHaveLength(1)
})

describe('upsert', () => {
  test('writes only the fields that differ from the record as it is now', async () => {
    const base = await start()
    const id = await make(base.sandbox, 'contacts', ada)
    const csv = `${header}1,ada@example.com,Ada,King,Analyst\n2,bob@example.com,Bob,,\n`
    const run = { ...base, csv, mapping: contacts('upsert') }
    const told = await runOnce({ ...run, config: { dryRun: true } })
    const { summary, results } = await runOnce(run)

    expect(summary.outcomes).toMatchObject({ updated: 1, created: 1 })
    expect(results.find(({ row }) => row === 1)).toMatchObject({ recordId: id, outcome: 'updated' })
    const planned = told.results.find(({ row }) => row === 1)?.planned
    expect(planned).toMatchObject({ operation: 'update' })
    expect([...(planned?.fields.keys() ?? [])]).toEqual(['jobTitle'])
    expect(recordsOf(base.sandbox, 'contact')).toHaveLength(2)
  })

  test('says unchanged where the API would store the same, and sends no write', async () => {
    const base = await start()
    await make(base.sandbox, 'contacts', ada)
    const before = requestsOf(base.sandbox)
    const { summary } = await runOnce({
      ...base,
      csv: `${header}1,Ada@example.com,Ada,King,Countess\n`,
      mapping: contacts('upsert'),
    })
    expect(summary.outcomes).toMatchObject({ unchanged: 1 })
    expect(requestsOf(base.sandbox).write).toBe(before.write)
  })

  test('looks at the record itself before it writes: the list may not know yet what was changed', async () => {
    const base = await start(2_000)
    const id = await make(base.sandbox, 'contacts', ada)
    base.clock.advance(2_000)
    await call(base.sandbox, 'POST', `/v1/contacts/${id}`, { fields: { jobTitle: 'Analyst' } })
    const { summary } = await runOnce({
      ...base,
      csv: `${header}1,ada@example.com,Ada,King,Analyst\n`,
      mapping: contacts('upsert'),
    })
    expect(summary.outcomes).toMatchObject({ unchanged: 1 })
  })

  test('takes a record that the list still shows and that is in the trash for not there', async () => {
    const base = await start(2_000)
    const id = await make(base.sandbox, 'contacts', ada)
    base.clock.advance(2_000)
    await call(base.sandbox, 'DELETE', `/v1/contacts/${id}`)
    const { summary, results } = await runOnce({
      ...base,
      csv: `${header}1,ada@example.com,Ada,King,\n`,
      mapping: contacts('upsert'),
    })
    expect(summary.outcomes).toMatchObject({ created: 1 })
    expect(results[0]?.recordId).not.toBe(id)
  })

  test('goes straight to the known record on the next night, without a search or a look', async () => {
    const base = await start()
    await make(base.sandbox, 'contacts', ada)
    const mapping = contacts('upsert')
    await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,King,Countess\n`, mapping })
    const before = requestsOf(base.sandbox)

    const { summary } = await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,King,Analyst\n`, mapping })

    expect(summary.outcomes).toMatchObject({ updated: 1 })
    const after = requestsOf(base.sandbox)
    // One read for the definitions at the start of the run.
    expect(after).toEqual({ write: before.write + 1, read: before.read + 1, search: before.search })
  })

  test('looks at the record before it writes a value for the first time, so that undo can bring the old one back', async () => {
    const base = await start()
    await make(base.sandbox, 'contacts', ada)
    const mapping = contacts('upsert')
    await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,King,\n`, mapping })
    const before = requestsOf(base.sandbox)
    await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,King,Analyst\n`, mapping })
    // Beside the read for the definitions at the start of the run.
    expect(requestsOf(base.sandbox).read).toBe(before.read + 2)
  })

  test('fills in what is blank, and leaves alone what is written on create only', async () => {
    const base = await start()
    await make(base.sandbox, 'contacts', { ...ada, jobTitle: null })
    const mapping = `
object: contact
mode: upsert
match: $email
fields:
  $email: Email
  $name: { firstName: First, lastName: Last, write: on_create }
  jobTitle: { column: Title, write: if_blank }
`
    const one = await runOnce({ ...base, csv: 'Email,First,Last,Title\nada@example.com,A,B,Analyst\n', mapping })
    expect(one.summary.outcomes).toMatchObject({ updated: 1 })
    const two = await runOnce({ ...base, csv: 'Email,First,Last,Title\nada@example.com,A,B,Baroness\n', mapping })
    expect(two.summary.outcomes).toMatchObject({ unchanged: 1 })
    expect(recordsOf(base.sandbox, 'contact')[0]?.fields).toMatchObject({ jobTitle: 'Analyst', $name: ada.$name })
  })
})

describe('a record that holds something else by now', () => {
  const accounts = 'object: account\nkey: [ID]\nmode: upsert\nmatch: $name\nfields: { $name: Name, region: Region }\n'
  const names = (sandbox: Awaited<ReturnType<typeof start>>['sandbox']) =>
    recordsOf(sandbox, 'account').map(({ fields }) => [fields['$name'], fields['region']])

  test('is not met by a row of its old name: what this run renames stays what it is', async () => {
    const base = await start(600_000)
    await runOnce({ ...base, csv: 'ID,Name,Region\n1,Acme,EU\n2,Beta,EU\n', mapping: accounts })
    const csv = 'ID,Name,Region\n1,Acme Holding,EU\n2,Beta,EU\n3,Acme,US\n'
    const { summary } = await runOnce({ ...base, csv, mapping: accounts, config: { concurrency: 1 } })
    expect(summary.outcomes).toMatchObject({ updated: 1, skipped: 1, created: 1 })
    expect(names(base.sandbox)).toEqual([
      ['Acme Holding', 'EU'],
      ['Beta', 'EU'],
      ['Acme', 'US'],
    ])
  })

  test('is not met by a search that does not know of it yet', async () => {
    const base = await start(2_000)
    const id = await make(base.sandbox, 'accounts', { $name: 'Acme' })
    base.clock.advance(2_000)
    await call(base.sandbox, 'POST', `/v1/accounts/${id}`, { fields: { $name: 'Other Corp' } })
    const { summary } = await runOnce({ ...base, csv: 'ID,Name,Region\n3,Acme,US\n', mapping: accounts })
    expect(summary.outcomes).toMatchObject({ created: 1 })
    expect(names(base.sandbox)[0]).toEqual(['Other Corp', undefined])
  })
})

describe('a row that another row names as its parent', () => {
  const accounts = `
object: account
key: [ID]
mode: upsert
match: $name
fields: { $name: Name, region: Region }
relationships: { parentAccount: { column: Parent, find: { object: account, by: $name, missing: create } } }
`
  test.each([
    ['before it', '1,Child,EU,Acme\n2,Acme,US,\n'],
    ['after it', '2,Acme,US,\n1,Child,EU,Acme\n'],
    ['while it names that one', '1,Child,EU,Acme\n2,Acme,US,Child\n'],
    ['and is itself', '1,Child,EU,Acme\n2,Acme,US,Acme\n'],
  ])('%s is one record', async (_, rows) => {
    const base = await start(600_000)
    const { summary } = await runOnce({ ...base, csv: `ID,Name,Region,Parent\n${rows}`, mapping: accounts })
    expect(summary.outcomes.failed).toBe(0)
    const records = recordsOf(base.sandbox, 'account')
    expect(records.map(({ fields }) => fields['$name']).toSorted()).toEqual(['Acme', 'Child'])
    const acme = records.find(({ fields }) => fields['$name'] === 'Acme')
    const child = records.find(({ fields }) => fields['$name'] === 'Child')
    expect(acme?.fields['region']).toBe('US')
    expect(child?.relationships['parentAccount']).toEqual([acme?.id])
  })
})

test.each([
  ['$website', 'http://www.acme.com/', 'https://acme.com'],
  ['$linkedIn', 'https://www.linkedin.com/company/acme/', '@acme'],
])('%s is met in whatever way it is written', async (key, held, cell) => {
  const base = await start()
  await make(base.sandbox, 'accounts', { $name: 'Acme', [key]: key === '$website' ? [held] : held })
  const mapping = `object: account\nmode: find-or-create\nmatch: ${key}\nfields: { $name: Name, ${key}: Value }\n`
  const { summary } = await runOnce({ ...base, csv: `Name,Value\nAcme,${cell}\n`, mapping })
  expect(summary.outcomes).toMatchObject({ found: 1 })
})

test('a create whose key has expired is looked for, without being asked, and taken for what it is', async () => {
  const base = await start()
  const mapping = contacts('upsert')
  const csv = `${header}1,ada@example.com,Ada,,\n2,bob@example.com,Bob,,\n`
  base.sandbox.setFaults([{ kind: 'error-after', status: 500, match: { category: 'write' } }])
  await runOnce({ ...base, csv, mapping, giveUpAfterMs: 1, config: { concurrency: 1 } })
  base.sandbox.setFaults([])
  base.clock.advance(48 * 3_600_000)

  const { summary } = await runOnce({ ...base, csv, mapping })

  expect(summary.outcomes).toMatchObject({ created: 2, in_doubt: 0 })
  expect(recordsOf(base.sandbox, 'contact')).toHaveLength(2)
})

describe('several records of the same match', () => {
  const twins = async () => {
    const base = await start()
    const first = await make(base.sandbox, 'contacts', ada)
    base.clock.advance(60_000)
    const second = await make(base.sandbox, 'contacts', ada)
    return { base, first, second, csv: `${header}1,ada@example.com,Ada,King,Analyst\n` }
  }

  test('make a row ambiguous, with links to the candidates', async () => {
    const { base, first, second, csv } = await twins()
    const { summary, results } = await runOnce({ ...base, csv, mapping: contacts('upsert') })
    expect(summary.outcomes).toMatchObject({ ambiguous: 1 })
    expect(results[0]?.error?.code).toBe('match_ambiguous')
    expect(results[0]?.error?.message).toContain(first)
    expect(results[0]?.error?.message).toContain(second)
  })

  test('are not several where all but one are in the trash, and the list does not know it yet', async () => {
    const base = await start(2_000)
    const kept = await make(base.sandbox, 'contacts', ada)
    const trashed = await make(base.sandbox, 'contacts', ada)
    base.clock.advance(2_000)
    await call(base.sandbox, 'DELETE', `/v1/contacts/${trashed}`)
    const csv = `${header}1,ada@example.com,Ada,King,Analyst\n`
    const { results } = await runOnce({ ...base, csv, mapping: contacts('upsert') })
    expect(results).toMatchObject([{ outcome: 'updated', recordId: kept }])
  })

  test('come to the oldest where the mapping says so', async () => {
    const { base, first, csv } = await twins()
    const { results } = await runOnce({ ...base, csv, mapping: contacts('upsert', 'ambiguous: first_created') })
    expect(results).toMatchObject([{ outcome: 'updated', recordId: first }])
  })
})

describe('two rows of the same match in one run', () => {
  const csv = `${header}${Array.from({ length: 40 }, (_, index) => `${index},person${index % 4}@example.com,P,${index},`).join('\n')}\n`

  test.each(['find-or-create', 'upsert'])('never both create, %s, whatever the concurrency and the lag', async mode => {
    const base = await start(600_000)
    const { summary } = await runOnce({ ...base, csv, mapping: contacts(mode) })
    expect(summary.outcomes.created).toBe(4)
    expect(summary.outcomes.found + summary.outcomes.updated).toBe(36)
    expect(recordsOf(base.sandbox, 'contact')).toHaveLength(4)
  })

  test('wait for each other where the first one is refused: the second creates', async () => {
    const base = await start()
    base.sandbox.setFaults([
      {
        kind: 'status',
        status: 422,
        body: { error: { type: 'unprocessable_content', message: 'no' } },
        times: 1,
        match: { category: 'write' },
      },
    ])
    const { summary } = await runOnce({
      ...base,
      csv: `${header}1,ada@example.com,Ada,,\n2,ada@example.com,Augusta,,\n`,
      mapping: contacts('find-or-create'),
    })
    expect(summary.outcomes).toMatchObject({ failed: 1, created: 1 })
  })

  test('do not both create where the answer to the first is lost, and are both settled by the next run', async () => {
    const base = await start(600_000)
    base.sandbox.setFaults([{ kind: 'error-after', status: 500, match: { category: 'write' } }])
    const twice = `${header}1,ada@example.com,Ada,,\n2,ada@example.com,Augusta,,\n`
    const mapping = contacts('find-or-create')
    const lost = await runOnce({ ...base, csv: twice, mapping, giveUpAfterMs: 1 })
    expect(lost.summary.outcomes.in_doubt).toBe(1)
    base.sandbox.setFaults([])

    const { summary } = await runOnce({ ...base, csv: twice, mapping })

    expect(summary.outcomes).toMatchObject({ created: 1, found: 1 })
    expect(recordsOf(base.sandbox, 'contact')).toHaveLength(1)
  })
})

test('a row that leaves blank what it is matched by is invalid', async () => {
  const base = await start()
  const { results } = await runOnce({ ...base, csv: `${header}1,,Ada,,\n`, mapping: contacts('upsert') })
  expect(results).toMatchObject([{ outcome: 'invalid', error: { code: 'blank_match', column: 'Email' } }])
})

test('a match of several fields, with case and space folded, finds what differs in both', async () => {
  const base = await start()
  const id = await make(base.sandbox, 'accounts', { $name: 'GTX Pro', region: 'EMEA' })
  await make(base.sandbox, 'accounts', { $name: 'GTX Pro', region: 'APAC' })
  const mapping = `
object: account
mode: upsert
match: { by: [$name, region], fold: [case, space] }
fields: { $name: Name, region: { column: Region, write: on_create } }
`
  const { results } = await runOnce({ ...base, csv: 'Name,Region\ngtxpro,emea\n', mapping })
  expect(results).toMatchObject([{ outcome: 'updated', recordId: id }])
})

test('a record that the import lost is found in the ledger before it is searched for', async () => {
  const base = await start(600_000)
  const keyless = contacts('find-or-create').replace('key: [ID]', '')
  await runOnce({ ...base, csv: `${header}1,ada@example.com,Ada,,\n`, mapping: keyless })
  // Without `key` an edited row is another one; the index does not know the first record yet.
  const { summary } = await runOnce({ ...base, csv: `${header}1,ada@example.com,Augusta,,\n`, mapping: keyless })
  expect(summary.outcomes).toMatchObject({ found: 1 })
  expect(requestsOf(base.sandbox).search).toBe(1)
})

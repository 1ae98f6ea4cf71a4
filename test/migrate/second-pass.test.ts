import { describe, expect, test } from 'vitest'
import { sandboxFor } from '../cli/program.ts'
import { make, recordsOf, requestsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { companyMapping, linksIn, migrate, writeCompanies } from './companies.ts'

const people = ['P1,Ada,C1', 'P2,Grace,C1']

describe('a row that names a record which never comes', () => {
  const companies = ['C1,Acme,P1,', 'C2,Beta,P9,']

  test('counts once, as failed, and its record is there without it', async () => {
    const sandbox = await sandboxFor()
    const file = writeCompanies(temporaryFolder(), { companies, people, deals: ['D1,Deal,Acme,'] })

    const { code, summary, stderr } = await migrate(sandbox, file)

    expect(code).toBe(1)
    expect(summary?.imports[0]).toMatchObject({
      import: 'companies',
      rows: 2,
      outcomes: { created: 1, failed: 1 },
      errors: [{ code: 'look_up_not_found', param: 'mainContact', count: 1, example_row: 2 }],
    })
    expect(summary).toMatchObject({
      rows: 5,
      outcomes: { created: 4, failed: 1 },
      second_pass: { rows: 2, completed: 1, waiting: 0, outcomes: { updated: 1, failed: 1 } },
    })
    expect(stderr).toContain('1 row completed in a second pass')
    expect(stderr).toMatch(/^Next +lightfield-import results --mapping \S+companies\.yaml .*--status failed$/m)
    expect(linksIn(sandbox)).toMatchObject({ C1: { mainContact: 'P1' }, C2: { mainContact: null } })
  })

  test('fails again every night, and is completed once the record is there', async () => {
    const sandbox = await sandboxFor()
    const folder = temporaryFolder()
    const file = writeCompanies(folder, { companies, people, deals: ['D1,Deal,Acme,'] })
    await migrate(sandbox, file)

    const again = await migrate(sandbox, file)
    writeCompanies(folder, { people: [...people, 'P9,Edsger,C2'] })
    const mended = await migrate(sandbox, file)

    expect(again.code).toBe(1)
    expect(again.summary?.imports[0]).toMatchObject({ rows: 2, outcomes: { skipped: 1, failed: 1 } })
    expect(mended.code).toBe(0)
    expect(linksIn(sandbox)).toMatchObject({ C2: { mainContact: 'P9' } })
  })
})

test('an edit of what waits is what the second pass goes by', async () => {
  const sandbox = await sandboxFor()
  const folder = temporaryFolder()
  const file = writeCompanies(folder, { companies: ['C1,Acme,P1,'], people, deals: ['D1,Deal,Acme,'] })
  await migrate(sandbox, file, '--only', 'companies')
  writeCompanies(folder, { companies: ['C1,Acme,P2,'] })
  await migrate(sandbox, file, '--only', 'companies')

  const { code } = await migrate(sandbox, file)

  expect(code).toBe(0)
  expect(linksIn(sandbox)).toMatchObject({ C1: { mainContact: 'P2' } })
})

test('a record that has a new main contact of the same file gets it in the same run', async () => {
  const sandbox = await sandboxFor()
  const folder = temporaryFolder()
  const file = writeCompanies(folder, { companies: ['C1,Acme,P1,'], people, deals: ['D1,Deal,Acme,'] })
  await migrate(sandbox, file)
  writeCompanies(folder, { companies: ['C1,Acme,P3,'], people: [...people, 'P3,Alan,C1'] })

  const { code, summary } = await migrate(sandbox, file)

  expect(code).toBe(0)
  expect(summary).toMatchObject({ outcomes: { unchanged: 1, created: 1, skipped: 3 }, second_pass: { completed: 1 } })
  expect(linksIn(sandbox)).toMatchObject({ C1: { mainContact: 'P3' } })
})

test('an account that was there before and holds all but its main contact is completed too', async () => {
  const sandbox = await sandboxFor()
  await make(sandbox, 'accounts', { $name: 'Acme', region: 'C1' })
  const file = writeCompanies(
    temporaryFolder(),
    { companies: ['C1,Acme,P1,'], people, deals: ['D1,Deal,Acme,'] },
    { 'companies.yaml': `${companyMapping}mode: upsert\nmatch: $name\n` },
  )
  const { code, summary } = await migrate(sandbox, file)
  expect(code).toBe(0)
  expect(summary?.imports[0]).toMatchObject({ outcomes: { unchanged: 1 } })
  expect(summary?.second_pass).toMatchObject({ completed: 1, outcomes: { updated: 1 } })
  expect(recordsOf(sandbox, 'account')).toHaveLength(1)
  expect(linksIn(sandbox)).toMatchObject({ C1: { mainContact: 'P1' } })
})

test('rows that earlier runs left are completed, or told as failed, though they are in the file no more', async () => {
  const sandbox = await sandboxFor()
  const folder = temporaryFolder()
  const companies = ['C1,Acme,P1,', 'C2,Beta,P2,', 'C3,Gamma,P7,']
  const file = writeCompanies(folder, { companies, people, deals: ['D1,Deal,Acme,'] })
  const first = await migrate(sandbox, file, '--only', 'companies')
  writeCompanies(folder, { companies: ['C1,Acme,P1,'] })

  const { code, summary } = await migrate(sandbox, file)

  expect(first.summary).toMatchObject({ outcomes: { created: 3 }, second_pass: { completed: 0, waiting: 3 } })
  expect(code).toBe(1)
  expect(summary?.imports[0]).toMatchObject({ rows: 2, outcomes: { skipped: 1, failed: 1 } })
  expect(summary?.second_pass).toMatchObject({ rows: 3, completed: 2, outcomes: { updated: 2, failed: 1 } })
  expect(linksIn(sandbox)).toMatchObject({ C1: { mainContact: 'P1' }, C2: { mainContact: 'P2' } })
})

test('what waits for an import that is left out waits on, while the rest is completed', async () => {
  const sandbox = await sandboxFor()
  const companies = ['C1,Acme,P1,C2', 'C2,Beta,,C3', 'C3,Gamma,P2,']
  const file = writeCompanies(temporaryFolder(), { companies, people, deals: ['D1,Deal,Acme,'] })

  const first = await migrate(sandbox, file, '--only', 'companies')

  expect(first.code).toBe(0)
  expect(first.summary?.second_pass).toMatchObject({ rows: 3, completed: 1, waiting: 2 })
  expect(first.stderr).toContain('1 row completed in a second pass')
  expect(first.stderr).toContain('2 rows wait for records of imports that were left out')
  expect(linksIn(sandbox)).toMatchObject({
    C1: { mainContact: null, parentAccount: 'C2' },
    C2: { parentAccount: 'C3' },
  })

  const { code, summary } = await migrate(sandbox, file)
  expect(code).toBe(0)
  expect(summary?.second_pass).toMatchObject({ rows: 2, completed: 2, waiting: 0 })
  expect(linksIn(sandbox)).toMatchObject({ C1: { mainContact: 'P1', parentAccount: 'C2' }, C3: { mainContact: 'P2' } })
})

test('a second pass that is stopped leaves the rows as they were, and the same command goes on', async () => {
  const sandbox = await sandboxFor()
  const file = writeCompanies(temporaryFolder(), {
    companies: ['C1,Acme,P1,', 'C2,Beta,P2,'],
    people,
    deals: ['D1,Deal,Acme,'],
  })
  sandbox.setFaults([{ kind: 'status', status: 401, match: { path: '/v1/accounts/acc_', category: 'write' } }])
  const stopped = await migrate(sandbox, file)
  sandbox.setFaults([])
  const before = requestsOf(sandbox).write
  const again = await migrate(sandbox, file)

  expect(stopped.code).toBe(3)
  expect(stopped.summary).toMatchObject({ outcomes: { created: 5 }, second_pass: { completed: 0 } })
  expect(again.code).toBe(0)
  expect(requestsOf(sandbox).write - before).toBe(2)
  expect(linksIn(sandbox)).toMatchObject({ C1: { mainContact: 'P1' }, C2: { mainContact: 'P2' } })
})

import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RequestLogEntry } from '../../src/sandbox/sandbox.ts'
import { make, requestsOf } from '../import/api.ts'
import { linksIn, linksOfMany, manyCompanies, migrate, writeCompanies } from '../migrate/companies.ts'
import { temporaryFolder } from '../temporary.ts'
import { call, type Started, sandboxFor, start, towards } from './program.ts'
import { expectRefusal } from './refusal.ts'

const names = ['companies', 'people', 'deals']

describe('a migration', () => {
  test('runs its imports in their order, and what points round in a circle is completed by updates', async () => {
    const sandbox = await sandboxFor()
    const folder = temporaryFolder()
    const file = writeCompanies(folder, manyCompanies(5))

    const { code, summary, stderr } = await migrate(sandbox, file)

    expect(code).toBe(0)
    expect(summary?.imports.map(each => each.import)).toEqual(names)
    expect(new Set(summary?.imports.map(each => each.run_id))).toEqual(new Set([summary?.run_id]))
    expect(summary).toMatchObject({
      rows: 15,
      outcomes: { created: 15, updated: 0 },
      second_pass: { run_id: `${summary?.run_id}-2`, rows: 5, completed: 5, outcomes: { updated: 5 } },
      requests: { write: 20 },
      ledger: join(folder, 'ledger.db'),
      not_reached: [],
    })
    expect(summary?.imports.map(({ requests }) => requests.write)).toEqual([10, 5, 5])
    expect(linksIn(sandbox)).toEqual(linksOfMany(5))
    expect(stderr).toMatch(
      /^ {2}companies {2}5 rows read = 5 created\n {2}people {5}5 rows read = 5 created\n {2}deals/m,
    )
    expect(stderr).toContain(`5 rows completed in a second pass (run ${summary?.run_id}-2)`)
  })

  test('asks for the key once, and for the definitions of each type once', async () => {
    const sandbox = await sandboxFor()
    const file = writeCompanies(temporaryFolder(), manyCompanies(1))
    await migrate(sandbox, file)
    const answer = await fetch(`${sandbox.url}/_sandbox/requests`)
    const { requests } = (await answer.json()) as { readonly requests: readonly RequestLogEntry[] }
    const reads = requests.filter(({ category }) => category === 'read')
    expect(reads.map(({ path }) => path).sort()).toEqual([
      '/v1/accounts/definitions',
      '/v1/auth/validate',
      '/v1/contacts/definitions',
      '/v1/opportunities/definitions',
    ])
  })

  test('sends no write and no search for files that have not changed', async () => {
    const sandbox = await sandboxFor()
    const file = writeCompanies(temporaryFolder(), manyCompanies(5))
    await migrate(sandbox, file)
    const before = requestsOf(sandbox)

    const { code, summary, stderr } = await migrate(sandbox, file)

    expect(code).toBe(0)
    expect(summary).toMatchObject({ outcomes: { skipped: 15 }, second_pass: null, requests: { write: 0, search: 0 } })
    expect(requestsOf(sandbox)).toMatchObject({ write: before.write, search: before.search })
    expect(stderr).toContain('Nothing to do: every row was done by an earlier run.')
  })

  test('fails the rows whose parent failed, and makes them once that is mended', async () => {
    const sandbox = await sandboxFor()
    const folder = temporaryFolder()
    const file = writeCompanies(folder, {
      ...manyCompanies(3),
      companies: ['C1,Company 1,,', 'C2,,,', 'C3,Company 3,,'],
    })

    const failed = await migrate(sandbox, file)
    writeCompanies(folder, { companies: ['C1,Company 1,,', 'C2,Company 2,,', 'C3,Company 3,,'] })
    const mended = await migrate(sandbox, file)

    expect(failed.code).toBe(1)
    expect(failed.summary).toMatchObject({ outcomes: { created: 6, invalid: 1, failed: 2 } })
    expect(failed.summary?.imports[1]?.errors).toMatchObject([{ code: 'parent_failed', param: '$account', count: 1 }])
    expect(failed.summary?.imports[1]?.waiting_for).toMatchObject([{ parent: 'row 2 (line 3) of companies' }])
    expect(mended.code).toBe(0)
    expect(mended.summary).toMatchObject({ outcomes: { created: 3, skipped: 6 } })
    expect(linksIn(sandbox)).toMatchObject({ P2: { $account: 'C2' }, D2: { $account: 'C2', $champion: 'P2' } })
  })
})

describe('a part of a migration', () => {
  test('is what --only names, in the order of the migration, or what --from begins with', async () => {
    const sandbox = await sandboxFor()
    const file = writeCompanies(temporaryFolder(), manyCompanies(2))

    const only = await migrate(sandbox, file, '--only', 'people, companies')
    const from = await migrate(sandbox, file, '--from', 'people')

    expect(only.summary?.imports.map(each => each.import)).toEqual(['companies', 'people'])
    expect(from.summary?.imports.map(each => each.import)).toEqual(['people', 'deals'])
    expect(from.summary).toMatchObject({ outcomes: { skipped: 2, created: 2 } })
    expect(linksIn(sandbox)).toEqual(linksOfMany(2))
  })

  test.each([
    ['an import that it has not', ['--only', 'compannies'], ['"compannies" (nearest: companies)']],
    [
      'imports without those that they take records of',
      ['--from', 'people'],
      ['people takes records of the import companies', 'do not leave them out'],
    ],
    ['no name at all', ['--only', 'people,'], ['It must be one or more names']],
  ])('cannot be %s', async (_, args, told) => {
    const sandbox = await sandboxFor()
    const file = writeCompanies(temporaryFolder(), manyCompanies(1))
    expectRefusal(await call(['migrate', file, ...args], { env: towards(sandbox) }), 2, told)
    expect(requestsOf(sandbox).write).toBe(0)
  })
})

test('whatever is wrong about files, mappings and workspace is told at once, and nothing is sent', async () => {
  const sandbox = await sandboxFor()
  const folder = temporaryFolder()
  const file = writeCompanies(folder, manyCompanies(1))
  writeFileSync(join(folder, 'people.csv'), 'ID,First\nP1,Ada\n')
  writeFileSync(join(folder, 'deals.csv'), 'ID,Name,Company,Person\n')

  const ended = await call(['migrate', file], { env: towards(sandbox) })

  expectRefusal(ended, 2, [
    '2 imports of',
    /people\.yaml:4:\d+: .*"Company"/,
    /migration\.yaml:2:\d+: .*has a header and no row/,
  ])
  expect(requestsOf(sandbox).write).toBe(0)
  expect(existsSync(join(folder, 'ledger.db'))).toBe(false)
})

describe('a dry run', () => {
  test('tells what a run would do, though no search finds what it would have made before', async () => {
    const sandbox = await sandboxFor()
    const folder = temporaryFolder()
    const file = writeCompanies(folder, manyCompanies(5))

    const { code, summary, stderr } = await migrate(sandbox, file, '--dry-run')

    expect(code).toBe(0)
    expect(summary).toMatchObject({
      outcomes: { created: 15 },
      second_pass: { completed: 5 },
      requests: { write: 0 },
      plan: { requests: { write: 20 } },
    })
    expect(stderr).toContain('5 rows would be completed in a second pass')
    expect(stderr).toContain('a run would send 20 writes')
    expect(stderr).toContain('Dry run: nothing was written.')
    expect(requestsOf(sandbox).write).toBe(0)
    expect(readdirSync(folder)).not.toContain('ledger.db')
  })

  test('finds an account that is there and one that it would make as several', async () => {
    const sandbox = await sandboxFor()
    await make(sandbox, 'accounts', { $name: 'Company 1' })
    const file = writeCompanies(temporaryFolder(), manyCompanies(1))
    const dry = await migrate(sandbox, file, '--dry-run')
    const real = await migrate(sandbox, file)
    expect(dry.summary?.imports[2]?.outcomes).toMatchObject({ ambiguous: 1 })
    expect(real.summary?.outcomes).toEqual(dry.summary?.outcomes)
  })

  test('goes by what the ledger has already', async () => {
    const sandbox = await sandboxFor()
    const folder = temporaryFolder()
    const file = writeCompanies(folder, manyCompanies(2))
    await migrate(sandbox, file, '--only', 'companies')
    writeCompanies(folder, { companies: ['C1,Company One,P1,C2', 'C2,Company 2,P2,'] })
    const { summary } = await migrate(sandbox, file, '--dry-run')
    expect(summary?.imports.map(({ outcomes }) => outcomes)).toMatchObject([
      { updated: 1, skipped: 1 },
      { created: 2 },
      // One of the deals names a company that is to have another name by then.
      { created: 1, failed: 1 },
    ])
  })
})

describe('a migration that is stopped', () => {
  test.each([
    ['by a key that is refused', [], 401, 3],
    ['by rows that fail', ['--max-errors', '2'], 422, 3],
  ])('%s reaches no further import', async (_, args, status, code) => {
    const sandbox = await sandboxFor()
    const file = writeCompanies(temporaryFolder(), manyCompanies(3))
    sandbox.setFaults([{ kind: 'status', status, match: { path: '/v1/contacts', category: 'write' } }])

    const stopped = await migrate(sandbox, file, ...args)
    sandbox.setFaults([])
    const again = await migrate(sandbox, file, '--retry-failed')

    expect(stopped.code).toBe(code)
    const reason = status === 401 ? 'key_refused' : 'max_errors'
    expect(stopped.summary).toMatchObject({ state: 'stopped', stopped: { code: reason } })
    expect(stopped.summary).toMatchObject({ not_reached: ['deals'], second_pass: null })
    expect(stopped.stderr).toMatch(/^ {2}deals +not reached$/m)
    expect(again.code).toBe(0)
    expect(linksIn(sandbox)).toEqual(linksOfMany(3))
  })

  test('by an interrupt finishes what is under way, and the same command goes on', async () => {
    let running: Started | null = null
    let writes = 0
    const sandbox = await sandboxFor({
      latencyMs: 1,
      sleep: async () => {
        writes += 1
        if (writes === 70) running?.child.kill('SIGINT')
      },
    })
    const file = writeCompanies(temporaryFolder(), manyCompanies(50))
    running = start(['migrate', file, '--rate', '200', '--concurrency', '5', '--json'], { env: towards(sandbox) })

    const first = await running.ended
    const again = await migrate(sandbox, file)

    expect(first.code).toBe(130)
    const { imports, outcomes, not_reached } = JSON.parse(first.stdout)
    expect(imports).toHaveLength(2)
    expect(not_reached).toEqual(['deals'])
    expect(outcomes).toMatchObject({ in_doubt: 0, failed: 0 })
    expect(first.stderr).toContain('interrupted')
    expect(again.code).toBe(0)
    expect(linksIn(sandbox)).toEqual(linksOfMany(50))
  })

  test('by being killed, again and again, makes each record once all the same', async () => {
    let running: Started | null = null
    let requests = 0
    const fatal = new Set([9, 40, 71, 120, 155, 190])
    const sandbox = await sandboxFor({
      latencyMs: 1,
      sleep: async () => {
        requests += 1
        if (fatal.has(requests)) running?.child.kill('SIGKILL')
      },
    })
    const file = writeCompanies(temporaryFolder(), manyCompanies(40))
    let kills = 0
    for (let runs = 0; runs < 20; runs++) {
      running = start(['migrate', file, '--rate', '1000', '--concurrency', '8'], { env: towards(sandbox) })
      const ended = await running.ended
      if (ended.signal !== 'SIGKILL') {
        expect(ended.code).toBe(0)
        break
      }
      kills += 1
    }
    expect(kills).toBe(fatal.size)
    expect(linksIn(sandbox)).toEqual(linksOfMany(40))
  })
})

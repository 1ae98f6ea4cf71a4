import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { companyMapping, manyCompanies, migrate, writeCompanies } from '../migrate/companies.ts'
import { dealsMapping, makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

/** An import of three deals, run once, whose rows are told apart by their ID. */
async function firstNight(firstMapping = dealsMapping) {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const deals = numberedDeals(3).map(deal => ({ ...deal, account }))
  const files = writeDeals(stage.folder(), deals, firstMapping)
  const run = async (mapping: string, ...args: readonly string[]) => {
    writeFileSync(files.mapping, mapping)
    const words = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json', ...args]
    return call(words, { env: towards(sandbox) })
  }
  expect(await run(firstMapping)).toMatchObject({ code: 0 })
  return { sandbox, account, deals, files, run }
}

function withKey(key: string): string {
  return dealsMapping.replace('key: [ID]\n', key)
}

function writes(sandbox: Sandbox): number {
  return sandbox.state().requests.write.total
}

const changes: readonly (readonly [string, string, string, string, string])[] = [
  [
    'another key',
    dealsMapping,
    withKey('key: [Name]\n'),
    ':4:6: ',
    'the key was [ID] when deals was last run, and is [Name] now',
  ],
  [
    'one more column',
    dealsMapping,
    withKey('key: [ID, Name]\n'),
    ':4:6: ',
    'was [ID] when deals was last run, and is [ID, Name] now',
  ],
  [
    'no key any more',
    dealsMapping,
    withKey(''),
    ':2:1: ',
    "was [ID] when deals was last run, and is the row's whole content now",
  ],
  [
    'a key at last',
    withKey(''),
    dealsMapping,
    ':4:6: ',
    "was the row's whole content when deals was last run, and is [ID] now",
  ],
]

test.concurrent.each(changes)(
  '%s would create every row once more: refused at its place in the mapping',
  async (_, before, after, place, keys) => {
    const { sandbox, files, run } = await firstNight(before)
    const sent = writes(sandbox)

    const refused = await run(after)
    const dry = await run(after, '--dry-run')
    const plan = await run(after, '--dry-run', '--plan', join(stage.folder(), 'plan.jsonl'))
    const putBack = await run(before)

    expectRefusal(refused, 2, [`${files.mapping}${place}`, keys, 'Put the old key back.', '--accept-new-identity'])
    expect([dry.stderr, plan.stderr]).toEqual([refused.stderr, refused.stderr])
    expect(JSON.parse(putBack.stdout).outcomes).toMatchObject({ skipped: 3 })
    expect(writes(sandbox)).toBe(sent)
  },
)

test.concurrent('--accept-new-identity creates the rows anew, once, and the next run has nothing to accept', async () => {
  const { sandbox, run } = await firstNight()
  const changed = withKey('key: [Name]\n')

  const accepted = await run(changed, '--accept-new-identity')
  const next = await run(changed)
  const back = await run(dealsMapping)

  expect(JSON.parse(accepted.stdout).outcomes).toMatchObject({ created: 3 })
  expect(accepted.stderr).toMatch(/^note: \S*deals.yaml: the key was \[ID\] .* now; every row is a new one/m)
  expect(next).toMatchObject({ code: 0 })
  expect(JSON.parse(next.stdout).outcomes).toMatchObject({ skipped: 3 })
  expectRefusal(back, 2, ['the key was [Name] when deals was last run, and is [ID] now'])
  expect([...recordsBySource(sandbox).values()]).toEqual([2, 2, 2])
})

test.concurrent.each([['find-or-create'], ['upsert']])(
  'in mode %s it is a note: rows find their records',
  async mode => {
    const { sandbox, run } = await firstNight()

    const changed = await run(`${withKey('key: [Name]\n')}match: sourceId\n`, '--mode', mode)

    expect(changed).toMatchObject({ code: 0 })
    expect(changed.stderr).toMatch(
      /^note: \S*deals.yaml: the key was \[ID\] .* is \[Name\] now; rows find the records/m,
    )
    expect([...recordsBySource(sandbox).values()]).toEqual([1, 1, 1])
  },
)

test.concurrent('what does not tell rows apart is no change: the order of the columns, spaces around their names', async () => {
  const { run } = await firstNight(withKey('key: [ID, Name]\n'))

  const turned = await run(withKey('key: [" Name ", ID]\n'))

  expect(turned.code).toBe(0)
  expect(turned.stderr).not.toContain('the key was')
  expect(JSON.parse(turned.stdout).outcomes).toMatchObject({ skipped: 3 })
})

test.concurrent('a run that was not whole counts, and one of failed rows has a key as well', async () => {
  const { account, deals, files, run } = await firstNight()
  const changed = withKey('key: [Name]\n')
  writeDeals(join(files.csv, '..'), [...deals, { id: 'D-0004', account }, { id: 'D-0005', account }])
  expect(await run(changed, '--accept-new-identity', '--limit', '1')).toMatchObject({ code: 0 })

  const goesOn = await run(changed)
  const header = 'ID,Name,Stage,Amount,Account,_outcome,_error_code,_error_param,_error_message,_line'
  writeFileSync(files.csv, `${header}\nD-0001,Deal D-0001,open,1,${account},,,,,\n`)
  const mended = await run(dealsMapping)

  expect(goesOn).toMatchObject({ code: 0 })
  expectRefusal(mended, 2, ['the key was [Name]'])
})

test.concurrent('without any record there is nothing to make twice', async () => {
  const sandbox = await stage.sandbox()
  const files = writeDeals(stage.folder(), [{ id: 'D-1', account: 'acc_nowhere' }])
  const run = ['run', files.csv, '--mapping', files.mapping, '--json']
  expect(await call(run, { env: towards(sandbox) })).toMatchObject({ code: 1 })
  writeFileSync(files.mapping, withKey('key: [Name]\n'))

  const changed = await call(run, { env: towards(sandbox) })

  expect(changed.code).toBe(1)
  expect(changed.stderr).not.toContain('the key was')
})

test.concurrent('of a ledger whose runs do not tell their key nothing is said', async () => {
  const { files, run } = await firstNight()
  const database = new DatabaseSync(files.ledger)
  database.exec("UPDATE runs SET facts = json_remove(facts, '$.key')")
  database.close()

  const changed = await run(withKey('key: [Name]\n'), '--dry-run')

  expect(changed).toMatchObject({ code: 0 })
  expect(changed.stderr).not.toContain('the key was')
})

test.concurrent('a migration is refused with every import whose key has changed, before it sends anything', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const file = writeCompanies(folder, manyCompanies(2))
  await migrate(sandbox, file)
  const sent = writes(sandbox)
  writeFileSync(join(folder, 'companies.yaml'), companyMapping.replace('key: [ID]', 'key: [ID, Name]'))
  const people = readFileSync(join(folder, 'people.yaml'), 'utf8')
  writeFileSync(join(folder, 'people.yaml'), people.replace('key: [ID]', 'key: [First, ID]'))

  const refused = await migrate(sandbox, file)
  const dry = await migrate(sandbox, file, '--dry-run')
  const others = await migrate(sandbox, file, '--only', 'deals')
  const sentUntilThen = writes(sandbox)
  const accepted = await migrate(sandbox, file, '--accept-new-identity')

  expect([refused.code, dry.code, others.code, sentUntilThen]).toEqual([2, 2, 0, sent])
  expect(refused.stderr).toMatch(
    /companies.yaml:2:6: the key was \[ID\] when companies was last run, and is \[ID, Name\]/,
  )
  expect(refused.stderr).toMatch(/people.yaml:2:6: the key was \[ID\] when people was last run, and is \[First, ID\]/)
  expect(dry.stderr).toBe(refused.stderr)
  expect(accepted.summary?.imports.map(({ outcomes }) => outcomes.created)).toEqual([2, 2, 0])
})

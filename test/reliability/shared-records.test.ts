import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { type Started, sandboxFor, start, towards } from '../cli/program.ts'
import { recordsOf, requestsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'

vi.setConfig({ testTimeout: 120_000 })

const companies = 20
const names = Array.from({ length: companies }, (_, index) => `Company ${index}`)

/** Deals whose accounts are made where they are missing. */
const deals = `object: opportunity
key: [ID]
fields: { $name: ID, $stage: { value: Lead }, sourceId: ID }
relationships: { $account: { column: Company, find: { object: account, by: $name, missing: create } } }
`
const accounts = (mode: string): string => `object: account
key: [ID]
mode: ${mode}
match: $name
fields: { $name: Company, region: Region }
`

interface Import {
  readonly name: string
  readonly mapping: string
  readonly rows?: readonly string[]
}

/** Imports of one ledger that name the same companies; lists know of no new record for longer than they take. */
async function sharing(delayMs = 200) {
  const sandbox = await sandboxFor({ indexLagMs: 600_000 })
  if (delayMs > 0) sandbox.setFaults([{ kind: 'delay', ms: delayMs, match: { category: 'write' } }])
  const folder = temporaryFolder()
  const ledger = join(folder, 'ledger.db')
  const run = ({ name, mapping, rows = names }: Import): Started => {
    const csv = join(folder, `${name}.csv`)
    writeFileSync(csv, `ID,Company,Region\n${rows.map((row, index) => `${name}-${index},${row},EMEA\n`).join('')}`)
    writeFileSync(join(folder, `${name}.yaml`), `import: ${name}\n${mapping}`)
    const args = ['run', csv, '--mapping', join(folder, `${name}.yaml`), '--ledger', ledger, '--rate', '500', '--json']
    return start(args, { env: towards(sandbox) })
  }
  return { sandbox, ledger, run }
}

/** Each import's outcomes, once both have ended. */
async function ends(...runs: readonly Started[]): Promise<readonly Readonly<Record<string, number>>[]> {
  const ended = await Promise.all(runs.map(run => run.ended))
  return ended.map(({ code, stdout, stderr }) => {
    expect(code, stderr + stdout).toBe(0)
    return JSON.parse(stdout).outcomes
  })
}

function accountNames(sandbox: Sandbox): readonly string[] {
  return recordsOf(sandbox, 'account').map(({ fields }) => String(fields['$name']))
}

function expectOneAccountEach(sandbox: Sandbox): void {
  expect(accountNames(sandbox).toSorted()).toEqual(names.toSorted())
}

describe('two imports of one ledger at once make a record that both need once', () => {
  test('as parents of both', async () => {
    const { sandbox, run } = await sharing()
    const outcomes = await ends(run({ name: 'first', mapping: deals }), run({ name: 'second', mapping: deals }))

    expect(outcomes).toMatchObject([{ created: companies }, { created: companies }])
    expectOneAccountEach(sandbox)
    const linked = recordsOf(sandbox, 'opportunity').flatMap(({ relationships }) => relationships['$account'] ?? [])
    expect(new Set(linked)).toEqual(new Set(recordsOf(sandbox, 'account').map(({ id }) => id)))
    expect(linked).toHaveLength(2 * companies)
  })

  test.each([['upsert'], ['find-or-create']] as const)('as rows of both, in mode %s', async mode => {
    const { sandbox, run } = await sharing()
    const mapping = accounts(mode)
    const outcomes = await ends(run({ name: 'first', mapping }), run({ name: 'second', mapping }))

    const created = outcomes.reduce((sum, { created = 0 }) => sum + created, 0)
    const met = outcomes.reduce((sum, { unchanged = 0, found = 0 }) => sum + unchanged + found, 0)
    expect([created, met]).toEqual([companies, companies])
    expectOneAccountEach(sandbox)
  })

  test('as a row of one and a parent of the other', async () => {
    const { sandbox, run } = await sharing()
    await ends(run({ name: 'first', mapping: accounts('upsert') }), run({ name: 'second', mapping: deals }))
    expectOneAccountEach(sandbox)
    expect(recordsOf(sandbox, 'opportunity')).toHaveLength(companies)
  })

  test('while equal rows of imports in mode create are each a record of its own', async () => {
    const { sandbox, run } = await sharing(0)
    const mapping = accounts('create')
    await ends(run({ name: 'first', mapping }), run({ name: 'second', mapping }))
    expect(accountNames(sandbox).toSorted()).toEqual([...names, ...names].toSorted())
  })
})

test('what the other import was sending when it was killed is not made a second time, before or after it is settled', async () => {
  const { sandbox, ledger, run } = await sharing(0)
  sandbox.setFaults([{ kind: 'hang-after', match: { category: 'write', path: '/v1/accounts' } }])
  const rows = ['Acme']
  const first = run({ name: 'first', mapping: deals, rows })
  await vi.waitUntil(() => accountNames(sandbox).length === 1, { timeout: 60_000 })
  const second = run({ name: 'second', mapping: deals, rows })
  // Both have looked twice: the second waits from now on for as long as the first is at work.
  await vi.waitUntil(() => requestsOf(sandbox).search === 4, { timeout: 60_000 })
  first.child.kill('SIGKILL')
  const forestalled = await second.ended
  sandbox.setFaults([])

  expect(forestalled.code, forestalled.stderr).toBe(1)
  expect(JSON.parse(forestalled.stdout).errors).toMatchObject([{ code: 'parent_failed', param: '$account', count: 1 }])
  expect(ledgerAsLeft(ledger)?.rows).toEqual({ 'first/account sending': 1, 'second failed': 1 })
  expect(await ends(run({ name: 'first', mapping: deals, rows }))).toMatchObject([{ created: 1 }])
  expect(await ends(run({ name: 'second', mapping: deals, rows }))).toMatchObject([{ created: 1 }])
  expect(accountNames(sandbox)).toEqual(['Acme'])
})

import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { dealsMapping, makeAccount, numberedDeals, recordsBySource, writeDeals } from '../cli/deals.ts'
import { call, sandboxFor, start, towards } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'

vi.setConfig({ testTimeout: 120_000 })

/** How many rows a ledger has as created, while a process works on it. */
function createdIn(ledger: string): number {
  const database = new DatabaseSync(ledger, { readOnly: true })
  try {
    return Number(database.prepare("SELECT count(*) AS n FROM rows WHERE state = 'created'").get()?.['n'])
  } finally {
    database.close()
  }
}

/** A run that stands still, with one request at the API and the others answered and recorded, until `letGo`. */
async function runUnderWay(rows = 20) {
  let letGo = (): void => undefined
  const gate = new Promise<void>(resolve => {
    letGo = resolve
  })
  const sandbox = await sandboxFor({ sleep: () => gate })
  const account = await makeAccount(sandbox)
  sandbox.setFaults([{ kind: 'delay', ms: 1, match: { category: 'write', nth: { at: 10 } } }])
  const files = writeDeals(
    temporaryFolder(),
    numberedDeals(rows).map(deal => ({ ...deal, account })),
  )
  const mapping = ['--mapping', files.mapping]
  const args = ['run', files.csv, ...mapping, '--rate', '500', '--json']
  const env = towards(sandbox)
  const first = start(args, { env })
  await vi.waitUntil(() => recordsBySource(sandbox).size === rows - 1, { timeout: 60_000 })
  await vi.waitUntil(() => createdIn(files.ledger) === rows - 1, { timeout: 60_000 })
  const other = (...words: readonly string[]) => call(words, { env })
  return { sandbox, files, mapping, args, first, letGo, other }
}

describe('a second process on the same import', () => {
  test.each([['run'], ['retry'], ['undo']] as const)(
    '%s is refused, with who works on it since when',
    async command => {
      const { sandbox, files, mapping, first, letGo, other } = await runUnderWay()
      const second = await other(command, ...(command === 'run' ? [files.csv] : []), ...mapping, '--json')
      letGo()
      const ended = await first.ended

      expect(second).toMatchObject({ code: 2, stdout: expect.not.stringContaining('"rows"') })
      expect(second.stderr).toContain(`Process ${first.child.pid} on ${hostname()} works on the import deals since 20`)
      expect(second.stderr).not.toContain('About to')
      expect(ended.code, ended.stderr).toBe(0)
      expectOneRecordEach(sandbox, 20)
    },
  )

  test('may look: status, results and a dry run', async () => {
    const { sandbox, files, mapping, first, letGo, other } = await runUnderWay()
    const status = JSON.parse((await other('status', ...mapping, '--json')).stdout)
    const results = (await other('results', ...mapping, '--json')).stdout.trimEnd().split('\n')
    const dry = await other('run', files.csv, ...mapping, '--dry-run', '--json')
    letGo()
    const ended = await first.ended

    expect(status.imports[0]).toMatchObject({ outcomes: { created: 19, in_doubt: 1 }, runs: [{ state: 'running' }] })
    expect(results).toHaveLength(20)
    expect(dry.code, dry.stderr).toBeLessThan(2)
    expect(ended.code, ended.stderr).toBe(0)
    expectOneRecordEach(sandbox, 20)
  })

  test('goes on at once where the first was killed, its lock left behind', async () => {
    const { sandbox, files, first, args, letGo, other } = await runUnderWay()
    first.child.kill('SIGKILL')
    await first.ended
    const left = ledgerAsLeft(files.ledger)
    letGo()
    const second = await other(...args)

    expect(left?.rows).toEqual({ 'deals created': 19, 'deals sending': 1 })
    expect(second.code, second.stderr).toBe(0)
    expectOneRecordEach(sandbox, 20)
  })
})

test('a run is refused while an undo is under way, which goes on', async () => {
  const { sandbox, files, mapping, first, letGo, args, other } = await runUnderWay()
  letGo()
  await first.ended
  sandbox.setFaults([{ kind: 'hang-after', match: { method: 'DELETE', nth: { at: 5 } } }])
  const undo = start(['undo', ...mapping, '--rate', '500', '--json'], { env: towards(sandbox) })
  await vi.waitUntil(() => recordsBySource(sandbox).size === 0, { timeout: 60_000 })
  const refused = await other(...args)
  undo.child.kill('SIGKILL')
  await undo.ended
  sandbox.setFaults([])
  const undone = await other('undo', ...mapping, '--json')
  const again = await other(...args)

  expect(refused).toMatchObject({ code: 2, stdout: expect.not.stringContaining('"rows"') })
  expect(refused.stderr).toContain(`Process ${undo.child.pid} on`)
  expect(undone.code, undone.stderr).toBe(0)
  expect(again.code, again.stderr).toBe(0)
  expect(ledgerAsLeft(files.ledger)?.rows).toEqual({ 'deals created': 20 })
  expectOneRecordEach(sandbox, 20)
})

test('two imports in one new ledger at once are both done exactly', async () => {
  const sandbox = await sandboxFor()
  const account = await makeAccount(sandbox)
  const ledger = join(temporaryFolder(), 'ledger.db')
  const rows = 300
  const runs = ['first', 'second'].map(name => {
    const deals = numberedDeals(rows).map(deal => ({ ...deal, id: `${name}-${deal.id}`, account }))
    const files = writeDeals(temporaryFolder(), deals, dealsMapping.replace('import: deals', `import: ${name}`))
    return start(['run', files.csv, '--mapping', files.mapping, '--ledger', ledger, '--rate', '1000', '--json'], {
      env: towards(sandbox),
    }).ended
  })
  const ended = await Promise.all(runs)

  for (const { code, stdout, stderr } of ended) {
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ rows, outcomes: { created: rows } })
  }
  expect(ledgerAsLeft(ledger)).toEqual({ integrity: ['ok'], rows: { 'first created': rows, 'second created': rows } })
  expectOneRecordEach(sandbox, 2 * rows)
})

function expectOneRecordEach(sandbox: Sandbox, rows: number): void {
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: rows }, () => 1))
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { make, recordsOf, requestsOf } from '../import/api.ts'
import { accountsMapping, writeAccounts } from './accounts.ts'
import { writeDeals } from './deals.ts'
import { call, type Started, start, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()

test.concurrent('each outcome comes with its first three rows, and updates with what changes', async () => {
  const sandbox = await stage.sandbox()
  const acme = await make(sandbox, 'accounts', { $name: 'Acme', region: 'EU', annualRevenue: 5 })
  await make(sandbox, 'accounts', { $name: 'Same', region: 'EU' })
  for (const $name of ['Twice', 'Twice']) await make(sandbox, 'accounts', { $name })
  const folder = stage.folder()
  const files = writeAccounts(folder, [
    ...['1', '2', '3', '4'].map(id => `${id},New ${id},Secret,1`),
    '5,Acme,Secret,5',
    '6,Same,EU,',
    '7,Twice,EU,1',
    '8,Other,EU,much',
    '1,New 1,Secret,1',
  ])
  const before = requestsOf(sandbox)

  const args = ['run', files.csv, '--mapping', files.mapping, '--dry-run', '--json']
  const ended = await call(args, { env: towards(sandbox) })

  expect(ended.code).toBe(1)
  expect(requestsOf(sandbox).write).toBe(before.write)
  expect(existsSync(join(folder, 'ledger.db'))).toBe(false)
  const { outcomes, requests, plan } = JSON.parse(ended.stdout)
  expect(outcomes).toMatchObject({ created: 4, updated: 1, unchanged: 1, ambiguous: 1, invalid: 1, duplicate: 1 })
  expect(requests.write).toBe(0)
  expect(plan.requests.write).toBe(5)
  expect(Object.keys(plan.samples)).toEqual(['created', 'updated', 'unchanged', 'duplicate', 'invalid', 'ambiguous'])
  expect(plan.samples.created.map((sample: { row: number }) => sample.row)).toEqual([1, 2, 3])
  expect(plan.samples.updated).toEqual([
    {
      row: 5,
      line: 6,
      key: '5',
      action: 'update',
      record_id: acme,
      fields: { region: { from: 'EU', to: 'Secret' } },
      links: [],
      record_hash: expect.any(String),
      error_code: null,
      http_link: `https://app.lightfield.example/accounts/${acme}`,
    },
  ])
  expect(ended.stderr).toContain(`    row 5 (line 6)   5  https://app.lightfield.example/accounts/${acme}: region\n`)
  expect(ended.stderr).toContain('    row 7 (line 8)   7  match_ambiguous\n')
  expect(ended.stderr).toContain('A run would send 5 writes (4 creates, 1 update), ')
  expect(ended.stderr).not.toContain('Secret')
})

test.concurrent('the requests that it announces are those that the run sends, parents and follow-up updates too', async () => {
  const sandbox = await stage.sandbox()
  const partners = await Promise.all(
    Array.from({ length: 30 }, (_, number) => make(sandbox, 'accounts', { $name: `Partner ${number}` })),
  )
  await make(sandbox, 'accounts', { $name: 'Known' })
  const files = writeDeals(
    stage.folder(),
    ['Acme', 'Acme', 'Globex', 'Known'].map((account, index) => ({
      id: String(index),
      account,
      amount: partners.join(' '),
    })),
    `
object: opportunity
key: [ID]
fields: { $name: Name, $stage: { column: Stage, values: { open: Lead } } }
relationships:
  $account: { column: Account, find: { object: account, by: $name, missing: create } }
  partners: { column: Amount, split: " " }
`,
  )
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json']

  const dry = await call([...args, '--dry-run'], { env: towards(sandbox) })
  const ran = await call(args, { env: towards(sandbox) })

  const { plan, parents_created } = JSON.parse(dry.stdout)
  expect(plan.requests).toEqual(JSON.parse(ran.stdout).requests)
  expect(plan.requests.write).toBe(10)
  expect(parents_created).toEqual({ account: 2 })
  expect(dry.stderr).toContain('10 writes (4 creates, 4 follow-up updates, 2 records that rows name)')
  expect(recordsOf(sandbox, 'account')).toHaveLength(33)
})

test.concurrent('two rows about one record: the second meets what the first would have left, requests counted', async () => {
  const sandbox = await stage.sandbox()
  await make(sandbox, 'accounts', { $name: 'Acme', region: 'EU', annualRevenue: 5 })
  const rows = ['Acme', 'New'].flatMap((name, part) =>
    ['US,5', 'US,5', 'US,6', 'EU,6'].map((values, index) => `${part}${index},${name},${values}`),
  )
  const files = writeAccounts(stage.folder(), rows)
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json']

  const dry = await call([...args, '--dry-run'], { env: towards(sandbox) })
  const ran = await call(args, { env: towards(sandbox) })

  const [planned, done] = [JSON.parse(dry.stdout), JSON.parse(ran.stdout)]
  expect(planned.outcomes).toMatchObject({ created: 1, updated: 5, unchanged: 2 })
  expect(done.outcomes).toEqual(planned.outcomes)
  expect(planned.plan.requests).toEqual(done.requests)
})

test.concurrent('the expected duration is that of the slowest category, not the sum', async () => {
  const sandbox = await stage.sandbox()
  for (let number = 1; number <= 120; number++) await make(sandbox, 'accounts', { $name: `Name ${number}` })
  const rows = (count: number, name: string) =>
    Array.from({ length: count }, (_, index) => `${index},${name} ${index + 1},,`)
  const forecast = async (lines: readonly string[], ...options: readonly string[]) => {
    const files = writeAccounts(stage.folder(), lines)
    const args = ['run', files.csv, '--mapping', files.mapping, '--dry-run', '--json', ...options]
    const ended = await call(args, { env: towards(sandbox) })
    return { ...JSON.parse(ended.stdout).plan, told: ended.stderr }
  }

  const writing = await forecast(rows(20, 'New'), '--rate', '10')
  expect(writing).toMatchObject({ requests: { write: 20, search: 5 }, expected_seconds: 2 })
  expect(writing.told).toContain('about 2 s: the writes, at 10 a second')

  const searching = await forecast([...rows(4, 'Name'), '5,New,,'])
  expect(searching).toMatchObject({ requests: { write: 1, search: 6, read: 6 }, expected_seconds: 0.24 })
  expect(searching.told).toContain('5 searches rather than reading all 120 records (5 pages)')
})

test.concurrent('writes are expected at the limit that the answers to reads state, and at --rate where that is lower', async () => {
  const sandbox = await stage.sandbox({ limits: { write: 5, read: 5, search: 5 } })
  const rows = Array.from({ length: 20 }, (_, index) => `${index},New ${index},,`)
  const files = writeAccounts(stage.folder(), rows, accountsMapping.replace('mode: upsert', 'mode: create'))
  const forecast = async (...options: readonly string[]) => {
    const args = ['run', files.csv, '--mapping', files.mapping, '--dry-run', '--json', ...options]
    const ended = await call(args, { env: towards(sandbox) })
    return { ...JSON.parse(ended.stdout).plan, told: ended.stderr }
  }

  const stated = await forecast('--rate', '1000')
  expect(stated).toMatchObject({ requests: { write: 20 }, expected_seconds: 4 })
  expect(stated.told).toContain('about 4 s: the writes, at 5 a second')
  expect(await forecast('--rate', '2')).toMatchObject({ expected_seconds: 10 })
})

test.concurrent('what a killed run left open is told with its reason, and counted as what a run settles first', async () => {
  let running: Started | null = null
  let requests = 0
  const sandbox = await stage.sandbox({
    latencyMs: 1,
    sleep: async () => {
      requests += 1
      if (requests === 30) running?.child.kill('SIGKILL')
    },
  })
  const rows = Array.from({ length: 40 }, (_, index) => `${index},Name ${index},EU,`)
  const files = writeAccounts(stage.folder(), rows)
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--concurrency', '5', '--json']
  running = start(args, { env: towards(sandbox) })
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL' })
  // What it had sent before is served before this is.
  await fetch(`${sandbox.url}/_sandbox/requests`)
  const before = requestsOf(sandbox).write

  const dry = await call([...args, '--dry-run'], { env: towards(sandbox) })
  expect(requestsOf(sandbox).write).toBe(before)
  const ran = JSON.parse((await call(args, { env: towards(sandbox) })).stdout)

  const { plan, outcomes, errors } = JSON.parse(dry.stdout)
  expect(ran.settled).toBeGreaterThan(0)
  expect(plan).toMatchObject({ settled_first: ran.settled, requests: { write: ran.requests.write } })
  expect(outcomes).toMatchObject({ in_doubt: ran.settled, created: ran.requests.write - ran.settled })
  expect(errors).toMatchObject([{ code: 'answer_lost', count: ran.settled }])
  expect(plan.samples.in_doubt[0]).toMatchObject({ action: 'in_doubt', error_code: 'answer_lost' })
  expect(dry.stderr).toMatch(new RegExp(`${ran.settled} requests? of an earlier run would be settled first`))
  expect(recordsOf(sandbox, 'account')).toHaveLength(40)
})

test.concurrent('a run without --dry-run tells of no plan, and a dry run writes none unless it is told to', async () => {
  const sandbox = await stage.sandbox()
  const files = writeAccounts(stage.folder(), ['1,Acme,EU,1'], accountsMapping.replace('mode: upsert', 'mode: create'))
  const args = ['run', files.csv, '--mapping', files.mapping, '--json']

  await call([...args, '--dry-run'], { env: towards(sandbox) })
  const ran = await call(args, { env: towards(sandbox) })

  expect(JSON.parse(ran.stdout)).not.toHaveProperty('plan')
  expect(ran.stderr).not.toContain('Samples')
  expect(existsSync(files.plan)).toBe(false)
})

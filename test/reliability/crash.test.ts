import { expect, test } from 'vitest'
import { type Random, seededRandom } from '../../fixtures/random.ts'
import { call, type Ended, type Started, sandboxFor, start, towards } from '../cli/program.ts'
import { make, recordsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { type Deal, expectedDeals, heldDeals, writeMapping, writeRows } from './deals-import.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'
import { hurried, mortal } from './moments.ts'

const seed = 20260501
const deaths = 200
const rows = 2000
const companies = 60
const oldDeals = 80

test(`an import that is killed ${deaths} times makes one record of every row (seed ${seed})`, {
  timeout: 600_000,
}, async () => {
  const random = seededRandom(seed)
  let running: Started | null = null
  let writesLeft = Number.POSITIVE_INFINITY
  const sandbox = await sandboxFor({
    // High ones that the headers state: without any, the program keeps to those of the documentation.
    limits: { write: 9999, read: 9999, search: 9999 },
    // Each write is held up before it is carried out; whose sender is killed meanwhile is carried out all the same.
    faults: [{ kind: 'delay', ms: 1, match: { category: 'write' } }],
    sleep: async () => {
      writesLeft -= 1
      if (writesLeft === 0) running?.child.kill('SIGKILL')
    },
  })
  const files = writeMapping(temporaryFolder())
  const env = { ...towards(sandbox), ...hurried }
  const partners = await Promise.all(
    Array.from({ length: 70 }, (_, index) => make(sandbox, 'accounts', { $name: `Partner ${index}` })),
  )
  let deals = Array.from({ length: rows }, (_, index) => dealOf(index, partners, random))
  for (const { id } of deals.filter((_, index) => index % (rows / oldDeals) === 0)) {
    const account = partners[0] ?? ''
    await make(sandbox, 'opportunities', { sourceId: id, $name: 'old', $stage: 'Lead' }, { $account: account })
  }
  writeRows(files, deals)
  const command = ['run', files.csv, '--mapping', files.mapping, '--json', '--quiet']

  /** One life of the program: ends by a kill at a random write, time or moment, or with the end of the file. */
  async function live(): Promise<Ended> {
    const way = random.pick(['write', 'time', 'moment'])
    writesLeft = way === 'write' ? random.integer(1, 16) : Number.POSITIVE_INFINITY
    const concurrency = random.pick(['1', '10', '40'])
    const death = way === 'moment' ? mortal({ at: 'any', nth: random.integer(1, 200) }) : hurried
    const { child, ended } = start([...command, '--concurrency', concurrency], { env: { ...env, ...death } })
    running = { child, ended }
    const timer = way === 'time' ? setTimeout(() => child.kill('SIGKILL'), random.integer(0, 500)) : undefined
    return ended.finally(() => clearTimeout(timer))
  }

  let died = 0
  while (died < deaths) {
    const { code, signal, stderr } = await live()
    expect(ledgerAsLeft(files.ledger)?.integrity ?? ['ok'], `after death ${died}`).toEqual(['ok'])
    if (signal === 'SIGKILL') died += 1
    else expect(code, stderr).toBe(0)
    // The file changes now and then, and whenever all of it is done: there is something to do in every life.
    if (signal === null || died % 70 === 0) {
      deals = deals.map(deal => (random.chance(0.3) ? { ...deal, amount: random.integer(1, 9999) } : deal))
      writeRows(files, deals)
    }
  }
  writesLeft = Number.POSITIVE_INFINITY
  const last = await call(command, { env })
  const status = await call(['status', '--mapping', files.mapping, '--json'])
  const results = await call(['results', '--mapping', files.mapping, '--json'])

  expect(last.code, last.stderr).toBe(0)
  expect(heldDeals(sandbox)).toEqual(expectedDeals(deals))
  const names = recordsOf(sandbox, 'account').map(({ fields }) => String(fields['$name']))
  expect(names.toSorted()).toEqual(accountNames().toSorted())
  const summary = JSON.parse(last.stdout)
  expect(summary.rows).toBe(rows)
  const { created, updated, unchanged, skipped } = summary.outcomes
  expect(created + updated + unchanged + skipped).toBe(rows)
  const told: readonly Told[] = results.stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const ids = new Map(recordsOf(sandbox, 'opportunity').map(({ id, fields }) => [fields['sourceId'], id]))
  expect(new Map(told.map(({ key, record_id }) => [key, record_id]))).toEqual(ids)
  expect(JSON.parse(status.stdout).imports[0]).toMatchObject({ rows, outcomes: counted(told) })
})

interface Told {
  readonly key: string
  readonly record_id: string
  readonly outcome: string
}

function counted(told: readonly Told[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(told, ({ outcome }) => outcome)
  return Object.fromEntries(Array.from(groups, ([outcome, { length }]) => [outcome, length]))
}

/** A few have more partners than one request may hold. */
function dealOf(index: number, partners: readonly string[], random: Random): Deal {
  const links = index % 60 === 0 ? random.integer(26, 70) : random.integer(0, 2)
  return {
    id: `D-${index}`,
    name: `Deal ${index}`,
    amount: random.integer(1, 9999),
    account: `Company ${Math.floor((index * companies) / rows)}`,
    partners: partners.slice(0, links),
  }
}

function accountNames(): readonly string[] {
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name} ${index}`)
  return [...numbered('Partner', 70), ...numbered('Company', companies)]
}

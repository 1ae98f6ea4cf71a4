import { join } from 'node:path'
import { expect } from 'vitest'
import { csvTable } from '../../fixtures/csv-text.ts'
import type { RowResult } from '../../src/import/row-result.ts'
import type { Fault, Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { sandboxFor } from '../cli/program.ts'
import { make, recordsOf } from '../import/api.ts'
import { type RunEnd, runOnce } from '../import/import-run.ts'
import { temporaryFolder } from '../temporary.ts'
import { type Deal, expectedDeals, heldDeals } from './deals-import.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'
import { quickClock } from './quick-clock.ts'

export const rowCount = 1000

/** Where in the file the row stands that something goes wrong with. */
export const places = [
  ['first', 1],
  ['tenth', 10],
  ['last', rowCount],
] as const

export type Mode = 'create' | 'upsert' | 'find-or-create'

/** An import of a thousand rows into a sandbox where things go wrong. */
export interface FaultyImport {
  readonly sandbox: Sandbox
  readonly deals: readonly Deal[]
  /** Requests under way at a time. */
  readonly concurrency: number
  /** One run of it. */
  run(): Promise<RunEnd>
  /** What SQLite finds wrong with its ledger: `['ok']` for nothing. */
  integrity(): readonly string[]
}

const accountCount = 40
const concurrency = 50
const perSecond = 5000

/** The thousand rows of the file; `D-0001` is the first. */
export function thousandDeals(): readonly Deal[] {
  return Array.from({ length: rowCount }, (_, index) => ({
    id: idOf(index + 1),
    name: `Deal ${index + 1}`,
    amount: 100 + index / 4,
    account: `Account ${index % accountCount}`,
    partners: [],
  }))
}

/** The id that stands in a row of the file, counted from 1. */
export function idOf(row: number): string {
  return `D-${String(row).padStart(4, '0')}`
}

export interface Preparation extends Partial<SandboxOptions> {
  /** How long the API may be down before a run stops; 10 minutes if left out. */
  readonly giveUpAfterMs?: number
  /** How long an answer may take, in real time: short where some never come. */
  readonly timeoutMs?: number
}

/** How long an answer is waited for, in real time: no longer than it must be where it never comes. */
export function timeoutFor({ kind }: Fault): number {
  return silent.has(kind) ? 300 : 10_000
}

const silent: ReadonlySet<Fault['kind']> = new Set(['hang', 'hang-after', 'drip', 'drip-headers'])

/** An import where nothing goes wrong yet, into a workspace that holds one account. */
export async function prepare(mode: Mode, seed: number, preparation: Preparation = {}): Promise<FaultyImport> {
  const { giveUpAfterMs = 600_000, timeoutMs = 10_000, ...options } = preparation
  const clock = quickClock(seed)
  const sandbox = await sandboxFor({
    clock: clock.now,
    sleep: clock.sleep,
    random: clock.random,
    // A limit that is stated and never met: without one the client keeps to the documented 25 a second, in real time.
    limits: { write: perSecond, read: perSecond, search: perSecond },
    ...options,
  })
  const deals = thousandDeals()
  await make(sandbox, 'accounts', { $name: 'Account 0' })
  const folder = temporaryFolder()
  const csv = csvTable(
    deals.map(({ id, name, amount, account }) => ({ ID: id, Name: name, Amount: String(amount), Account: account })),
    '\n',
  )
  const run = {
    sandbox,
    clock,
    folder,
    csv,
    mapping: mappingFor(mode),
    timeoutMs,
    writeRate: perSecond,
    giveUpAfterMs,
    config: { concurrency },
  }
  return {
    sandbox,
    deals,
    concurrency,
    run: () => runOnce(run),
    integrity: () => ledgerAsLeft(join(folder, 'ledger.db'))?.integrity ?? ['there is none'],
  }
}

function mappingFor(mode: Mode): string {
  const account =
    mode === 'create'
      ? '{ value: acc_00000001 }'
      : '{ column: Account, find: { object: account, by: $name, missing: create } }'
  return `
object: opportunity
key: [ID]
mode: ${mode}
${mode === 'create' ? '' : 'match: sourceId'}
fields: { sourceId: ID, $name: Name, $stage: { value: Lead }, amount: { column: Amount, decimal: "." } }
relationships: { $account: ${account} }
`
}

/** Makes records for every other row, as another program would have left them: with other values. */
export async function makeOlderDeals({ sandbox, deals }: FaultyImport): Promise<readonly Deal[]> {
  const older = deals
    .filter((_, index) => index % 2 === 0)
    .map(deal => ({ ...deal, name: `Old ${deal.name}`, amount: 1 }))
  for (const { id, name, amount } of older) {
    const fields = { sourceId: id, $name: name, $stage: 'Lead', amount }
    await make(sandbox, 'opportunities', fields, { $account: 'acc_00000001' })
  }
  return older.map(deal => ({ ...deal, account: 'Account 0' }))
}

/**
 * Gives the same command until it has nothing more to do, and checks after each run that what it says of its rows is so.
 *
 * @returns how each run ended: `finished`, or why it stopped
 */
export async function runToTheEnd(one: FaultyImport, mostRuns: number): Promise<readonly string[]> {
  const ends: string[] = []
  while (ends.length < mostRuns) {
    const { summary, results } = await one.run()
    ends.push(summary.reason?.code ?? summary.end)
    const untrue = untrueResults(one.sandbox, results)
    const counted = Object.values(summary.outcomes).reduce((sum, count) => sum + count, 0)
    if (untrue.length > 0) throw new Error(`Run ${ends.length} says what is not so:\n${untrue.join('\n')}`)
    if (counted !== summary.rows) throw new Error(`${counted} outcomes of ${summary.rows} rows`)
    const { in_doubt, pending, failed } = summary.outcomes
    if (summary.end === 'finished' && in_doubt + pending + failed === 0) return ends
  }
  throw new Error(`Not done after ${mostRuns} runs: ${ends.join(', ')}`)
}

/** Outcomes of a run that the workspace's records contradict, at most ten of them. */
function untrueResults(sandbox: Sandbox, results: readonly RowResult[]): readonly string[] {
  const held = Map.groupBy(recordsOf(sandbox, 'opportunity'), ({ fields }) => String(fields['sourceId']))
  return results
    .filter(({ row, outcome, recordId }) => {
      const ids = (held.get(idOf(row)) ?? []).map(({ id }) => id)
      const isDone = !['pending', 'in_doubt', 'failed'].includes(outcome)
      return ids.length > 1 || (isDone && ids[0] !== recordId)
    })
    .slice(0, 10)
    .map(({ row, outcome, recordId, error }) => {
      const ids = (held.get(idOf(row)) ?? []).map(({ id }) => id)
      return `row ${row}: ${outcome} ${recordId} ${error?.code ?? ''}, and there is ${ids.join(', ') || 'nothing'}`
    })
}

/** Names of the accounts that the workspace holds, in order: one that was made twice is there twice. */
export function heldAccounts(sandbox: Sandbox): readonly unknown[] {
  return recordsOf(sandbox, 'account')
    .map(({ fields }) => String(fields['$name']))
    .toSorted()
}

/** Checks that each row of the file has one record with its values, and that so many requests at least came to nothing. */
export function expectRecords({ sandbox, deals, integrity }: FaultyImport, lost: number): void {
  expect(heldDeals(sandbox)).toEqual(expectedDeals(deals.map(deal => ({ ...deal, account: 'Account 0' }))))
  expect(integrity()).toEqual(['ok'])
  const { requests, redirectsFollowed } = sandbox.state()
  // One was for the account.
  expect(requests.write.total).toBeGreaterThanOrEqual(deals.length + 1 + lost)
  expect(redirectsFollowed.total).toBe(0)
}

/** The fault, upon the first request for a row. */
export function onRow(fault: Fault, row: number): Fault {
  return { ...fault, times: fault.times ?? 1, match: { ...fault.match, method: 'POST', body: idOf(row) } }
}

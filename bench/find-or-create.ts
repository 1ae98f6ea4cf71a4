import { writeFile } from 'node:fs/promises'
import { csvTable } from '../fixtures/csv-text.ts'
import type { Bench } from './bench.ts'
import { importFile, type MeasuredRun } from './run-command.ts'
import { limitsOf, type Simulator, startSimulator } from './simulator.ts'
import { figure, percent } from './statistics.ts'
import type { Workplace } from './workplace.ts'

const limit = 25
const latencyMs = 200
const createsAtATime = 32

interface Scenario {
  readonly name: string
  /** Whether the rows' parents are in the workspace already; if not, the run creates them. */
  readonly hasParents: boolean
  /** Whether the workspace is so large that searching takes fewer requests than reading every page of it. */
  readonly isLarge: boolean
}

const scenarios: readonly Scenario[] = [
  { name: 'parents there, a large workspace (searches)', hasParents: true, isLarge: true },
  { name: 'parents there, nothing else (pages)', hasParents: true, isLarge: false },
  { name: 'parents created by the run', hasParents: false, isLarge: false },
]

/** How well look-ups and writes overlap: the whole time beside that of the budget which takes longest. */
export const findOrCreateBench: Bench = {
  name: 'find-or-create',
  title: 'Find-or-create, beside the slower of its budgets',
  async measure({ isQuick }, workplace) {
    const rows = isQuick ? 400 : 2000
    const parents = rows / 4
    const found = await Promise.all(
      scenarios.map(async scenario => ({ scenario, run: await runScenario(scenario, rows, parents, workplace) })),
    )
    const over = found.map(({ run }) => run.seconds / budgetSeconds(run) - 1)
    return {
      tables: [
        {
          columns: [
            `${figure(rows)} rows over ${parents} parents`,
            'writes',
            'reads',
            'searches',
            `rows / ${limit}`,
            'slower budget',
            'wall time',
            'over it',
          ],
          rows: found.map(({ scenario, run }, index) => [
            scenario.name,
            figure(run.summary.requests.write),
            figure(run.summary.requests.read),
            figure(run.summary.requests.search),
            `${figure(rows / limit, 1)} s`,
            `${figure(budgetSeconds(run), 1)} s`,
            `${figure(run.seconds, 1)} s`,
            percent(over[index] ?? 0),
          ]),
        },
      ],
      verdicts: [
        {
          aim: 'no more than 5% over the slower budget',
          isMet: Math.max(...over) <= 0.05,
          found: `at most ${percent(Math.max(...over))}`,
        },
      ],
    }
  },
}

/** What the category with the most requests needs at the limit. */
function budgetSeconds({ summary: { requests } }: MeasuredRun): number {
  return Math.max(requests.write, requests.read, requests.search) / limit
}

async function runScenario(
  { hasParents, isLarge }: Scenario,
  rows: number,
  parents: number,
  workplace: Workplace,
): Promise<MeasuredRun> {
  await using simulator = await startSimulator()
  if (hasParents)
    await createAll(
      '/v1/accounts',
      Array.from({ length: parents }, (_, index) => parent(index)),
      simulator,
    )
  if (isLarge) {
    // A page holds 25 records: with so many, a look-up by search is the cheaper one.
    await createAll(
      '/v1/accounts',
      Array.from({ length: 27 * parents }, (_, index) => `Other company ${index}`),
      simulator,
    )
    await createAll(
      '/v1/opportunities',
      Array.from({ length: 27 * rows }, (_, index) => `Other deal ${index}`),
      simulator,
    )
  }
  await simulator.change({ limits: limitsOf(limit), latencyMs })
  const files = {
    file: workplace.newPath('.csv'),
    mapping: workplace.newPath('.yaml'),
    ledger: workplace.newPath('.db'),
  }
  await writeFile(files.mapping, mappingText(hasParents))
  const records = Array.from({ length: rows }, (_, index) => ({
    Deal: `Deal ${index}`,
    Stage: 'Qualified',
    Company: parent(index % parents),
  }))
  await writeFile(files.file, csvTable(records, '\n'))
  return await importFile(files, ['created'], [], simulator)
}

function parent(index: number): string {
  return `Parent ${index} & Sons`
}

function mappingText(hasParents: boolean): string {
  return `object: opportunity
import: bench-find-or-create
mode: find-or-create
match: $name
fields:
  $name: Deal
  $stage: Stage
relationships:
  $account:
    column: Company
    find: { object: account, by: $name, missing: ${hasParents ? 'fail' : 'create'} }
`
}

async function createAll(
  path: '/v1/accounts' | '/v1/opportunities',
  names: readonly string[],
  { create, accountId }: Simulator,
): Promise<void> {
  const left = names.values()
  const work = async (): Promise<void> => {
    for (const $name of left) {
      await (path === '/v1/accounts'
        ? create(path, { $name })
        : create(path, { $name, $stage: 'Lead' }, { $account: accountId }))
    }
  }
  await Promise.all(Array.from({ length: createsAtATime }, work))
}

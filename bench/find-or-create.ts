import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { csvTable } from '../fixtures/csv-text.ts'
import { Endings } from '../src/model/endings.ts'
import type { Bench } from './bench.ts'
import { importFile, type MeasuredRun } from './run-command.ts'
import { limitsOf, type Simulator, startSimulator } from './simulator.ts'
import { figure, percent } from './statistics.ts'
import type { ImportFiles, Workplace } from './workplace.ts'

const limit = 25
const latencyMs = 200
const createsAtATime = 32
/** The runs go on side by side, since they hardly use the machine; but each is to have it for itself while it starts. */
const startsApartMs = 3_000

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
    await using simulators = new Endings()
    const prepared = []
    for (const scenario of scenarios) {
      const simulator = simulators.use(await startSimulator())
      prepared.push({ scenario, simulator, files: await prepare(scenario, rows, parents, simulator, workplace) })
    }
    const found = await Promise.all(
      prepared.map(async ({ scenario, simulator, files }, index) => {
        await sleep(index * startsApartMs)
        return { scenario, run: await importFile(files, ['created'], [], simulator) }
      }),
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

/** Fills the workspace, writes the file and its mapping, and lets limit and latency apply. */
async function prepare(
  { hasParents, isLarge }: Scenario,
  rows: number,
  parents: number,
  simulator: Simulator,
  workplace: Workplace,
): Promise<ImportFiles> {
  if (hasParents) await createAll('/v1/accounts', numbered(parents, parent), simulator)
  if (isLarge) {
    // A page holds 25 records: with so many, a look-up by search is the cheaper one.
    const others = (count: number, name: string) => numbered(27 * count, index => `${name} ${index}`)
    await createAll('/v1/accounts', others(parents, 'Other company'), simulator)
    await createAll('/v1/opportunities', others(rows, 'Other deal'), simulator)
  }
  await simulator.change({ limits: limitsOf(limit), latencyMs })
  const files = {
    file: workplace.newPath('.csv'),
    mapping: workplace.newPath('.yaml'),
    ledger: workplace.newPath('.db'),
  }
  await writeFile(files.mapping, mappingText(hasParents))
  const records = numbered(rows, index => ({
    Deal: `Deal ${index}`,
    Stage: 'Qualified',
    Company: parent(index % parents),
  }))
  await writeFile(files.file, csvTable(records, '\n'))
  return files
}

function numbered<Made>(count: number, make: (index: number) => Made): readonly Made[] {
  return Array.from({ length: count }, (_, index) => make(index))
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

import { fileURLToPath } from 'node:url'
import type { Bench } from './bench.ts'
import { runToEnd, type Usage } from './processes.ts'
import { importFile, unlimitedRate } from './run-command.ts'
import { type Simulator, startSimulator } from './simulator.ts'
import { figure, median, percent, spread } from './statistics.ts'
import type { Workplace } from './workplace.ts'

const bareLoop = fileURLToPath(new URL('peers/bare-undici.mjs', import.meta.url))
const concurrency = 64
const leastShare = 0.25

/** Creates a second where no limit holds them back: what reading, judging, the ledger and the limiter cost. */
export const unlimitedBench: Bench = {
  name: 'unlimited',
  title: 'Creates a second without a limit',
  async measure({ isQuick }, workplace) {
    const [creates, rounds] = isQuick ? [5_000, 3] : [50_000, 5]
    const bare: Usage[] = []
    const run: Usage[] = []
    for (let round = 0; round < rounds; round++) {
      bare.push(await onFreshSimulator(simulator => createBarely(creates, simulator)))
      run.push(await onFreshSimulator(simulator => importFreely(creates, simulator, workplace)))
    }
    const share = median(rates(creates, run)) / median(rates(creates, bare))
    return {
      tables: [
        {
          columns: [
            `${figure(creates)} creates, ${concurrency} at a time`,
            'median',
            `smallest–largest of ${rounds}`,
            'of bare undici',
            'CPU a create',
          ],
          rows: [
            row('bare undici', creates, bare, '100%'),
            row('`run`, with its ledger', creates, run, percent(share, 0)),
          ],
        },
      ],
      verdicts: [
        {
          aim: `${percent(leastShare, 0)} of the requests a second of bare undici, or more`,
          isMet: share >= leastShare,
          found: percent(share, 0),
        },
      ],
    }
  },
}

/** A sandbox grows with what it holds: none may serve two measurements. */
async function onFreshSimulator(measure: (simulator: Simulator) => Promise<Usage>): Promise<Usage> {
  await using simulator = await startSimulator()
  return await measure(simulator)
}

function createBarely(creates: number, { accountId, environment }: Simulator): Promise<Usage> {
  return runToEnd(bareLoop, [String(creates), String(concurrency), accountId], environment)
}

async function importFreely(creates: number, simulator: Simulator, workplace: Workplace): Promise<Usage> {
  const files = { file: await workplace.rowsFile(creates), ledger: workplace.newPath('.db') }
  return await importFile(files, ['created'], [...unlimitedRate, '--concurrency', String(concurrency)], simulator)
}

function row(name: string, creates: number, runs: readonly Usage[], share: string): string[] {
  const perSecond = rates(creates, runs)
  const cpu = median(runs.map(({ cpuSeconds }) => cpuSeconds)) / creates
  return [name, figure(median(perSecond)), spread(perSecond), share, `${figure(cpu * 1e6)} µs`]
}

function rates(creates: number, runs: readonly Usage[]): readonly number[] {
  return runs.map(({ seconds }) => creates / seconds)
}

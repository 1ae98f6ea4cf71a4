import { fileURLToPath } from 'node:url'
import type { Bench, Workplace } from './bench.ts'
import { runToEnd, type Usage } from './processes.ts'
import { importRows } from './run-command.ts'
import { type Simulator, startSimulator } from './simulator.ts'
import { figure, median, spread } from './tables.ts'

const bareLoop = fileURLToPath(new URL('bare-undici.mjs', import.meta.url))
const concurrency = 64

/** Creates a second where no limit holds them back: what reading, judging, the ledger and the limiter cost. */
export const unlimitedBench: Bench = {
  name: 'unlimited',
  title: 'Creates a second without a limit',
  async measure(size, workplace) {
    const [creates, runs] = size === 'quick' ? [5_000, 3] : [20_000, 5]
    const bare: Usage[] = []
    const run: Usage[] = []
    for (let round = 0; round < runs; round++) {
      bare.push(await onFreshSimulator(simulator => createBarely(creates, simulator)))
      run.push(await onFreshSimulator(simulator => importFreely(creates, simulator, workplace)))
    }
    return {
      columns: [
        `${figure(creates)} creates, ${concurrency} at a time`,
        'median',
        `smallest–largest of ${runs}`,
        'CPU per create',
      ],
      rows: [figures('bare undici', creates, bare), figures('`run`, with its ledger', creates, run)],
    }
  },
}

/** A sandbox grows with what it holds: none may serve two measurements. */
async function onFreshSimulator(measure: (simulator: Simulator) => Promise<Usage>): Promise<Usage> {
  await using simulator = await startSimulator({ limit: 0, limitModel: 'token-bucket', latencyMs: 0 })
  return await measure(simulator)
}

function createBarely(creates: number, { accountId, environment }: Simulator): Promise<Usage> {
  return runToEnd(bareLoop, [String(creates), String(concurrency), accountId], environment)
}

function importFreely(creates: number, simulator: Simulator, workplace: Workplace): Promise<Usage> {
  return importRows(creates, ['--rate', '100000', '--concurrency', String(concurrency)], simulator, workplace)
}

function figures(name: string, creates: number, runs: readonly Usage[]): string[] {
  const rates = runs.map(({ seconds }) => creates / seconds)
  const cpu = median(runs.map(({ cpuSeconds }) => cpuSeconds)) / creates
  return [name, figure(median(rates)), spread(rates), `${figure(cpu * 1e6)} µs`]
}

import type { LimitModel, RequestLogEntry } from '../src/sandbox/sandbox.ts'
import type { Bench, Workplace } from './bench.ts'
import { importRows } from './run-command.ts'
import { startSimulator } from './simulator.ts'
import { figure, mebibytes } from './tables.ts'

const limit = 25
const limitModels: readonly LimitModel[] = ['token-bucket', 'fixed-window', 'sliding-window']
const latenciesMs = [50, 500, 2000]

/** Creates a second under the API's limit, as the sandbox's log of its requests has them. */
export const createsBench: Bench = {
  name: 'creates',
  title: `Creates a second under a limit of ${limit} a second`,
  async measure(size, workplace) {
    const seconds = size === 'quick' ? 15 : 60
    const rows: string[][] = []
    for (const limitModel of limitModels) {
      // Side by side: each of these leaves the machine idle for nearly all of the time.
      const runs = latenciesMs.map(latencyMs => measureOne(limitModel, latencyMs, seconds * limit, workplace))
      rows.push(...(await Promise.all(runs)))
    }
    return {
      columns: [
        'limit model, latency',
        'creates',
        'a second',
        'answered 429',
        'shortest pause after a 429',
        'CPU time',
        'peak memory',
      ],
      rows,
    }
  },
}

async function measureOne(
  limitModel: LimitModel,
  latencyMs: number,
  rows: number,
  workplace: Workplace,
): Promise<string[]> {
  await using simulator = await startSimulator({ limit, limitModel, latencyMs })
  const { cpuSeconds, peakBytes } = await importRows(rows, [], simulator, workplace)
  const creates = await simulator.creates()
  const refused = creates.filter(({ status }) => status === 429)
  const pauseMs = shortestPauseMs(creates)
  return [
    `${limitModel}, ${figure(latencyMs)} ms`,
    figure(creates.length - refused.length),
    figure(sustainedRate(creates), 2),
    `${figure(refused.length)} (${figure((100 * refused.length) / creates.length, 2)}%)`,
    pauseMs === null ? '–' : `${figure(pauseMs)} ms`,
    `${figure(cpuSeconds, 1)} s`,
    `${figure(mebibytes(peakBytes))} MiB`,
  ]
}

/** Successful creates a second between the arrivals of the first and the last. */
function sustainedRate(creates: readonly RequestLogEntry[]): number {
  const arrivals = creates.filter(({ status }) => status === 200).map(arrivalMs)
  return ((arrivals.length - 1) * 1000) / (Math.max(...arrivals) - Math.min(...arrivals))
}

/** The shortest time from a 429 to the next create, which its `Retry-After` forbids for at least a second; null without a 429. */
function shortestPauseMs(creates: readonly RequestLogEntry[]): number | null {
  const pauses = creates.flatMap((create, index) => {
    const next = creates[index + 1]
    return create.status === 429 && next !== undefined ? [arrivalMs(next) - arrivalMs(create)] : []
  })
  return pauses.length === 0 ? null : Math.min(...pauses)
}

function arrivalMs({ at }: RequestLogEntry): number {
  return Date.parse(at)
}

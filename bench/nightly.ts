import { copyFile } from 'node:fs/promises'
import { parseBarely } from './bare-parser.ts'
import type { Bench } from './bench.ts'
import { writeRows } from './generate-rows.ts'
import type { Usage } from './processes.ts'
import { importFile, type MeasuredRun } from './run-command.ts'
import type { Simulator } from './simulator.ts'
import { figure, median, megabytes, spread } from './statistics.ts'
import type { Verdict } from './tables.ts'
import type { FinishedImport, Workplace } from './workplace.ts'

const mostRatio = 2.5
const mostBytes = 250e6
const startPath = /^\/v1\/(auth\/validate|[^/]+\/definitions)$/

/** A run over a file all of whose rows are done already, beside the parser alone. */
export const nightlyBench: Bench = {
  name: 'nightly',
  title: 'A run over unchanged rows',
  async measure({ isQuick }, workplace) {
    const [rows, rounds] = isQuick ? [50_000, 3] : [1_000_000, 5]
    const done = await workplace.finishedImport(rows)
    const bare: Usage[] = []
    const runs: MeasuredRun[] = []
    const sent: RunRequests[] = []
    // In turn, so that whatever else the machine does meets both alike.
    for (let round = 0; round < rounds; round++) {
      bare.push(await parseBarely(done.file))
      const run = await importFile(done, ['skipped'], [], done.simulator)
      runs.push(run)
      sent.push(await requestsOf(run, done.simulator))
    }
    const rewritten = await runRewritten(done, rows, rounds, workplace, sent)
    const atStart = Math.max(...sent.map(requests => requests.atStart))
    const forRows = Math.max(...sent.map(requests => requests.forRows))
    const ratioOf = (those: readonly Usage[]): number => median(seconds(those)) / median(seconds(bare))
    const peakBytes = Math.max(...[...runs, ...rewritten].map(run => run.peakBytes))
    return {
      tables: [
        {
          columns: [
            `${figure(rows)} unchanged rows`,
            'median',
            `smallest–largest of ${rounds}`,
            'CPU a row',
            'requests for rows',
            'peak memory',
          ],
          rows: [
            row('bare csv-parse', bare, rows, '–'),
            row('`run`, the same file', runs, rows, figure(forRows)),
            row('`run`, every line rewritten', rewritten, rows, figure(forRows)),
          ],
        },
      ],
      verdicts: [
        ratioVerdict('', ratioOf(runs)),
        ratioVerdict(', where every line is rewritten', ratioOf(rewritten)),
        {
          aim: 'no request for a row',
          isMet: forRows === 0,
          found: `${figure(forRows)} in a run; ${figure(atStart)} before the first row ask whether the key is valid, and for the definitions`,
        },
        {
          aim: `memory under ${megabytes(mostBytes)} MB`,
          isMet: peakBytes < mostBytes,
          found: `${figure(megabytes(peakBytes))} MB`,
        },
      ],
    }
  },
}

function ratioVerdict(where: string, ratio: number): Verdict {
  return {
    aim: `at most ${mostRatio} times the time of bare csv-parse${where}`,
    isMet: ratio <= mostRatio,
    found: `${figure(ratio, 2)} times`,
  }
}

/** What a run has asked of the server. */
interface RunRequests {
  /** Whether the key is valid, and which definitions there are: what the run's guard against changed ones needs. */
  readonly atStart: number
  /** All others: writes, searches, records. */
  readonly forRows: number
}

async function requestsOf({ startedAtMs }: MeasuredRun, simulator: Simulator): Promise<RunRequests> {
  const requests = (await simulator.requests()).filter(({ at }) => Date.parse(at) >= startedAtMs)
  const atStart = requests.filter(({ category, path }) => category === 'read' && startPath.test(path)).length
  return { atStart, forRows: requests.length - atStart }
}

/**
 * The same rows in lines that are all others, by a column that the mapping leaves out: no part of the file can be known by its
 * bytes. With a ledger of its own, so that the other one keeps to the file.
 *
 * @param sent gets what each run has asked of the server
 */
async function runRewritten(
  done: FinishedImport,
  rows: number,
  rounds: number,
  workplace: Workplace,
  sent: RunRequests[],
): Promise<readonly MeasuredRun[]> {
  const files = { file: workplace.newPath('.csv'), ledger: workplace.newPath('.db') }
  await copyFile(done.ledger, files.ledger)
  const runs: MeasuredRun[] = []
  for (let round = 1; round <= rounds; round++) {
    await writeRows(files.file, rows, `Written for round ${round} of a measurement.`)
    const run = await importFile(files, ['skipped'], [], done.simulator)
    runs.push(run)
    sent.push(await requestsOf(run, done.simulator))
  }
  return runs
}

function row(name: string, runs: readonly Usage[], rows: number, requests: string): string[] {
  const cpu = median(runs.map(({ cpuSeconds }) => cpuSeconds)) / rows
  return [
    name,
    `${figure(median(seconds(runs)), 2)} s`,
    `${spread(seconds(runs), 2)} s`,
    `${figure(cpu * 1e6, 1)} µs`,
    requests,
    `${figure(megabytes(Math.max(...runs.map(({ peakBytes }) => peakBytes))))} MB`,
  ]
}

function seconds(runs: readonly Usage[]): readonly number[] {
  return runs.map(run => run.seconds)
}

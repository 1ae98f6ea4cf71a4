import { copyFile } from 'node:fs/promises'
import { parseBarely } from './bare-parser.ts'
import type { Bench } from './bench.ts'
import { writeRows } from './generate-rows.ts'
import type { Usage } from './processes.ts'
import { importFile, type MeasuredRun } from './run-command.ts'
import { figure, median, megabytes, spread } from './statistics.ts'
import type { Verdict } from './tables.ts'
import type { FinishedImport, Workplace } from './workplace.ts'

const mostRatio = 2.5
const mostBytes = 250e6

/** A run over a file all of whose rows are done already, beside the parser alone. */
export const nightlyBench: Bench = {
  name: 'nightly',
  title: 'A run over unchanged rows',
  async measure({ isQuick }, workplace) {
    const [rows, rounds] = isQuick ? [50_000, 3] : [1_000_000, 5]
    const done = await workplace.finishedImport(rows)
    const bare: Usage[] = []
    const runs: MeasuredRun[] = []
    let requests = 0
    // In turn, so that whatever else the machine does meets both alike.
    for (let round = 0; round < rounds; round++) {
      bare.push(await parseBarely(done.file))
      const run = await importFile(done, ['skipped'], [], done.simulator)
      runs.push(run)
      const log = await done.simulator.requests()
      requests = Math.max(requests, log.filter(({ at }) => Date.parse(at) >= run.startedAtMs).length)
    }
    const rewritten = await runRewritten(done, rows, rounds, workplace)
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
            'requests',
            'peak memory',
          ],
          rows: [
            row('bare csv-parse', bare, rows, '–'),
            row('`run`, the same file', runs, rows, figure(requests)),
            row('`run`, every line rewritten', rewritten, rows, '–'),
          ],
        },
      ],
      verdicts: [
        ratioVerdict('', ratioOf(runs)),
        ratioVerdict(', where every line is rewritten', ratioOf(rewritten)),
        { aim: 'no request', isMet: requests === 0, found: `${figure(requests)} in a run` },
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

/**
 * The same rows in lines that are all others, by a column that the mapping leaves out: no part of the file can be known by its
 * bytes. With a ledger of its own, so that the other one keeps to the file.
 */
async function runRewritten(
  done: FinishedImport,
  rows: number,
  rounds: number,
  workplace: Workplace,
): Promise<readonly MeasuredRun[]> {
  const files = { file: workplace.newPath('.csv'), ledger: workplace.newPath('.db') }
  await copyFile(done.ledger, files.ledger)
  const runs: MeasuredRun[] = []
  for (let round = 1; round <= rounds; round++) {
    await writeRows(files.file, rows, `Written for round ${round} of a measurement.`)
    runs.push(await importFile(files, ['skipped'], [], done.simulator))
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

import { parseBarely } from './bare-parser.ts'
import type { Bench } from './bench.ts'
import type { Usage } from './processes.ts'
import { importFile, type MeasuredRun } from './run-command.ts'
import { figure, median, megabytes, spread } from './statistics.ts'

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
    const ratio = median(seconds(runs)) / median(seconds(bare))
    const peakBytes = Math.max(...runs.map(run => run.peakBytes))
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
          rows: [row('bare csv-parse', bare, rows, '–'), row('`run`', runs, rows, figure(requests))],
        },
      ],
      verdicts: [
        {
          aim: `at most ${mostRatio} times the time of bare csv-parse`,
          isMet: ratio <= mostRatio,
          found: `${figure(ratio, 2)} times`,
        },
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

import type { Bench } from './bench.ts'
import { command, runToEnd } from './processes.ts'
import { figure, megabytes, percent } from './statistics.ts'
import { type FinishedImport, rowsMapping, type Workplace } from './workplace.ts'

const mostBytes = 250e6
const mostGrowth = 0.2

/** A command, and its peak over an import that is done. */
interface Measured {
  readonly name: string
  readonly peakBytes: (done: FinishedImport, workplace: Workplace) => Promise<number>
}

const measured: readonly Measured[] = [
  { name: '`run`, no limit', peakBytes: async ({ usage }) => usage.peakBytes },
  {
    name: '`check --offline`',
    peakBytes: ({ file }) => peakOf(['check', file, '--mapping', rowsMapping, '--offline']),
  },
  {
    name: '`results`',
    peakBytes: ({ ledger }, workplace) => peakOf(onLedger('results', ledger, workplace.newPath('.csv'))),
  },
  {
    name: '`report`',
    peakBytes: ({ ledger }, workplace) => peakOf(onLedger('report', ledger, workplace.newPath('.html'))),
  },
]

/** Peak memory of each command over files of very different lengths. */
export const memoryBench: Bench = {
  name: 'memory',
  title: 'Peak memory',
  async measure({ isQuick }, workplace) {
    const sizes = isQuick ? [1000, 10_000, 50_000] : [10_000, 100_000, 1_000_000]
    const found: { readonly name: string; readonly peaks: readonly number[] }[] = []
    for (const { name, peakBytes } of measured) {
      const peaks: number[] = []
      for (const rows of sizes) peaks.push(await peakBytes(await workplace.finishedImport(rows), workplace))
      found.push({ name, peaks })
    }
    const most = Math.max(...found.flatMap(({ peaks }) => peaks))
    const grown = found.filter(({ peaks }) => growth(peaks) > mostGrowth)
    return {
      tables: [
        {
          columns: ['command', ...sizes.map(rows => `${figure(rows)} rows`), 'largest over smallest'],
          rows: found.map(({ name, peaks }) => [
            name,
            ...peaks.map(peak => `${figure(megabytes(peak))} MB`),
            `+${percent(growth(peaks), 0)}`,
          ]),
        },
      ],
      verdicts: [
        {
          aim: 'flat within 20%',
          isMet: grown.length === 0,
          found: grown.length === 0 ? 'each of them' : grown.map(({ name }) => `${name} is not`).join(', '),
        },
        {
          aim: `under ${megabytes(mostBytes)} MB`,
          isMet: most < mostBytes,
          found: `at most ${figure(megabytes(most))} MB`,
        },
      ],
    }
  },
}

function growth(peaks: readonly number[]): number {
  return Math.max(...peaks) / Math.min(...peaks) - 1
}

function onLedger(name: string, ledger: string, out: string): readonly string[] {
  return [name, '--mapping', rowsMapping, '--ledger', ledger, '--out', out]
}

async function peakOf(args: readonly string[]): Promise<number> {
  return (await runToEnd(command, args)).peakBytes
}

import { fileURLToPath } from 'node:url'
import { type Bench, type BenchSize, rowsMapping, type Workplace } from './bench.ts'
import { command, runToEnd } from './processes.ts'
import { importRows } from './run-command.ts'
import { startSimulator } from './simulator.ts'
import { figure, mebibytes } from './tables.ts'

/** Peak memory of a command over a file, and over one ten times as long. */
export const memoryBench: Bench = {
  name: 'memory',
  title: 'Peak memory, in MiB',
  async measure(size, workplace) {
    const rows: string[][] = []
    for (const count of checkSizes(size)) rows.push(row('check --offline', count, await peakOfCheck(count, workplace)))
    for (const count of runSizes(size)) rows.push(row('run', count, await peakOfRun(count, workplace)))
    return { columns: ['command', 'rows', 'MiB'], rows }
  },
}

function checkSizes(size: BenchSize): readonly number[] {
  return size === 'quick' ? [20_000, 100_000] : [100_000, 1_000_000]
}

/** A million creates take a while even without a limit, so that they are left to `--full`. */
function runSizes(size: BenchSize): readonly number[] {
  return size === 'full' ? [100_000, 1_000_000] : size === 'quick' ? [2_000, 20_000] : [10_000, 100_000]
}

async function peakOfCheck(rows: number, workplace: Workplace): Promise<number> {
  const args = ['check', await workplace.rowsFile(rows), '--mapping', fileURLToPath(rowsMapping), '--offline']
  return (await runToEnd(command, args)).peakBytes
}

async function peakOfRun(rows: number, workplace: Workplace): Promise<number> {
  await using simulator = await startSimulator({ limit: 0, limitModel: 'token-bucket', latencyMs: 0 })
  return (await importRows(rows, ['--rate', '100000'], simulator, workplace)).peakBytes
}

function row(name: string, rows: number, peakBytes: number): string[] {
  return [`\`${name}\``, figure(rows), figure(mebibytes(peakBytes))]
}

import { command, killWhen, runToEnd, type Usage } from './processes.ts'
import type { Simulator } from './simulator.ts'
import { type ImportFiles, rowsMapping } from './workplace.ts'

/** The part of `--json`'s summary that is measured. */
export interface RunSummary {
  readonly rows: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly requests: { readonly write: number; readonly read: number; readonly search: number }
}

/** No limit that anybody has: what `run` can do by itself. */
export const unlimitedRate: readonly string[] = ['--rate', '100000']

/** A run that has ended, with what it says of itself. */
export interface MeasuredRun extends Usage {
  readonly summary: RunSummary
}

/**
 * Runs `run` over a file.
 *
 * @throws Error where a row ended as something else than expected: such figures would mean nothing
 */
export async function importFile(
  files: ImportFiles,
  expected: readonly string[],
  options: readonly string[],
  simulator: Simulator,
): Promise<MeasuredRun> {
  const usage = await runToEnd(command, runArguments(files, options), simulator.environment)
  const summary: RunSummary = JSON.parse(usage.stdout)
  const done = expected.reduce((sum, outcome) => sum + (summary.outcomes[outcome] ?? 0), 0)
  if (done !== summary.rows) throw new Error(`not every row is ${expected.join(' or ')}: ${usage.stdout}`)
  return { ...usage, summary }
}

/**
 * Starts `run` over a file, and kills it once it is time.
 *
 * @throws Error where it has ended by then
 */
export async function killRun(
  files: ImportFiles,
  options: readonly string[],
  simulator: Simulator,
  isTime: () => Promise<boolean>,
): Promise<void> {
  await killWhen(isTime, command, runArguments(files, options), simulator.environment)
}

function runArguments({ file, ledger, mapping = rowsMapping }: ImportFiles, options: readonly string[]): string[] {
  return ['run', file, '--mapping', mapping, '--ledger', ledger, '--json', ...options]
}

import { fileURLToPath } from 'node:url'
import { rowsMapping, type Workplace } from './bench.ts'
import { command, runToEnd, type Usage } from './processes.ts'
import type { Simulator } from './simulator.ts'

/**
 * Runs `run` over so many generated rows, into a ledger of its own.
 *
 * @throws Error where not every row was created: such figures would mean nothing
 */
export async function importRows(
  rows: number,
  options: readonly string[],
  simulator: Simulator,
  workplace: Workplace,
): Promise<Usage> {
  const file = await workplace.rowsFile(rows)
  const args = ['run', file, '--mapping', fileURLToPath(rowsMapping), '--ledger', workplace.newPath(), '--json']
  const usage = await runToEnd(command, [...args, ...options], simulator.environment)
  const summary: { outcomes: { created: number } } = JSON.parse(usage.stdout)
  if (summary.outcomes.created !== rows) throw new Error(`not every row was created: ${usage.stdout}`)
  return usage
}

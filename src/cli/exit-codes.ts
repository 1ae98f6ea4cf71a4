import { InputError, RunStopped } from '../errors.ts'
import type { RunSummary } from '../import/run-config.ts'
import { failedOutcomes } from '../import/tally.ts'
import type { OutcomeCounts } from '../model/outcome.ts'

/** The contract's exit codes. */
export const exitCode = {
  done: 0,
  someRowsFailed: 1,
  wrongInput: 2,
  stopped: 3,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** Exit code of a run that came to its end, in whatever way. */
export function exitCodeOfRun(
  summary: Pick<RunSummary, 'end' | 'outcomes' | 'leftInDoubt'>,
  interruptedWith: ExitCode,
): ExitCode {
  if (summary.end === 'interrupted') return interruptedWith
  if (summary.end === 'stopped' || summary.outcomes.pending > 0) return exitCode.stopped
  return summary.leftInDoubt > 0 ? exitCode.someRowsFailed : exitCodeOfRows(summary.outcomes)
}

export function exitCodeOfRows(outcomes: OutcomeCounts): ExitCode {
  const hasFailed = [...failedOutcomes].some(outcome => outcomes[outcome] > 0)
  return hasFailed ? exitCode.someRowsFailed : exitCode.done
}

/** Exit code of an error that a person is meant to read; null for one that is a bug. */
export function exitCodeOfError(error: unknown): ExitCode | null {
  if (error instanceof InputError) return exitCode.wrongInput
  if (error instanceof RunStopped) return exitCode.stopped
  return null
}

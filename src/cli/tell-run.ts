import type { RunStopped } from '../errors.ts'
import type { RunSummary } from '../import/run-config.ts'
import { failedOutcomes } from '../import/tally.ts'
import { isVerified } from '../import/verify/verify-tally.ts'
import { ledgerPath } from '../library/ledger-path.ts'
import type { Afterwards } from '../report/afterwards.ts'
import { dryRunText, type Forecast } from '../report/dry-run-text.ts'
import { runJson } from '../report/json-summary.ts'
import type { RunLinks } from '../report/run-links.ts'
import { type RunProof, runText } from '../report/summary-text.ts'
import { formatCount } from '../report/text.ts'
import { type CommandContext, printJson } from './command.ts'
import type { Execution, SendOptions } from './execute-run.ts'
import { type ExitCode, exitCode, exitCodeOfRun } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { interruptedExitCode } from './interrupt.ts'
import { lookOf } from './look.ts'
import { verifyCommand } from './next-commands.ts'
import { stepAfterRun } from './next-step.ts'
import type { RunEnd } from './run-watcher.ts'
import { tellAfterwards } from './tell-afterwards.ts'

/** A run that is over, with what was gathered meanwhile. */
export interface EndedRun {
  readonly summary: RunSummary
  readonly proof: RunProof
  readonly links: RunLinks
  /** Of a dry run what a run would do; null for a run. */
  readonly forecast: Forecast | null
}

/** Tells a person, and a program, how it ended. */
export async function tellRun(
  execution: Pick<Execution, 'config' | 'client' | 'plan'>,
  options: SendOptions,
  context: CommandContext,
  ended: EndedRun,
  signal: AbortSignal,
): Promise<RunEnd> {
  const { config, client, plan } = execution
  const { terminal, log, json } = context
  const { summary, proof, forecast } = ended
  const counts = client.counts()
  const aboutPlan = plan?.end(summary.end === 'finished') ?? null
  const afterwards = afterwardsOf(execution, options, context, ended)
  const summaryJson = runJson(summary, counts, ledgerPath(options), { ...proof, forecast, afterwards })
  if (json) await printJson(terminal, summaryJson)
  terminal.say(runText(summary, counts, { ...proof, isDry: config.dryRun }, lookOf(terminal)))
  if (forecast !== null) terminal.say(dryRunText(forecast, lookOf(terminal)))
  for (const reason of reasonsToTell(summary, proof)) {
    terminal.say('')
    reportFailure(reason, terminal)
    logFailure(reason, log)
  }
  if (config.dryRun) terminal.say('\nDry run: nothing was written.')
  if (aboutPlan !== null) terminal.say(aboutPlan)
  const earlierRows = proof.verification?.earlierRows ?? 0
  if (earlierRows > 0) terminal.say(unverifiedText(earlierRows, options))
  tellAfterwards(afterwards, terminal)
  const runCode = exitCodeOfRun(summary, interruptedExitCode(signal))
  return { exitCode: exitCodeOfProof(runCode, proof, signal), summary: summaryJson }
}

/** What a person may look at now, and go on with. */
function afterwardsOf(
  { config: { dryRun } }: Pick<Execution, 'config'>,
  options: SendOptions,
  { call }: CommandContext,
  { summary, proof, links }: EndedRun,
): Afterwards {
  const rows = [...failedOutcomes].reduce((sum, outcome) => sum + summary.outcomes[outcome], 0)
  const failed = options.failed === undefined ? null : { path: options.failed, rows }
  const { verification } = proof
  const next = stepAfterRun({ call, about: options, isDry: dryRun, summary, failedFile: failed, verification })
  const files = { ledger: ledgerPath(options), results: options.results ?? null, failed }
  return { links: links.list(), files, next: [next] }
}

/** Why it ended before its end; what stopped the run has often stopped the reading back as well. */
function reasonsToTell({ reason }: RunSummary, { verification }: RunProof): readonly RunStopped[] {
  const other = verification?.reason ?? null
  return [reason, other?.code === reason?.code ? null : other].filter(each => each !== null)
}

/** `--verify` is about what this run has written: who asked for all has not got all. */
function unverifiedText(rows: number, options: SendOptions): string {
  const were = formatCount(rows, 'row that an earlier run had done was', 'rows that earlier runs had done were')
  return `${were} not read back: ${verifyCommand(options)}`
}

/** What was asked for is not done where a record that was to be read back is not what was sent, or was not read. */
function exitCodeOfProof(code: ExitCode, { verification }: RunProof, signal: AbortSignal): ExitCode {
  const isRunOver = code === exitCode.done || code === exitCode.someRowsFailed
  if (!isRunOver || verification === null || isVerified(verification)) return code
  if (verification.reason !== null) return exitCode.stopped
  return signal.aborted ? interruptedExitCode(signal) : exitCode.someRowsFailed
}

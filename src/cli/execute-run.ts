import type { RunStopped } from '../errors.ts'
import type { ConductParts } from '../import/conduct-run.ts'
import type { DryClient, RunClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { countUnsettled } from '../import/planning/unsettled.ts'
import type { MaxErrors, RunConfig, RunSummary } from '../import/run-config.ts'
import { failedOutcomes } from '../import/tally.ts'
import type { ReadRecord } from '../import/verify/verify-row.ts'
import { isVerified } from '../import/verify/verify-tally.ts'
import { systemClock } from '../model/clock.ts'
import { withFields } from '../model/log.ts'
import type { Afterwards } from '../report/afterwards.ts'
import { dryRunText } from '../report/dry-run-text.ts'
import { runJson } from '../report/json-summary.ts'
import { RunLinks } from '../report/run-links.ts'
import { Samples } from '../report/samples.ts'
import { lookUpText, type RunProof, runText } from '../report/summary-text.ts'
import { formatCount } from '../report/text.ts'
import { type CommandContext, printJson } from './command.ts'
import { dryRunReport } from './dry-run-report.ts'
import { type ExitCode, exitCode, exitCodeOfRun } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { interruptedExitCode, watchInterrupts } from './interrupt.ts'
import { ledgerPath } from './ledger-path.ts'
import { RunView, type RunViewParts } from './live/run-view.ts'
import { showLive } from './live/show-live.ts'
import { lookOf } from './look.ts'
import { verifyCommand } from './next-commands.ts'
import { stepAfterRun } from './next-step.ts'
import type { PlanUse } from './plan-option.ts'
import { openRunFiles } from './run-files.ts'
import { proveRun, type VerifyOption } from './run-proof.ts'
import type { ApiOptions, PaceOptions } from './shared-options.ts'
import { tellAfterwards } from './tell-afterwards.ts'
import type { Terminal } from './terminal.ts'
import { openWatchers, type WatchOptions } from './watchers.ts'

/** Options of every command that sends rows. */
export interface SendOptions extends ApiOptions, PaceOptions, WatchOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly acceptNewKey?: true
  readonly limit?: number
  readonly concurrency?: number
  readonly maxErrors?: MaxErrors
  readonly maxSameErrors?: number
  readonly resendInDoubt?: true
  readonly results?: string
  readonly failed?: string
  readonly verify?: VerifyOption
  readonly logFile?: string
}

/** One run, about to begin. */
export interface Execution {
  readonly command: 'run' | 'retry'
  readonly config: RunConfig
  readonly client: RunClient
  /** The same client, where it only pretends to write; null for a run that writes. */
  readonly dry: DryClient | null
  readonly shelf: LedgerShelf
  /** The plan that is drawn, or that the run is held to; null: there is none. */
  readonly plan: PlanUse | null
  /** Columns of the source, for `--failed`. */
  readonly columns: readonly string[]
  /** Share of the source that has been read, from 0 to 1; null where it is not known. */
  readonly share: () => number | null
  /** Rows of the source that have been read; null where it is the ledger. */
  readonly rowsRead: () => number | null
  /** Whether a run that finishes has taken up every row that was read. */
  readonly takesAll: boolean
  /** Reads a record back when nothing else waits to be read. */
  readonly readBack: ReadRecord
  readonly start: (parts: Omit<ConductParts, 'columnOf'>, signal: AbortSignal) => Promise<RunSummary>
}

/** Runs it with everything a person sees of it: progress, files, log, summary, exit code. */
export async function executeRun(
  execution: Execution,
  options: SendOptions,
  context: CommandContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { terminal, json } = context
  const { config, client, dry, shelf, plan, command } = execution
  const { runId, importName, dryRun } = config
  const log = withFields(context.log, { run: runId, import: importName })
  const ledger = ledgerPath(options)
  using opened = openWatchers({ command, runId, imports: [importName], isDry: dryRun, ledger, client }, context)
  const { watchers } = opened
  const samples = new Samples()
  const links = new RunLinks()
  using files = openRunFiles({
    results: options.results ?? null,
    failed: options.failed ?? null,
    columns: execution.columns,
    runId: config.runId,
    now: systemClock.now,
  })
  log.info({ object: config.object, dryRun }, 'run begins')
  const proving = proveRun(execution, options, { terminal, log }, signal)
  const view = new RunView(runViewParts(execution))
  const live = showLive(view.source, terminal)
  const onRow: ConductParts['onRow'] = result => {
    view.add(result)
    files.add(result)
    plan?.add(result)
    proving.add(result)
    for (const watcher of watchers) watcher.row?.(importName, result)
    if (dry === null) links.add(result)
    else samples.add(result)
  }
  const unsettled = dry && countUnsettled(shelf, config, client.serverNow())
  const summary = await execution
    .start(
      {
        client,
        ledger: shelf.open(config.importName, config.object),
        imports: shelf.besides(config.importName),
        clock: systemClock,
        log,
        onRow,
        onLookUps(decision) {
          terminal.say(lookUpText(decision))
          view.lookUp(decision)
          for (const watcher of watchers) watcher.lookUps?.(importName, decision)
        },
        follow: plan?.follower(shelf) ?? null,
      },
      signal,
    )
    .finally(() => live[Symbol.dispose]())

  const proof = await proving.end(summary)
  const counts = client.counts()
  log.info({ rows: summary.rows, end: summary.end, ...counts.requests }, 'run ended')
  const forecast = dry && unsettled && dryRunReport(dry, unsettled, summary, samples)
  const aboutPlan = plan?.end(summary.end === 'finished') ?? null
  const afterwards = afterwardsOf(execution, options, context, { summary, proof, links })
  const summaryJson = runJson(summary, counts, ledger, { ...proof, forecast, afterwards })
  if (json) await printJson(terminal, summaryJson)
  terminal.say(runText(summary, counts, { ...proof, isDry: config.dryRun }, lookOf(terminal)))
  if (forecast !== null) terminal.say(dryRunText(forecast, lookOf(terminal)))
  for (const reason of reasonsToTell(summary, proof)) {
    terminal.say('')
    reportFailure(reason, terminal)
    logFailure(reason, log)
  }
  const runCode = exitCodeOfRun(summary, interruptedExitCode(signal))
  if (config.dryRun) terminal.say('\nDry run: nothing was written.')
  if (aboutPlan !== null) terminal.say(aboutPlan)
  const earlierRows = proof.verification?.earlierRows ?? 0
  if (earlierRows > 0) terminal.say(unverifiedText(earlierRows, options))
  tellAfterwards(afterwards, terminal)
  const code = exitCodeOfProof(runCode, proof, signal)
  for (const watcher of watchers) await watcher.ended?.({ exitCode: code, summary: summaryJson })
  return code
}

/** What a person may look at now, and go on with. */
function afterwardsOf(
  { config: { dryRun } }: Execution,
  options: SendOptions,
  { call }: CommandContext,
  ended: { readonly summary: RunSummary; readonly proof: RunProof; readonly links: RunLinks },
): Afterwards {
  const { summary, proof, links } = ended
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

/** Lets a run be interrupted, and says what that means. */
export function watchRunInterrupts({ complain }: Pick<Terminal, 'complain'>): ReturnType<typeof watchInterrupts> {
  return watchInterrupts(() => complain('Finishing what is under way, then stopping. Again to stop at once.'))
}

function runViewParts({ command, config, client, shelf, share, rowsRead }: Execution): RunViewParts {
  const { importName, object, dryRun } = config
  return {
    title: `${importName} → ${object}${dryRun ? ', dry run' : ''}`,
    config,
    client,
    ledger: shelf.open(importName, object),
    isRetry: command === 'retry',
    share,
    rowsRead,
  }
}

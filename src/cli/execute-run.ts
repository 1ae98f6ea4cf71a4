import { randomBytes } from 'node:crypto'
import type { RunStopped } from '../errors.ts'
import type { ConductParts } from '../import/conduct-run.ts'
import type { DryClient, RunClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { countUnsettled } from '../import/planning/unsettled.ts'
import type { MaxErrors, RunConfig, RunSummary } from '../import/run-config.ts'
import { Tally } from '../import/tally.ts'
import type { ReadRecord } from '../import/verify/verify-row.ts'
import { isVerified } from '../import/verify/verify-tally.ts'
import type { WritePolicy } from '../mapping/compiled.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { systemClock } from '../model/clock.ts'
import { dryRunText } from '../report/dry-run-text.ts'
import { runJson } from '../report/json-summary.ts'
import { Samples } from '../report/samples.ts'
import { lookUpText, type RunProof, runText } from '../report/summary-text.ts'
import { formatCount } from '../report/text.ts'
import { type CommandContext, printJson } from './command.ts'
import { dryRunReport } from './dry-run-report.ts'
import { type ExitCode, exitCode, exitCodeOfRun } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { interruptedExitCode, watchInterrupts } from './interrupt.ts'
import { ledgerPath } from './ledger-path.ts'
import { resultsCommand, verifyCommand } from './next-commands.ts'
import { outageText } from './outage-notice.ts'
import type { PlanUse } from './plan-option.ts'
import { type ProgressSource, showProgress } from './progress.ts'
import { openRunFiles } from './run-files.ts'
import { proveRun, type VerifyOption } from './run-proof.ts'
import type { ApiOptions, PaceOptions } from './shared-options.ts'
import type { Terminal } from './terminal.ts'

/** At 25 writes a second two seconds are lost on what only repeats itself. */
const defaultMaxSameErrors = 50

/** Options of every command that sends rows. */
export interface SendOptions extends ApiOptions, PaceOptions {
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
  { terminal, log, json }: CommandContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { config, client, dry, shelf, plan } = execution
  const ended = new Tally()
  const samples = new Samples()
  using files = openRunFiles({
    results: options.results ?? null,
    failed: options.failed ?? null,
    columns: execution.columns,
    runId: config.runId,
    now: systemClock.now,
  })
  log.info({ run: config.runId, import: config.importName, object: config.object, dryRun: config.dryRun }, 'run begins')
  const proving = proveRun(execution, options, { terminal, log }, signal)
  const progress = showProgress(progressSource(execution, ended), terminal)
  const onRow: ConductParts['onRow'] = result => {
    ended.read()
    ended.add({ ...result, errors: [] })
    files.add(result)
    plan?.add(result)
    proving.add(result)
    if (dry !== null) samples.add(result)
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
        onLookUps: decision => terminal.say(lookUpText(decision)),
        follow: plan?.follower(shelf) ?? null,
      },
      signal,
    )
    .finally(() => progress[Symbol.dispose]())

  const proof = await proving.end(summary)
  const counts = client.counts()
  log.info({ run: config.runId, rows: summary.rows, end: summary.end, ...counts.requests }, 'run ended')
  const forecast = dry && unsettled && dryRunReport(dry, unsettled, summary, samples)
  const aboutPlan = plan?.end(summary.end === 'finished') ?? null
  if (json) await printJson(terminal, runJson(summary, counts, ledgerPath(options), { ...proof, forecast }))
  terminal.say(runText(summary, counts, { ...proof, isDry: config.dryRun }))
  if (forecast !== null) terminal.say(dryRunText(forecast))
  for (const reason of reasonsToTell(summary, proof)) {
    reportFailure(reason, terminal)
    logFailure(reason, log)
  }
  const code = exitCodeOfRun(summary, interruptedExitCode(signal))
  if (config.dryRun) terminal.say('Dry run: nothing was written.')
  else if (code === exitCode.someRowsFailed) terminal.say(`Details: ${resultsCommand(options, summary.outcomes)}`)
  if (aboutPlan !== null) terminal.say(aboutPlan)
  const earlierRows = proof.verification?.earlierRows ?? 0
  if (earlierRows > 0) terminal.say(unverifiedText(earlierRows, options))
  return exitCodeOfProof(code, proof, signal)
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

/** The configuration of a run, from what every command that sends rows is told. */
export function runConfig(
  mapping: Mapping,
  policy: WritePolicy,
  options: Pick<SendOptions, 'limit' | 'concurrency' | 'maxErrors' | 'maxSameErrors' | 'resendInDoubt'>,
  own: Pick<RunConfig, 'source' | 'dryRun' | 'retryFailed' | 'looksAtRecords'>,
): RunConfig {
  return {
    ...own,
    runId: newRunId(),
    importName: mapping.importName,
    object: mapping.object,
    policy,
    deferred: new Set(),
    limit: options.limit ?? null,
    concurrency: options.concurrency ?? null,
    maxErrors: options.maxErrors ?? null,
    maxSameErrors: sameErrorsAllowed(options.maxSameErrors),
    resendInDoubt: options.resendInDoubt === true,
  }
}

/** @param asked 0: any number */
function sameErrorsAllowed(asked: number | undefined): number | null {
  if (asked === undefined) return defaultMaxSameErrors
  return asked === 0 ? null : asked
}

/** Sorts by time, and is short enough to be typed: `20261121-101500-3f9a`. */
export function newRunId(): string {
  const time = new Date().toISOString().replace(/\D/g, '')
  return `${time.slice(0, 8)}-${time.slice(8, 14)}-${randomBytes(2).toString('hex')}`
}

export function progressSource(
  { client, share }: Pick<Execution, 'client' | 'share'>,
  tally: ProgressSource['tally'],
): ProgressSource {
  const write = client.limiter('write')
  return {
    tally,
    share,
    unit: 'writes',
    sent: () => client.counts().requests.write,
    limit: () => write.limit,
    pausedUntil: () => write.pausedUntil,
    waitingFor: () => (client.outage === null ? null : outageText(client.outage)),
  }
}

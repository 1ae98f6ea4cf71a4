import { randomBytes } from 'node:crypto'
import type { ConductParts } from '../import/conduct-run.ts'
import type { DryClient, RunClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { countUnsettled } from '../import/planning/unsettled.ts'
import type { MaxErrors, RunConfig, RunSummary } from '../import/run-config.ts'
import { failedOutcomes, Tally } from '../import/tally.ts'
import type { WritePolicy } from '../mapping/compiled.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { systemClock } from '../model/clock.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { dryRunText } from '../report/dry-run-text.ts'
import { runJson } from '../report/json-summary.ts'
import { Samples } from '../report/samples.ts'
import { lookUpText, runText } from '../report/summary-text.ts'
import { shellWord } from '../report/text.ts'
import { type CommandContext, printJson } from './command.ts'
import { dryRunReport } from './dry-run-report.ts'
import { type ExitCode, exitCode, exitCodeOfRun } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { interruptedExitCode, watchInterrupts } from './interrupt.ts'
import { ledgerPath } from './ledger-path.ts'
import type { PlanUse } from './plan-option.ts'
import { type ProgressSource, showProgress } from './progress.ts'
import { openRunFiles } from './run-files.ts'
import type { ApiOptions } from './shared-options.ts'
import type { Terminal } from './terminal.ts'

/** At 25 writes a second two seconds are lost on what only repeats itself. */
const defaultMaxSameErrors = 50

/** Options of every command that sends rows. */
export interface SendOptions extends ApiOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly acceptNewKey?: true
  readonly limit?: number
  readonly rate?: number
  readonly concurrency?: number
  readonly maxErrors?: MaxErrors
  readonly maxSameErrors?: number
  readonly resendInDoubt?: true
  readonly giveUpAfter?: number
  readonly results?: string
  readonly failed?: string
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
  const progress = showProgress(progressSource(execution, ended), terminal)
  const onRow: ConductParts['onRow'] = result => {
    ended.read()
    ended.add({ ...result, errors: [] })
    files.add(result)
    plan?.add(result)
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

  const counts = client.counts()
  log.info({ run: config.runId, rows: summary.rows, end: summary.end, ...counts.requests }, 'run ended')
  const forecast = dry && unsettled && dryRunReport(dry, unsettled, summary, samples)
  const aboutPlan = plan?.end(summary.end === 'finished') ?? null
  if (json) await printJson(terminal, runJson(summary, counts, ledgerPath(options), forecast))
  terminal.say(runText(summary, counts, { isDry: config.dryRun }))
  if (forecast !== null) terminal.say(dryRunText(forecast))
  if (summary.reason !== null) {
    reportFailure(summary.reason, terminal)
    logFailure(summary.reason, log)
  }
  const code = exitCodeOfRun(summary, interruptedExitCode(signal))
  if (config.dryRun) terminal.say('Dry run: nothing was written.')
  else if (code === exitCode.someRowsFailed) terminal.say(`Details: ${resultsCommand(options, summary.outcomes)}`)
  if (aboutPlan !== null) terminal.say(aboutPlan)
  return code
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

/** The command that tells of the rows that failed, to be copied. */
export function resultsCommand(
  { mapping, ledger }: Pick<SendOptions, 'mapping' | 'ledger'>,
  outcomes: OutcomeCounts,
): string {
  const failed = [...failedOutcomes].filter(outcome => outcomes[outcome] > 0)
  const words = ['results', '--mapping', mapping, ...(ledger === undefined ? [] : ['--ledger', ledger])]
  return ['lightfield-import', ...words.map(shellWord), '--status', failed.join(',')].join(' ')
}

export function progressSource({ client, share }: Pick<Execution, 'client' | 'share'>, tally: ProgressSource['tally']) {
  const write = client.limiter('write')
  return {
    tally,
    share,
    writes: () => client.counts().requests.write,
    limit: () => write.limit,
    pausedUntil: () => write.pausedUntil,
  }
}

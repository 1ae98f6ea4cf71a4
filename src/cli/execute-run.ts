import { randomBytes } from 'node:crypto'
import type { ConductParts } from '../import/conduct-run.ts'
import type { MaxErrors, RunConfig, RunSummary } from '../import/run-config.ts'
import { failedOutcomes, Tally } from '../import/tally.ts'
import type { ImportLedger } from '../ledger/ledger.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { systemClock } from '../model/clock.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { runJson } from '../report/json-summary.ts'
import { runText } from '../report/summary-text.ts'
import { shellWord } from '../report/text.ts'
import { type CommandContext, printJson } from './command.ts'
import { type ExitCode, exitCode, exitCodeOfRun } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { Interrupted, watchInterrupts } from './interrupt.ts'
import { ledgerPath } from './ledger-path.ts'
import { showProgress } from './progress.ts'
import { openRunFiles } from './run-files.ts'
import type { ApiOptions } from './shared-options.ts'
import type { Terminal } from './terminal.ts'

/** Options of every command that sends rows. */
export interface SendOptions extends ApiOptions {
  readonly mapping: string
  readonly ledger?: string
  readonly acceptNewKey?: true
  readonly limit?: number
  readonly rate?: number
  readonly concurrency?: number
  readonly maxErrors?: MaxErrors
  readonly resendInDoubt?: true
  readonly giveUpAfter?: number
  readonly results?: string
  readonly failed?: string
  readonly logFile?: string
}

/** One run, about to begin. */
export interface Execution {
  readonly config: RunConfig
  readonly client: LightfieldClient
  readonly ledger: ImportLedger
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
  const { config, client, ledger } = execution
  const ended = new Tally()
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
  }
  const summary = await execution
    .start({ client, ledger, clock: systemClock, log, onRow }, signal)
    .finally(() => progress[Symbol.dispose]())

  const counts = client.counts()
  log.info({ run: config.runId, rows: summary.rows, end: summary.end, ...counts.requests }, 'run ended')
  if (json) await printJson(terminal, runJson(summary, counts, ledgerPath(options)))
  terminal.say(runText(summary, counts, { isDry: config.dryRun }))
  if (summary.reason !== null) {
    reportFailure(summary.reason, terminal)
    logFailure(summary.reason, log)
  }
  const interruptedWith = signal.reason instanceof Interrupted ? signal.reason.exitCode : exitCode.interrupted
  const code = exitCodeOfRun(summary, interruptedWith)
  if (config.dryRun) terminal.say('Dry run: nothing was written.')
  else if (code === exitCode.someRowsFailed) terminal.say(`Details: ${resultsCommand(options, summary.outcomes)}`)
  return code
}

/** Lets a run be interrupted, and says what that means. */
export function watchRunInterrupts({ complain }: Pick<Terminal, 'complain'>): ReturnType<typeof watchInterrupts> {
  return watchInterrupts(() => complain('Finishing what is under way, then stopping. Again to stop at once.'))
}

/** The configuration of a run, from what every command that sends rows is told. */
export function runConfig(
  mapping: Mapping,
  options: SendOptions,
  own: Pick<RunConfig, 'source' | 'dryRun' | 'retryFailed'>,
): RunConfig {
  return {
    ...own,
    runId: newRunId(),
    importName: mapping.importName,
    object: mapping.object,
    limit: options.limit ?? null,
    concurrency: options.concurrency ?? null,
    maxErrors: options.maxErrors ?? null,
    resendInDoubt: options.resendInDoubt === true,
  }
}

/** Sorts by time, and is short enough to be typed: `20261121-101500-3f9a`. */
function newRunId(): string {
  const time = new Date().toISOString().replace(/\D/g, '')
  return `${time.slice(0, 8)}-${time.slice(8, 14)}-${randomBytes(2).toString('hex')}`
}

/** The command that tells of the rows that failed, to be copied. */
function resultsCommand({ mapping, ledger }: SendOptions, outcomes: OutcomeCounts): string {
  const failed = [...failedOutcomes].filter(outcome => outcomes[outcome] > 0)
  const words = ['results', '--mapping', mapping, ...(ledger === undefined ? [] : ['--ledger', ledger])]
  return ['lightfield-import', ...words.map(shellWord), '--status', failed.join(',')].join(' ')
}

function progressSource({ client, share }: Execution, tally: Tally) {
  const write = client.limiter('write')
  return {
    tally,
    share,
    writes: () => client.counts().requests.write,
    limit: () => write.limit,
    pausedUntil: () => write.pausedUntil,
  }
}

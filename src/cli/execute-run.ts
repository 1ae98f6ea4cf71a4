import type { ConductParts } from '../import/conduct-run.ts'
import type { DryClient, RunClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { countUnsettled } from '../import/planning/unsettled.ts'
import type { MaxErrors, RunConfig, RunSummary } from '../import/run-config.ts'
import type { ReadRecord } from '../import/verify/verify-row.ts'
import { ledgerPath } from '../library/ledger-path.ts'
import { systemClock } from '../model/clock.ts'
import { silentLog, withFields } from '../model/log.ts'
import { RunLinks } from '../report/run-links.ts'
import { Samples } from '../report/samples.ts'
import { lookUpText } from '../report/summary-text.ts'
import type { CommandContext } from './command.ts'
import { dryRunReport } from './dry-run-report.ts'
import type { ExitCode } from './exit-codes.ts'
import { RunView, type RunViewParts } from './live/run-view.ts'
import { showLive } from './live/show-live.ts'
import type { PlanUse } from './plan-option.ts'
import { openRunFiles } from './run-files.ts'
import { proveRun, type VerifyOption } from './run-proof.ts'
import type { ApiOptions, PaceOptions } from './shared-options.ts'
import { tellRun } from './tell-run.ts'
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
  /** Digest of all that decides, beside a row's cells, what is to be done for it; null where rows come of no file. */
  readonly ground: string | null
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
  const { terminal } = context
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
  // A row of a results file, of a log or of a sample to verify is told by itself.
  const tellsEach =
    options.results !== undefined ||
    options.verify !== undefined ||
    context.log !== silentLog ||
    watchers.some(watcher => watcher.row !== undefined && watcher.passed === undefined)
  const onPassed = (rows: number): void => {
    view.pass(rows)
    for (const watcher of watchers) watcher.passed?.(importName, rows)
  }
  const { ground } = execution
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
        passingOver: ground === null ? null : { ground, onPassed: tellsEach ? null : onPassed },
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
  log.info({ rows: summary.rows, end: summary.end, ...client.counts().requests }, 'run ended')
  const forecast = dry && unsettled && dryRunReport(dry, unsettled, summary, samples)
  const end = await tellRun(execution, options, { ...context, log }, { summary, proof, links, forecast }, signal)
  for (const watcher of watchers) await watcher.ended?.(end)
  return end.exitCode
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

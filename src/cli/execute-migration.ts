import type { DryClient, RunClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { countUnsettled, type Unsettled } from '../import/planning/unsettled.ts'
import { newRunId } from '../library/run-settings.ts'
import { type MigrationSummary, type PreparedImport, runMigration } from '../migrate/run-migration.ts'
import { systemClock } from '../model/clock.ts'
import { withFields } from '../model/log.ts'
import type { NextStep } from '../report/afterwards.ts'
import { migrationJson } from '../report/migration-json.ts'
import { migrationText } from '../report/migration-text.ts'
import { migrationTotals } from '../report/migration-totals.ts'
import { RunLinks } from '../report/run-links.ts'
import { lookUpText } from '../report/summary-text.ts'
import { plainLine } from '../report/text.ts'
import { type CallWords, commandText, realCall } from './call-words.ts'
import { type CommandContext, printJson } from './command.ts'
import { sendingForecast } from './dry-run-report.ts'
import { type ExitCode, exitCodeOfRows, exitCodeOfRun } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { interruptedExitCode } from './interrupt.ts'
import { PassView } from './live/pass-view.ts'
import { showLive } from './live/show-live.ts'
import { lookOf } from './look.ts'
import { resultsCommand } from './next-commands.ts'
import { goOn } from './next-step.ts'
import { tellAfterwards } from './tell-afterwards.ts'
import { openWatchers } from './watchers.ts'

/** A migration, about to begin. */
export interface MigrationExecution {
  readonly prepared: readonly PreparedImport[]
  readonly client: RunClient
  /** The client again where it only pretends to write; null: it writes. */
  readonly dry: DryClient | null
  readonly shelf: LedgerShelf
  /** What the user calls the description. */
  readonly file: string
  /** Path of the ledger. */
  readonly ledger: string
  /** The mapping file of an import. */
  readonly mappingFileOf: (importName: string) => string
}

/** Runs it with everything a person sees of it: one live view, log, one summary, exit code. */
export async function executeMigration(
  execution: MigrationExecution,
  context: CommandContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { terminal, json } = context
  const { client, dry, shelf, prepared, file, ledger } = execution
  const runId = newRunId()
  const log = withFields(context.log, { run: runId })
  const imports = prepared.map(({ config }) => config.importName)
  using opened = openWatchers({ command: 'migrate', runId, imports, isDry: dry !== null, ledger, client }, context)
  const { watchers } = opened
  const unsettled = countAllUnsettled(execution)
  const links = new RunLinks()
  const view = new PassView(client, shelf)
  const live = showLive(view.source, terminal)
  const summary = await runMigration(
    prepared,
    {
      client,
      shelf,
      runId,
      clock: systemClock,
      log,
      onPass(pass) {
        view.begin(pass)
        const { importName, object, dryRun } = pass.prepared.config
        log.info({ import: importName, object, dryRun, pass: pass.kind }, 'import begins')
      },
      onRow(pass, result) {
        view.add(result)
        if (dry === null) links.add(result)
        for (const watcher of watchers) watcher.row?.(pass.prepared.config.importName, result, pass.kind)
      },
      onLookUps({ prepared }, decision) {
        const { importName } = prepared.config
        terminal.say(`${plainLine(importName)}: ${lookUpText(decision)}`)
        view.lookUp(decision)
        for (const watcher of watchers) watcher.lookUps?.(importName, decision)
      },
    },
    signal,
  ).finally(() => live[Symbol.dispose]())

  const counts = client.counts()
  log.info({ end: summary.end, ...counts.requests }, 'migration ended')
  const forecast = dry === null ? null : sendingForecast(dry, unsettled)
  const steps = stepsAfter(summary, execution, context.call)
  const files = { ledger, results: null, failed: null }
  const afterwards = { links: links.list(), files, next: steps }
  const summaryJson = migrationJson(summary, counts, ledger, forecast, afterwards)
  if (json) await printJson(terminal, summaryJson)
  terminal.say(migrationText(file, summary, counts, forecast, lookOf(terminal)))
  if (summary.reason !== null) {
    terminal.say('')
    reportFailure(summary.reason, terminal)
    logFailure(summary.reason, log)
  }
  if (dry !== null) terminal.say('Dry run: nothing was written.')
  tellAfterwards(afterwards, terminal)
  const code = exitCodeOfRun({ ...migrationTotals(summary), end: summary.end }, interruptedExitCode(signal))
  for (const watcher of watchers) await watcher.ended?.({ exitCode: code, summary: summaryJson })
  return code
}

/** What the imports would settle first, all together. */
function countAllUnsettled({ prepared, shelf, client }: MigrationExecution): Unsettled {
  const now = client.serverNow()
  const counts = prepared.map(({ config }) => countUnsettled(shelf, config, now))
  const sum = (key: keyof Unsettled): number => counts.reduce((total, count) => total + count[key], 0)
  return { sentAgain: sum('sentAgain'), lookedUp: sum('lookedUp') }
}

/** The command to go on with; where rows of several imports failed, one for each. */
function stepsAfter(
  summary: MigrationSummary,
  { dry, ledger, mappingFileOf }: MigrationExecution,
  call: CallWords,
): readonly NextStep[] {
  const { outcomes } = migrationTotals(summary)
  if (summary.end !== 'finished' || outcomes.pending > 0) return [goOn(call, summary.reason === null)]
  if (dry !== null) return [{ command: realCall(call), why: 'does what this dry run has told' }]
  const failed = summary.imports.filter(each => exitCodeOfRows(each.summary.outcomes) !== 0)
  if (failed.length > 0) {
    return failed.map(({ summary: { importName, outcomes } }) => ({
      command: resultsCommand({ mapping: mappingFileOf(importName), ledger }, outcomes),
      why: `tells of each row of ${importName} that failed`,
    }))
  }
  return [{ command: commandText(['status', '--ledger', ledger]), why: 'tells what the ledger holds of each import' }]
}

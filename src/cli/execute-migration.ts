import type { DryClient, RunClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import { countUnsettled, type Unsettled } from '../import/planning/unsettled.ts'
import { Tally } from '../import/tally.ts'
import { type MigrationSummary, type Pass, type PreparedImport, runMigration } from '../migrate/run-migration.ts'
import { systemClock } from '../model/clock.ts'
import { migrationJson } from '../report/migration-json.ts'
import { migrationText } from '../report/migration-text.ts'
import { migrationTotals } from '../report/migration-totals.ts'
import { lookUpText } from '../report/summary-text.ts'
import { plainLine } from '../report/text.ts'
import { type CommandContext, printJson } from './command.ts'
import { sendingForecast } from './dry-run-report.ts'
import { newRunId, progressSource } from './execute-run.ts'
import { type ExitCode, exitCodeOfRows, exitCodeOfRun } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { interruptedExitCode } from './interrupt.ts'
import { resultsCommand } from './next-commands.ts'
import { type ProgressSource, showProgress } from './progress.ts'

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

/** Runs it with everything a person sees of it: one progress display, log, one summary, exit code. */
export async function executeMigration(
  execution: MigrationExecution,
  { terminal, log, json }: CommandContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { client, dry, shelf, prepared, file, ledger } = execution
  const runId = newRunId()
  const unsettled = countAllUnsettled(execution)
  const shown = new ShownPass(client)
  const progress = showProgress(shown.source, terminal)
  const summary = await runMigration(
    prepared,
    {
      client,
      shelf,
      runId,
      clock: systemClock,
      log,
      onPass(pass) {
        shown.begin(pass)
        const { importName, object, dryRun } = pass.prepared.config
        log.info({ run: runId, import: importName, object, dryRun, pass: pass.kind }, 'import begins')
      },
      onRow: (pass, result) => shown.tallyOf(pass).add({ ...result, errors: [] }),
      onLookUps: ({ prepared }, decision) =>
        terminal.say(`${plainLine(prepared.config.importName)}: ${lookUpText(decision)}`),
    },
    signal,
  ).finally(() => progress[Symbol.dispose]())

  const counts = client.counts()
  log.info({ run: runId, end: summary.end, ...counts.requests }, 'migration ended')
  const forecast = dry === null ? null : sendingForecast(dry, unsettled)
  if (json) await printJson(terminal, migrationJson(summary, counts, ledger, forecast))
  terminal.say(migrationText(file, summary, counts, forecast))
  if (summary.reason !== null) {
    reportFailure(summary.reason, terminal)
    logFailure(summary.reason, log)
  }
  if (dry !== null) terminal.say('Dry run: nothing was written.')
  else for (const command of detailCommands(summary, execution)) terminal.say(`Details: ${command}`)
  return exitCodeOfRun({ ...migrationTotals(summary), end: summary.end }, interruptedExitCode(signal))
}

/** What the imports would settle first, all together. */
function countAllUnsettled({ prepared, shelf, client }: MigrationExecution): Unsettled {
  const now = client.serverNow()
  const counts = prepared.map(({ config }) => countUnsettled(shelf, config, now))
  const sum = (key: keyof Unsettled): number => counts.reduce((total, count) => total + count[key], 0)
  return { sentAgain: sum('sentAgain'), lookedUp: sum('lookedUp') }
}

/** What the progress display shows: the pass that is under way, and the rows of all imports so far. */
class ShownPass {
  readonly source: ProgressSource
  readonly #firstPasses = new Tally()
  #secondPass = new Tally()
  #pass: Pass | null = null

  constructor(client: RunClient) {
    this.source = {
      ...progressSource({ client, share: () => this.#share() }, this.#firstPasses),
      title: () => this.#title(),
    }
  }

  begin(pass: Pass): void {
    this.#pass = pass
    this.#secondPass = new Tally()
  }

  tallyOf({ kind }: Pass): Tally {
    const tally = kind === 'first' ? this.#firstPasses : this.#secondPass
    tally.read()
    return tally
  }

  #share(): number | null {
    if (this.#pass?.kind !== 'first') return null
    const { bytesRead, totalBytes } = this.#pass.prepared.reader
    return totalBytes === null ? null : bytesRead() / Math.max(totalBytes, 1)
  }

  #title(): string {
    if (this.#pass === null) return ''
    const { kind, position, of, prepared } = this.#pass
    const place = `${position} of ${of}: ${prepared.config.importName}`
    return kind === 'first' ? place : `second pass, ${place}, ${this.#secondPass.rows} rows`
  }
}

/** For each import of which rows failed the command that tells of them. */
function detailCommands(
  { imports }: MigrationSummary,
  { mappingFileOf, ledger }: MigrationExecution,
): readonly string[] {
  return imports
    .map(({ summary }) => summary)
    .filter(({ outcomes }) => exitCodeOfRows(outcomes) !== 0)
    .map(({ importName, outcomes }) => resultsCommand({ mapping: mappingFileOf(importName), ledger }, outcomes))
}

import { dryClient } from '../import/dry-client.ts'
import type { LedgerShelf } from '../import/ledger-shelf.ts'
import type { SameValue } from '../import/undo/restoration.ts'
import { type UndoConfig, type UndoSummary, undoImport } from '../import/undo/undo-import.ts'
import { UndoTally } from '../import/undo/undo-tally.ts'
import type { LightfieldClient } from '../lightfield/client.ts'
import { systemClock } from '../model/clock.ts'
import { undoJson } from '../report/undo-json.ts'
import { undoText } from '../report/undo-text.ts'
import { type CommandContext, printJson } from './command.ts'
import { type ExitCode, exitCode } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { interruptedExitCode } from './interrupt.ts'
import { showLive } from './live/show-live.ts'
import { undoSource } from './live/undo-source.ts'
import { lookOf } from './look.ts'
import type { AboutImport } from './next-commands.ts'
import { stepAfterUndo } from './next-step.ts'
import { tellAfterwards } from './tell-afterwards.ts'

/** One undoing, about to begin. */
export interface UndoExecution {
  readonly config: UndoConfig
  readonly client: LightfieldClient
  readonly isDry: boolean
  readonly shelf: LedgerShelf
  readonly isSame: SameValue
  /** The ledger's path. */
  readonly ledger: string
  /** What the call names. */
  readonly about: AboutImport
}

/** Undoes with everything a person sees of it: progress, log, summary, exit code. */
export async function executeUndo(
  { config, client, isDry, shelf, isSame, ledger, about }: UndoExecution,
  { terminal, log, json, call }: CommandContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { importName, object } = config
  const ended = new UndoTally()
  log.info({ import: importName, object, run: config.runId, dryRun: isDry }, 'undo begins')
  const title = `${isDry ? 'Dry run of undoing' : 'Undoing'} ${importName} → ${object}`
  const live = showLive(undoSource(title, client, ended), terminal)
  const summary = await undoImport(
    config,
    {
      client: isDry ? dryClient(client) : client,
      ledger: shelf.open(importName, object),
      imports: shelf.besides(importName),
      clock: systemClock,
      log,
      isSame,
      onExtent: records => ended.expect(records),
      onEnd: ({ outcome }) => ended.add(outcome),
    },
    signal,
  ).finally(() => live[Symbol.dispose]())

  const counts = client.counts()
  log.info({ import: importName, rows: summary.rows, end: summary.end, ...counts.requests }, 'undo ended')
  const next = stepAfterUndo(call, about, summary, isDry)
  if (json) await printJson(terminal, undoJson(summary, counts, { ledger, isDry, next }))
  terminal.say(undoText(summary, counts, isDry, lookOf(terminal)))
  if (summary.reason !== null) {
    terminal.say('')
    reportFailure(summary.reason, terminal)
    logFailure(summary.reason, log)
  }
  if (isDry) terminal.say('Dry run: nothing was written.')
  const files = { ledger, results: null, failed: null }
  tellAfterwards({ links: [], files, next: [next] }, terminal)
  return exitCodeOfUndo(summary, isDry, signal)
}

function exitCodeOfUndo(summary: UndoSummary, isDry: boolean, signal: AbortSignal): ExitCode {
  if (summary.end === 'interrupted') return interruptedExitCode(signal)
  const all = [summary, ...summary.parents]
  if (summary.end === 'stopped' || all.some(({ outcomes }) => outcomes.pending > 0)) return exitCode.stopped
  const isUnsure = summary.inDoubt > 0 && !isDry
  return isUnsure || all.some(({ outcomes }) => outcomes.failed > 0) ? exitCode.someRowsFailed : exitCode.done
}

import { RunStopped } from '../errors.ts'
import { dryClient } from '../import/dry-client.ts'
import type { ErrorGroup } from '../import/error-groups.ts'
import { type UndoSummary as Undoing, type UndoneImport, undoImport as undo } from '../import/undo/undo-import.ts'
import { planUndo } from '../import/undo/undo-plan.ts'
import type { Undone } from '../import/undo/undo-record.ts'
import { UndoTally } from '../import/undo/undo-tally.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { systemClock } from '../model/clock.ts'
import { silentLog } from '../model/log.ts'
import { checkKey } from './api-client.ts'
import { aboveZero, assertOptions, flag, type OptionChecks, optional, text, wholeNumber } from './check-options.ts'
import { accessOf, openClient } from './connection.ts'
import type { RequestsSent, RunEnding } from './import-summary.ts'
import { ledgerPathOf, readMapping } from './inputs.ts'
import { LiveRun, type Run } from './live-run.ts'
import { connectionChecks, ledgerChecks, runningChecks } from './option-checks.ts'
import type { UndoOptions } from './options.ts'
import { openShelf } from './shelf.ts'
import { readUndoPlan, scopesToUndo, valueComparison } from './undo-preparation.ts'

/** What became of what an import wrote. */
export interface UndoSummary extends RunEnding, RequestsSent {
  readonly importName: string
  readonly object: string
  /** The run that was undone; null: all of them. */
  readonly runId: string | null
  readonly dryRun: boolean
  /** Whether all of it is undone: it finished, nothing failed, and no answer is missing. */
  readonly ok: boolean
  /** Records as their rows wrote to them; the outcomes add up to it. */
  readonly rows: number
  readonly outcomes: UndoneImport['outcomes']
  /** Records that were made because rows name them (`missing: create`): one for each type that had any. */
  readonly parents: readonly UndoneImport[]
  readonly errors: readonly ErrorGroup[]
  /** What somebody has changed since: it stayed. */
  readonly kept: readonly ErrorGroup[]
  /** Requests of earlier runs whose lost answers were settled first. */
  readonly settled: number
  /** Rows whose last answer is still lost. */
  readonly inDoubt: number
  readonly ledger: string
}

/** How far an undoing is. */
export interface UndoProgress {
  /** Records done so far. */
  readonly rows: number
  /** How many there are; 0 before it is known. */
  readonly of: number
}

/** An undoing that goes on: iterate over its records, or ask for its summary. */
export interface UndoRun extends Run<Undone, UndoSummary, UndoProgress> {}

/**
 * Moves the records that an import created to the trash, and puts values back that it wrote over where they still are
 * what it wrote: `lightfield-import undo` as a function. It asks nobody; `dryRun` tells what it would do.
 *
 * @throws InputError for wrong options, at once; `ledger_not_found`, `import_unknown`, `run_unknown` and what is wrong
 *   with the mapping, `summary` and the iteration reject with
 */
export function undoImport(options: UndoOptions): UndoRun {
  assertOptions(options, checks, 'undoImport')
  const access = accessOf(options)
  const progress = { rows: 0, of: 0 }
  return new LiveRun(
    async ({ onRow, signal }) => {
      const startedAt = systemClock.now()
      const { log = silentLog, dryRun = false, runId = null, limit = null, concurrency = null } = options
      const mapping = await readMapping(options.mapping)
      const { importName, object } = mapping
      const path = ledgerPathOf(options.ledger, options.mapping) ?? ''
      const selection = { runId, limit }
      const plan = await readUndoPlan(path, mapping, selection)
      await using client = openClient(access, options)
      const told = { dryRun, ledger: path }
      try {
        await checkKey(client, access, scopesToUndo(plan), signal)
        await using opened = await openShelf(
          { path, acceptNewKey: options.acceptNewKey === true, isDry: dryRun },
          access,
        )
        const { shelf } = opened
        const ledger = shelf.open(importName, object)
        const isSame = await valueComparison(planUndo(shelf, mapping, selection), mapping, client, signal)
        const summary = await undo(
          { importName, object, ...selection, concurrency },
          {
            client: dryRun ? dryClient(client) : client,
            ledger,
            imports: shelf.besides(importName),
            clock: systemClock,
            log,
            isSame,
            onExtent(records) {
              progress.of = records
            },
            onEnd(undone) {
              progress.rows += 1
              onRow(undone)
            },
          },
          signal,
        )
        return undoSummary(summary, client.counts(), told)
      } catch (error) {
        const isOver = signal.aborted && error === signal.reason
        if (!isOver && !(error instanceof RunStopped)) throw error
        const notBegun: Undoing = {
          importName,
          object,
          runId,
          rows: 0,
          outcomes: new UndoTally().outcomes(),
          parents: [],
          errors: [],
          kept: [],
          settled: 0,
          inDoubt: 0,
          startedAt,
          endedAt: systemClock.now(),
          end: isOver ? 'interrupted' : 'stopped',
          reason: error instanceof RunStopped ? error : null,
        }
        return undoSummary(notBegun, client.counts(), told)
      }
    },
    () => ({ ...progress }),
    options.signal,
  )
}

function undoSummary(
  { reason, startedAt, endedAt, ...summary }: Undoing,
  counts: RequestCounts,
  { dryRun, ledger }: Pick<UndoSummary, 'dryRun' | 'ledger'>,
): UndoSummary {
  const hasFailed = [summary, ...summary.parents].some(({ outcomes }) => outcomes.failed + outcomes.pending > 0)
  const isUnsure = summary.inDoubt > 0 && !dryRun
  return {
    ...summary,
    ...counts,
    dryRun,
    ledger,
    ok: summary.end === 'finished' && !hasFailed && !isUnsure,
    stopped: reason,
    startedAt: new Date(startedAt),
    endedAt: new Date(endedAt),
  }
}

const checks: OptionChecks<UndoOptions> = {
  ...connectionChecks,
  ...runningChecks,
  ...ledgerChecks,
  runId: optional(text),
  limit: optional(wholeNumber(1)),
  dryRun: optional(flag),
  rate: optional(aboveZero),
  concurrency: optional(wholeNumber(1)),
}

import type { RunStopped } from '../../errors.ts'
import type { ImportLedger } from '../../ledger/ledger.ts'
import type { Clock } from '../../model/clock.ts'
import type { Log } from '../../model/log.ts'
import { inFlightBound } from '../concurrency.ts'
import { settleUnsettled } from '../delivery/settle-unsettled.ts'
import type { RunClient } from '../dry-client.ts'
import type { ErrorGroup } from '../error-groups.ts'
import { type OtherImports, parentsImportName } from '../other-imports.ts'
import { Stop } from '../stop.ts'
import type { SameValue } from './restoration.ts'
import { type UndoSelection, undoExtent } from './undo-extent.ts'
import type { Undone } from './undo-record.ts'
import { type UndoCounts, UndoNotes, UndoTally } from './undo-tally.ts'
import { type UndoTarget, undoTarget } from './undo-target.ts'

/** What one undoing is to do, complete. */
export interface UndoConfig extends UndoSelection {
  readonly importName: string
  readonly object: string
  /** Requests under way at a time; null: as many as the latency asks for. */
  readonly concurrency: number | null
}

export interface UndoParts {
  readonly client: RunClient
  readonly ledger: ImportLedger
  readonly imports: OtherImports
  readonly clock: Clock
  readonly log: Log
  readonly isSame: SameValue
  /** Called once it is known how many records there are to undo. */
  readonly onExtent: (records: number) => void
  /** Called for each record as it ends. */
  readonly onEnd: (undone: Undone) => void
}

/** What became of the records of one import. */
export interface UndoneImport {
  readonly object: string
  /** Records as their rows wrote to them; the outcomes add up to it. */
  readonly rows: number
  readonly outcomes: UndoCounts
}

export interface UndoSummary extends UndoneImport {
  readonly importName: string
  /** The run that was undone; null: all. */
  readonly runId: string | null
  /** Records that were made because rows name them (`missing: create`): one for each type that had any. */
  readonly parents: readonly UndoneImport[]
  readonly errors: readonly ErrorGroup[]
  /** What somebody has changed since: it stayed. */
  readonly kept: readonly ErrorGroup[]
  /** Requests of earlier runs whose lost answers were settled first. */
  readonly settled: number
  /** Rows whose last answer is still lost: whether they made a record is not known. */
  readonly inDoubt: number
  readonly startedAt: number
  readonly endedAt: number
  /** `interrupted`: the caller's signal; `stopped`: `reason` says why. */
  readonly end: 'finished' | 'stopped' | 'interrupted'
  readonly reason: RunStopped | null
}

/**
 * Undoes what an import wrote, the newest row first: records that it made go to the trash, updated values go back where
 * they still are what was written. Each record is written down as it is done, so that the same call goes on.
 */
export async function undoImport(config: UndoConfig, parts: UndoParts, signal: AbortSignal): Promise<UndoSummary> {
  const { client, clock } = parts
  const startedAt = clock.now()
  const stop = new Stop(signal)
  const notes = new UndoNotes()
  const bound = (): number => config.concurrency ?? inFlightBound(client.limiter('write').limit, client.latency.slowMs)
  const onEnd = (undone: Undone): void => {
    notes.add(undone)
    parts.onEnd(undone)
  }

  let settled = 0
  let targets: readonly UndoTarget[] = []
  await stop.endInOrder(async () => {
    const settling = { object: config.object, runId: null, resendInDoubt: false, trace: null }
    settled = await settleUnsettled(settling, { ...parts, stop, bound, columnOf: () => null })
    targets = targetsOf(config, parts)
    parts.onExtent(targets.reduce((sum, { extent }) => sum + extent.records, 0))
    for (const target of targets) await undoTarget(target, { ...parts, stop, bound, onEnd })
  })

  const [own, ...parents] = targets.map(undoneImport)
  return {
    importName: config.importName,
    runId: config.runId,
    ...(own ?? { object: config.object, rows: 0, outcomes: new UndoTally().outcomes() }),
    parents: parents.filter(({ rows }) => rows > 0),
    errors: notes.errors(),
    kept: notes.kept(),
    settled,
    inDoubt: targets.reduce((sum, target) => sum + countInDoubt(target), 0),
    startedAt,
    endedAt: clock.now(),
    end: stop.reason !== null ? 'stopped' : signal.aborted ? 'interrupted' : 'finished',
    reason: stop.reason,
  }
}

/** The import itself, then the parents that it made: rows that name them are undone before them. */
function targetsOf(config: UndoConfig, { ledger, imports }: UndoParts): readonly UndoTarget[] {
  const { importName, object, runId } = config
  let { limit } = config
  const sources = [
    { importName, object, ledger },
    ...imports.parentTypes().map(type => ({
      importName: parentsImportName(importName, type),
      object: type,
      ledger: imports.parents(type),
    })),
  ]
  return sources.map(source => {
    const selection = { runId, limit }
    const extent = undoExtent(source.ledger, selection)
    if (limit !== null) limit -= extent.rows
    const tally = new UndoTally()
    tally.expect(extent.records)
    return { ...source, selection, extent, tally }
  })
}

function undoneImport({ object, tally }: UndoTarget): UndoneImport {
  return { object, rows: tally.rows, outcomes: tally.outcomes() }
}

function countInDoubt({ ledger, selection }: UndoTarget): number {
  const rows = Array.from(ledger.rows(['sending', 'in_doubt']))
  return rows.filter(({ runId }) => selection.runId === null || runId === selection.runId).length
}

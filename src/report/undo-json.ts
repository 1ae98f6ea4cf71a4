import type { UndoSummary } from '../import/undo/undo-import.ts'
import type { UndoCounts } from '../import/undo/undo-tally.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import type { JsonAfterwards, NextStep } from './afterwards.ts'
import { endJson, type JsonEnd } from './end-json.ts'
import { errorJson, type JsonErrorGroup, type JsonRowGroup, rowGroupJson } from './json-summary.ts'
import { round } from './round.ts'

/** The one object that `undo` prints with `--json`. */
export interface JsonUndo extends RequestCounts, JsonEnd, Pick<JsonAfterwards, 'next'> {
  readonly import: string
  readonly object: string
  /** The run that was undone; null: all. */
  readonly run_id: string | null
  readonly dry_run: boolean
  /** Records as their rows wrote to them; the outcomes add up to it. */
  readonly rows: number
  readonly outcomes: UndoCounts
  /** Records that were made because rows name them. */
  readonly parents: readonly { readonly object: string; readonly rows: number; readonly outcomes: UndoCounts }[]
  /** Fields and relationships that somebody has changed since: they stayed as they are. */
  readonly kept: readonly JsonRowGroup[]
  readonly errors: readonly JsonErrorGroup[]
  /** Rows whose last answer is still lost. */
  readonly in_doubt: number
  readonly settled: number
  readonly seconds: number
  /** Writes a second, on average. */
  readonly rate: number
  readonly ledger: string
}

export function undoJson(
  summary: UndoSummary,
  counts: RequestCounts,
  { ledger, isDry, next }: { readonly ledger: string; readonly isDry: boolean; readonly next: NextStep },
): JsonUndo {
  const seconds = (summary.endedAt - summary.startedAt) / 1000
  return {
    import: summary.importName,
    object: summary.object,
    run_id: summary.runId,
    dry_run: isDry,
    ...endJson(summary),
    rows: summary.rows,
    outcomes: summary.outcomes,
    parents: summary.parents,
    kept: summary.kept.map(rowGroupJson),
    errors: summary.errors.map(errorJson),
    in_doubt: summary.inDoubt,
    settled: summary.settled,
    ...counts,
    seconds: round(seconds),
    rate: seconds > 0 ? round(counts.requests.write / seconds) : 0,
    ledger,
    next,
  }
}

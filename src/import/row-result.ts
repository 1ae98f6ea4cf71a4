import type { LedgerRow, RowError, RowPlace } from '../ledger/ledger-row.ts'
import type { Outcome } from '../model/outcome.ts'
import type { PlannedWrite } from './planning/planned-write.ts'

/** How one row of the file ended in one run. */
export interface RowResult extends RowPlace {
  readonly outcome: Outcome
  readonly recordId: string | null
  readonly httpLink: string | null
  readonly error: RowError | null
  readonly attempts: number
  readonly idempotencyKey: string | null
  /** The row's cells as they were read; null where it could not be split into cells. */
  readonly cells: readonly string[] | null
  /** The row's text as it stands, where it could not be read. */
  readonly text?: string
  /** What is written to the record, where something is; told of a dry run and of a run that follows a plan. */
  readonly planned: PlannedWrite | null
  /** The record that was gone and that this row was made anew for (`gone: recreate`). */
  readonly replaced?: string
}

/** The result of a row whose state has just been written to the ledger. */
export function resultOf(
  row: LedgerRow,
  outcome: Outcome,
  cells: readonly string[] | null,
  planned: PlannedWrite | null = null,
): RowResult {
  return {
    identity: row.identity,
    row: row.row,
    line: row.line,
    key: row.key,
    outcome,
    recordId: row.recordId,
    httpLink: row.httpLink,
    error: row.error,
    attempts: row.attempts,
    idempotencyKey: row.sent?.idempotencyKey ?? null,
    cells,
    planned,
  }
}

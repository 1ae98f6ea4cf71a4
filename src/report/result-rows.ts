import type { LedgerRow, RowError } from '../ledger/ledger-row.ts'
import type { Outcome } from '../model/outcome.ts'

/** Columns of `results` and of `--results FILE`, in their order. */
export const resultColumns = [
  'row',
  'line',
  'key',
  'outcome',
  'record_id',
  'http_link',
  'error_code',
  'error_param',
  'column',
  'error_message',
  'attempts',
  'idempotency_key',
  'run_id',
  'at',
] as const

export type ResultRow = Readonly<Record<(typeof resultColumns)[number], string | number | null>>

/** What is told of one row; a row of the ledger and a row's result in a run both have it all. */
export interface ToldRow {
  readonly row: number
  readonly line: number
  readonly key: string
  readonly outcome: Outcome
  readonly recordId: string | null
  readonly httpLink: string | null
  readonly error: RowError | null
  readonly attempts: number
  readonly idempotencyKey: string | null
}

export function resultRow(told: ToldRow, runId: string, atMs: number): ResultRow {
  const { error } = told
  return {
    row: told.row,
    line: told.line,
    key: told.key,
    outcome: told.outcome,
    record_id: told.recordId,
    http_link: told.httpLink,
    error_code: error?.code ?? null,
    error_param: error?.param ?? null,
    column: error?.column ?? null,
    error_message: error?.message ?? null,
    attempts: told.attempts,
    idempotency_key: told.idempotencyKey,
    run_id: runId,
    at: new Date(atMs).toISOString(),
  }
}

/** A row of the ledger: one that is being sent, or was when its process was killed, is in doubt. */
export function ledgerResultRow(row: LedgerRow): ResultRow {
  const outcome = row.state === 'sending' ? 'in_doubt' : row.state
  return resultRow({ ...row, outcome, idempotencyKey: row.sent?.idempotencyKey ?? null }, row.runId, row.at)
}

/** The values in the order of the columns. */
export function resultCells(row: ResultRow): readonly (string | number | null)[] {
  return resultColumns.map(column => row[column])
}

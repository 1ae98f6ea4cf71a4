import { isPlannedId } from '../import/dry-client.ts'
import type { RowResult } from '../import/row-result.ts'
import type { LedgerRow, RowError } from '../ledger/ledger-row.ts'
import type { Outcome } from '../model/outcome.ts'

/** How one row ended in a run. */
export interface RowOutcome {
  /** Its number; 1 is the first data row. */
  readonly row: number
  /** Line of the file that it starts on, from 1; its number, where there is no file. */
  readonly line: number
  /** Values of the key columns, joined by ` / `; empty without `key`. */
  readonly key: string
  readonly outcome: Outcome
  /** Id of its record; null where it has none, and for one that only a run would create. */
  readonly recordId: string | null
  /** Address of the record in Lightfield, for people; null where the API gave none. */
  readonly httpLink: string | null
  /** Why it is not done; null where it is. The message holds no value of the row. */
  readonly error: RowError | null
  /** How often its last request was sent. */
  readonly attempts: number
  /** Key of its last request; null where nothing was sent. */
  readonly idempotencyKey: string | null
}

/** A row as a ledger knows it. */
export interface LedgerEntry extends RowOutcome {
  /** The run that it ended in. */
  readonly runId: string
  /** When that was written down. */
  readonly at: Date
}

export function rowOutcome(result: RowResult): RowOutcome {
  const { row, line, key, outcome, recordId, httpLink, error, attempts, idempotencyKey } = result
  const isPlanned = recordId !== null && isPlannedId(recordId)
  return {
    row,
    line,
    key,
    outcome,
    recordId: isPlanned ? null : recordId,
    httpLink,
    error: error === null ? null : rowError(error),
    attempts,
    idempotencyKey,
  }
}

/** A row that is being sent, or was when its process was killed, is in doubt. */
export function ledgerEntry(known: LedgerRow): LedgerEntry {
  const { row, line, key, state, recordId, httpLink, error, attempts, sent, runId, at } = known
  return {
    row,
    line,
    key,
    outcome: state === 'sending' ? 'in_doubt' : state,
    recordId,
    httpLink,
    error: error === null ? null : rowError(error),
    attempts,
    idempotencyKey: sent?.idempotencyKey ?? null,
    runId,
    at: new Date(at),
  }
}

/** Without what the caller has no use for; a problem of a row may come with a word of it. */
export function rowError({ code, param, column, message }: RowError): RowError {
  return { code, param, column, message }
}

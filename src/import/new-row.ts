import type { LedgerRow, RowPlace } from '../ledger/ledger-row.ts'

/** A row that nothing is known of yet but where it stands. */
export function newRow(place: RowPlace, runId: string, at: number): LedgerRow {
  const { identity, row, line, key } = place
  return {
    identity,
    row,
    line,
    key,
    state: 'pending',
    recordId: null,
    httpLink: null,
    written: null,
    sent: null,
    draft: null,
    attempts: 0,
    error: null,
    runId,
    at,
    matchKey: null,
    follows: null,
  }
}

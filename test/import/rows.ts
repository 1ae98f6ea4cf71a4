import type { LedgerRow, SentRequest } from '../../src/ledger/ledger-row.ts'

export const sent: SentRequest = {
  operation: 'create',
  digest: 'now',
  body: '{"fields":{"$name":"Acme"}}',
  result: '{"fields":{"$name":"Acme"}}',
  idempotencyKey: 'lfi1-1',
  firstSentAt: 1_000,
  before: null,
}

const written = { digest: 'now', body: sent.result, idempotencyKey: sent.idempotencyKey }

/** A row as the ledger holds it after a create that went well, but for what a test says. */
export function ledgerRow(difference: Partial<LedgerRow> = {}): LedgerRow {
  return {
    identity: 'a1',
    row: 1,
    line: 2,
    key: '42',
    state: 'created',
    recordId: 'opp_1',
    httpLink: null,
    written,
    sent,
    draft: null,
    attempts: 1,
    error: null,
    runId: 'earlier',
    at: 2_000,
    matchKey: null,
    follows: null,
    ...difference,
  }
}

/** A row that came to nothing yet. */
export function unwrittenRow(difference: Partial<LedgerRow> = {}): LedgerRow {
  return ledgerRow({ recordId: null, written: null, ...difference })
}

import type { LedgerRow, RowPlace, SentRequest } from '../../src/ledger/ledger.ts'
import type { LedgerOptions } from '../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../src/model/clock.ts'

export const workspace = { baseUrl: 'https://api.example', apiKey: 'sk_lf_0123456789abcdef' }

/** What a run opens its ledger with. */
export function ledgerOptions(path: string, more: Partial<LedgerOptions> = {}): LedgerOptions {
  return { path, workspace, acceptNewKey: false, clock: systemClock, ...more }
}

export function place(row: number): RowPlace {
  return { identity: `identity-${row}`, row, line: row + 1, key: `key ${row}` }
}

/** A create of a row: its body is also what the record holds afterwards. */
export function createOf(row: number, firstSentAt = 1_000 + row): SentRequest {
  const body = `{"fields":{"$name":"row ${row}"}}`
  return {
    operation: 'create',
    digest: `digest-${row}`,
    body,
    result: body,
    idempotencyKey: `lfi1-${row}`,
    firstSentAt,
  }
}

export function createdRow(row: number, runId = 'run-1'): LedgerRow {
  const sent = createOf(row)
  return {
    ...place(row),
    state: 'created',
    recordId: `acc_${row}`,
    httpLink: `https://crm.example/${row}`,
    written: { digest: sent.digest, body: sent.result, idempotencyKey: sent.idempotencyKey },
    sent,
    draft: null,
    attempts: 1,
    error: null,
    runId,
    at: 5_000,
  }
}

export function failedRow(row: number, code: string, param: string | null = null): LedgerRow {
  const error = { code, param, column: 'Stage', message: 'No such option.' }
  return { ...createdRow(row), state: 'failed', recordId: null, httpLink: null, written: null, error }
}

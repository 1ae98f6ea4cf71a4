import { join } from 'node:path'
import type { Change, LedgerRow, RowPlace, SentRequest } from '../../src/ledger/ledger-row.ts'
import type { LedgerOptions } from '../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../src/model/clock.ts'
import { type OutcomeCounts, outcomes } from '../../src/model/outcome.ts'
import { temporaryFolder } from '../temporary.ts'

export const workspace = { baseUrl: 'https://api.example', apiKey: 'sk_lf_0123456789abcdef' }

/** What a run opens its ledger with. */
export function ledgerOptions(path: string, more: Partial<LedgerOptions> = {}): LedgerOptions {
  return { path, workspace, acceptNewKey: false, clock: systemClock, ...more }
}

/** Path of a ledger that is not there yet, in a folder that is there for one test. */
export function newLedgerPath(): string {
  return join(temporaryFolder(), 'ledger.db')
}

export const noOutcomes = Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as OutcomeCounts

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
    before: null,
  }
}

/** An update of a row that follows its create. */
export function updateOf(row: number, amount: number): SentRequest {
  return {
    operation: 'update',
    digest: `digest-${row}-${amount}`,
    body: `{"fields":{"amount":${amount}}}`,
    result: `{"fields":{"$name":"row ${row}","amount":${amount}}}`,
    idempotencyKey: `lfi1-${row}-${amount}`,
    firstSentAt: 9_000,
    before: '{"fields":{"amount":null}}',
  }
}

/** A row before anything is known of it but its request, which is about to leave. */
export function rowToSend(row: number, sent = createOf(row)): LedgerRow {
  return { ...createdRow(row), state: 'pending', recordId: null, httpLink: null, written: null, attempts: 0, sent }
}

export function updatedRow(row: number, amount: number, runId = 'run-1'): LedgerRow {
  const sent = updateOf(row, amount)
  const written = { digest: sent.digest, body: sent.result, idempotencyKey: sent.idempotencyKey }
  return { ...createdRow(row, runId), state: 'updated', written, sent }
}

/** The write that led to a row's state. */
export function changeOf({ identity, runId, recordId, sent, at }: LedgerRow): Omit<Change, 'id'> {
  if (sent === null || recordId === null) throw new Error('nothing was written for this row')
  const { operation, before, body, idempotencyKey } = sent
  return {
    identity,
    runId,
    operation,
    recordId,
    before,
    body: operation === 'update' ? body : null,
    idempotencyKey,
    at,
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
    matchKey: null,
    follows: null,
  }
}

export function failedRow(row: number, code: string, param: string | null = null): LedgerRow {
  const error = { code, param, column: 'Stage', message: 'No such option.' }
  return { ...createdRow(row), state: 'failed', recordId: null, httpLink: null, written: null, error }
}

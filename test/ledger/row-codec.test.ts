import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LedgerRow, RowState } from '../../src/ledger/ledger-row.ts'
import { decodeRow, encodeRow } from '../../src/ledger/row-codec.ts'
import { outcomes } from '../../src/model/outcome.ts'

function throughColumns(row: LedgerRow): LedgerRow {
  return decodeRow(encodeRow(row))
}

const text = fc.string({ minLength: 1 })
const textOrNull = fc.option(text)
// Few bodies and keys, so that the ones that are alike, which are kept once, come up often.
const body = fc.constantFrom('{"fields":{}}', '{"fields":{"a":1}}', '{"fields":{"a":2}}')
const key = fc.constantFrom('key-1', 'key-2', 'key-3')
const number = fc.nat()

const ledgerRow: fc.Arbitrary<LedgerRow> = fc.record({
  identity: text,
  row: number,
  line: number,
  key: fc.string(),
  state: fc.constantFrom<RowState>(...outcomes, 'sending'),
  recordId: textOrNull,
  httpLink: textOrNull,
  written: fc.option(fc.record({ digest: text, body, idempotencyKey: key })),
  sent: fc.option(
    fc.record({
      operation: fc.constantFrom('create', 'update'),
      digest: text,
      body,
      result: body,
      idempotencyKey: key,
      firstSentAt: number,
      before: fc.option(body),
    }),
  ),
  draft: textOrNull,
  attempts: number,
  error: fc.option(fc.record({ code: text, param: textOrNull, column: textOrNull, message: fc.string() })),
  runId: text,
  at: number,
  matchKey: textOrNull,
  follows: textOrNull,
})

test('any row comes out of its columns as it went in', () => {
  fc.assert(
    fc.property(ledgerRow, row => {
      expect(throughColumns(row)).toEqual(row)
    }),
  )
})

test('a body that was sent, is the result and was written is kept once', () => {
  const body = '{"fields":{"$name":"Acme"}}'
  const row: LedgerRow = {
    identity: 'i',
    row: 1,
    line: 2,
    key: '',
    state: 'created',
    recordId: 'acc_1',
    httpLink: null,
    written: { digest: 'd', body, idempotencyKey: 'k' },
    sent: { operation: 'create', digest: 'd', body, result: body, idempotencyKey: 'k', firstSentAt: 1, before: null },
    draft: null,
    attempts: 1,
    error: null,
    runId: 'r',
    at: 2,
    matchKey: null,
    follows: null,
  }
  expect(encodeRow(row).filter(value => value === body)).toHaveLength(1)
})

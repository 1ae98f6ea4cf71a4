import { expect, test } from 'vitest'
import { type VerifyParts, verifyRow } from '../../../src/import/verify/verify-row.ts'
import type { LedgerRow } from '../../../src/ledger/ledger-row.ts'
import { ReadRefused, ReadUnanswered } from '../../../src/lightfield/read-errors.ts'
import type { ApiRecord } from '../../../src/lightfield/record.ts'
import { sameValue } from '../../../src/model/same-value.ts'
import { ledgerRow } from '../rows.ts'

const never = new AbortController().signal

function recordNamed(name: string, id = 'opp_1'): ApiRecord {
  const fields = new Map([['$name', name]])
  return { id, httpLink: 'https://app/opp_1', createdAt: null, updatedAt: null, fields, relationships: new Map() }
}

function rowThatWrote(name: string): LedgerRow {
  const body = JSON.stringify({ fields: { $name: name } })
  return ledgerRow({ written: { digest: name, body, idempotencyKey: name } })
}

function partsOf(find: VerifyParts['ledger']['find'], read: VerifyParts['read']): VerifyParts {
  return {
    object: 'opportunity',
    ledger: { find, rows: () => [], writesTo: () => [] },
    read,
    isSame: (_, held, wanted) => sameValue(held, wanted, null, []),
  }
}

test.each<[string, ReturnType<VerifyParts['read']> | (() => never), object]>([
  ['holds what was sent', Promise.resolve(recordNamed('Acme')), { result: 'same', keys: [] }],
  ['holds something else', Promise.resolve(recordNamed('Other')), { result: 'different', keys: ['$name'] }],
  ['is not there', Promise.resolve(null), { result: 'missing', keys: [] }],
  ['was merged into another one', Promise.resolve(recordNamed('Acme', 'opp_2')), { result: 'missing' }],
  ['is gone, says the API', () => refuse(410), { result: 'missing' }],
  ['is not shown', () => refuse(400), { result: 'unread' }],
  ['is not answered for', () => unanswered(), { result: 'unread' }],
])('a record that %s', async (_, answer, verified) => {
  const read: VerifyParts['read'] = async () => (typeof answer === 'function' ? answer() : answer)
  const about = { row: 1, line: 2, key: '42', recordId: 'opp_1' }
  expect(
    await verifyRow(
      'a1',
      partsOf(() => rowThatWrote('Acme'), read),
      never,
    ),
  ).toMatchObject({ ...about, ...verified })
})

test.each<[string, LedgerRow | null]>([
  ['is not known', null],
  ['has no record', ledgerRow({ recordId: null, written: null })],
  ['is being sent', ledgerRow({ state: 'sending' })],
  ['is in doubt', ledgerRow({ state: 'in_doubt' })],
])('nothing is read for a row that %s', async (_, row) => {
  const parts = partsOf(
    () => row,
    () => expect.fail('it was read'),
  )
  expect(await verifyRow('a1', parts, never)).toBe(null)
})

test('a row that is written while its record is read is looked at again', async () => {
  let row = rowThatWrote('before')
  let reads = 0
  const read: VerifyParts['read'] = async () => {
    reads += 1
    row = rowThatWrote('after')
    return recordNamed(reads === 1 ? 'between' : 'after')
  }
  expect(
    await verifyRow(
      'a1',
      partsOf(() => row, read),
      never,
    ),
  ).toMatchObject({ result: 'same' })
  expect(reads).toBe(2)
})

test('nothing is said of a row that is written again and again', async () => {
  let writes = 0
  const parts = partsOf(
    () => rowThatWrote(`write ${writes}`),
    async () => {
      writes += 1
      return recordNamed('something')
    },
  )
  expect(await verifyRow('a1', parts, never)).toBe(null)
  expect(writes).toBe(3)
})

function refuse(status: number): never {
  throw new ReadRefused(status, 'code', '/v1/opportunities/opp_1')
}

function unanswered(): never {
  throw new ReadUnanswered('status 500', '/v1/opportunities/opp_1')
}

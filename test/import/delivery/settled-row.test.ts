import { describe, expect, test } from 'vitest'
import { isKeyAlive, partialDigest, type SettledWrite, settledRow } from '../../../src/import/delivery/settled-row.ts'
import { ledgerRow, sent, unwrittenRow } from '../rows.ts'

const write: SettledWrite = {
  base: unwrittenRow({ state: 'pending', sent: null }),
  sent,
  outcome: 'created',
  runId: 'this',
  nowMs: 5_000,
  columnOf: param => (param === '$stage' ? 'Stage' : null),
}
const record = {
  id: 'opp_9',
  createdAt: 'x',
  updatedAt: null,
  httpLink: 'https://app/opp_9',
  fields: {},
  relationships: {},
}

describe('what became of a request', () => {
  test('a success is a record with its id and what it holds', () => {
    const row = settledRow({ kind: 'done', body: record, attempts: 3 }, write)
    expect(row).toMatchObject({
      state: 'created',
      recordId: 'opp_9',
      httpLink: 'https://app/opp_9',
      written: { digest: 'now', body: sent.result },
      attempts: 3,
      error: null,
      runId: 'this',
      at: 5_000,
    })
  })

  test('the success of an update is an updated record', () => {
    const update = { ...write, sent: { ...sent, operation: 'update' }, outcome: 'updated', base: ledgerRow() } as const
    expect(settledRow({ kind: 'done', body: record, attempts: 1 }, update)).toMatchObject({ state: 'updated' })
  })

  test('a refusal is a failure that names the column, and leaves the record as it is known', () => {
    const error = {
      status: 422,
      type: 'unprocessable_content',
      code: 'ambiguous_stage_label',
      param: '$stage',
      message: 'which?',
    }
    const row = settledRow({ kind: 'refused', error, attempts: 1 }, { ...write, base: ledgerRow() })
    expect(row).toMatchObject({
      state: 'failed',
      recordId: 'opp_1',
      written: { digest: 'now' },
      error: { code: 'ambiguous_stage_label', param: '$stage', column: 'Stage', message: 'which?' },
    })
  })

  test.each([404, 410])('an update that meets %i says that the record is gone', status => {
    const error = { status, type: 'not_found', code: 'not_found', param: null, message: 'no such record' }
    const update = { ...write, sent: { ...sent, operation: 'update' }, base: ledgerRow() } as const
    expect(settledRow({ kind: 'refused', error, attempts: 1 }, update)).toMatchObject({
      state: 'failed',
      recordId: 'opp_1',
      error: { code: 'record_gone' },
    })
  })

  test('a success of a part keeps what is still to be done', () => {
    const part = {
      ...write,
      sent: { ...sent, digest: partialDigest('now') },
      base: { ...write.base, draft: '[[],[]]' },
    }
    expect(settledRow({ kind: 'done', body: record, attempts: 1 }, part)).toMatchObject({
      state: 'created',
      written: { digest: 'now+' },
      draft: '[[],[]]',
    })
  })

  test.each(['lost', 'interrupted'] as const)('one that is %s and may have been carried out is in doubt', kind => {
    const settled = { kind, reason: 'r', attempts: 2, isDelivered: 'unknown' } as const
    expect(settledRow(settled, write)).toMatchObject({ state: 'in_doubt', sent, error: { code: 'answer_lost' } })
  })

  test.each(['lost', 'interrupted'] as const)(
    'one that is %s and cannot have been carried out leaves no trace',
    kind => {
      const settled = { kind, reason: 'r', attempts: 2, isDelivered: 'no' } as const
      expect(settledRow(settled, { ...write, base: unwrittenRow() })).toBeNull()
    },
  )
})

test.each([
  [0, true],
  [23 * 3_600_000, true],
  [24 * 3_600_000 - 300_001, true],
  [24 * 3_600_000 - 300_000, false],
  [48 * 3_600_000, false],
  [-200_000, true],
  [-72 * 3_600_000, false],
])('a key that is %i ms old settles: %s', (ageMs, alive) => {
  expect(isKeyAlive(sent, sent.firstSentAt + ageMs)).toBe(alive)
})

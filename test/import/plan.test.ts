import { describe, expect, test } from 'vitest'
import { planRow } from '../../src/import/plan.ts'
import { ledgerRow, sent, unwrittenRow } from './rows.ts'

const run = { runId: 'this', retryFailed: false, policy: { mode: 'create' } } as const
const error = { code: 'c', param: null, column: null, message: 'm' }

describe('a row', () => {
  test.each([
    ['that is new is created', null, 'now', { kind: 'create' }],
    ['that is done is skipped', ledgerRow(), 'now', { kind: 'leave', outcome: 'skipped' }],
    [
      'that was settled at the start of this run counts as its work',
      ledgerRow({ runId: 'this' }),
      'now',
      { kind: 'leave', outcome: 'created' },
    ],
    ['that is done and was edited is updated', ledgerRow(), 'edited', { kind: 'update', recordId: 'opp_1' }],
    [
      'that failed stays failed',
      unwrittenRow({ state: 'failed', error }),
      'now',
      { kind: 'leave', outcome: 'failed', error },
    ],
    ['that failed and was edited is created', unwrittenRow({ state: 'failed', error }), 'edited', { kind: 'create' }],
    [
      'that failed without a request is tried again',
      unwrittenRow({ state: 'failed', sent: null, error }),
      'now',
      { kind: 'create' },
    ],
    [
      'whose update failed and that was edited again is updated',
      ledgerRow({ state: 'failed', error }),
      'edited',
      { kind: 'update' },
    ],
    [
      'that was ambiguous is tried again',
      unwrittenRow({ state: 'ambiguous', sent: null, error }),
      'now',
      { kind: 'create' },
    ],
    ['that was invalid is created', unwrittenRow({ state: 'invalid', sent: null, error }), 'now', { kind: 'create' }],
    [
      'that was done, then invalid, and is as it was is skipped',
      ledgerRow({ state: 'invalid', error }),
      'now',
      { kind: 'leave', outcome: 'skipped' },
    ],
    [
      'that was done, then invalid, and is now edited is updated',
      ledgerRow({ state: 'invalid', error }),
      'edited',
      { kind: 'update' },
    ],
    [
      'that is in doubt stays in doubt',
      unwrittenRow({ state: 'in_doubt', error }),
      'now',
      { kind: 'leave', outcome: 'in_doubt', error },
    ],
    [
      'that is in doubt and was edited stays in doubt',
      unwrittenRow({ state: 'in_doubt', error }),
      'edited',
      { kind: 'leave', outcome: 'in_doubt' },
    ],
    [
      'that is being sent is in doubt',
      unwrittenRow({ state: 'sending' }),
      'now',
      { kind: 'leave', outcome: 'in_doubt' },
    ],
  ] as const)('%s', (_, known, digest, plan) => {
    expect(planRow(known, digest, run)).toMatchObject(plan)
  })

  test('that failed is sent again, unchanged, where --retry-failed says so', () => {
    const failed = unwrittenRow({ state: 'failed', error })
    expect(planRow(failed, 'now', { ...run, retryFailed: true })).toEqual({ kind: 'create' })
  })

  test('that was settled as failed in this very run is not sent a second time by --retry-failed', () => {
    const failed = unwrittenRow({ state: 'failed', error, runId: 'this' })
    expect(planRow(failed, 'now', { ...run, retryFailed: true })).toMatchObject({ kind: 'leave', outcome: 'failed' })
  })

  test.each([
    ['is left where nothing changed', 'now', 'find-or-create', { kind: 'leave', outcome: 'skipped' }],
    ['is looked at again where it was edited', 'edited', 'find-or-create', { kind: 'create' }],
    ['is looked at again where it may be written to now', 'now', 'upsert', { kind: 'create' }],
  ] as const)('whose record was found and not written to %s', (_, digest, mode, plan) => {
    const found = ledgerRow({ state: 'found', sent: null })
    expect(planRow(found, digest, { ...run, policy: { mode } })).toMatchObject(plan)
  })

  test.each([true, false])('whose record is gone is looked at again, whether it was edited or not (%s)', isEdited => {
    const known = ledgerRow({ state: 'failed', error: { ...error, code: 'record_gone' } })
    const plan = planRow(known, isEdited ? 'edited' : 'now', run)
    expect(plan).toMatchObject({ kind: 'update', recordId: 'opp_1' })
  })

  test('that is written in part goes on, and is left where its next part was refused', () => {
    const partial = ledgerRow({ written: { digest: 'now+', body: sent.result, idempotencyKey: 'lfi1-1' } })
    expect(planRow(partial, 'now', run)).toMatchObject({ kind: 'update' })
    const refused = { ...partial, state: 'failed', error, sent: { ...sent, digest: 'now+' } } as const
    expect(planRow(refused, 'now', run)).toMatchObject({ kind: 'leave', outcome: 'failed' })
  })
})

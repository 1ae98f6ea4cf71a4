import { expect, test } from 'vitest'
import { SameRefusals } from '../../src/import/same-refusals.ts'
import type { RowError } from '../../src/ledger/ledger-row.ts'
import type { Outcome } from '../../src/model/outcome.ts'

const refused = (code: string, param: string | null = null, attempts = 1) => ({
  outcome: 'failed' as const,
  error: { code, param, column: null, message: 'of this row' } satisfies RowError,
  attempts,
})
const ended = (outcome: Outcome) => ({ outcome, error: null, attempts: 1 })
const stage = refused('invalid_type', '$stage')

/** After how many rows the run is to stop; null: it goes on. */
function stopsAfter(most: number | null, rows: readonly Parameters<SameRefusals['add']>[0][]): number | null {
  const refusals = new SameRefusals(most)
  const position = rows.findIndex(row => refusals.add(row) !== null)
  return position < 0 ? null : position + 1
}

test.each([
  ['as many as it takes', 3, [stage, stage, stage, stage], 3],
  ['one too few', 3, [stage, stage], null],
  ['one is enough, if so', 1, [stage], 1],
  ['nobody counts', null, [stage, stage, stage, stage], null],
  ['another code between', 3, [stage, stage, refused('unknown_field', '$stage'), stage, stage], null],
  ['another param between', 3, [stage, stage, refused('invalid_type', 'amount'), stage, stage], null],
  ['no param at all', 2, [refused('invalid_type'), refused('invalid_type')], 2],
  ['a row that went well between', 3, [stage, stage, ended('created'), stage, stage], null],
  ['the same after a row that went well', 2, [stage, ended('updated'), stage, stage], 4],
  ['rows without an answer, which tell nothing', 3, [stage, ended('in_doubt'), stage, ended('pending'), stage], 5],
  ['rows that were not sent', 2, [refused('look_up_not_found', null, 0), refused('look_up_not_found', null, 0)], null],
] as const)('%s', (_, most, rows, end) => {
  expect(stopsAfter(most, rows)).toBe(end)
})

test('the reason names code, key and column, and no row', () => {
  const error = { code: 'invalid_type', param: '$stage', column: 'Phase', message: 'of this row' }
  const reason = new SameRefusals(1).add({ outcome: 'failed', error, attempts: 1 })

  expect(reason?.code).toBe('same_refusal')
  expect(reason?.message).toContain('invalid_type, $stage, column "Phase"')
  expect(reason?.message).not.toContain('of this row')
  expect(reason?.hint).toContain('--max-same-errors 0')
})

import { expect, test } from 'vitest'
import { WrittenRecords } from '../../../src/import/look-up/written-records.ts'
import type { LedgerRow } from '../../../src/ledger/ledger-row.ts'
import type { LookUp } from '../../../src/model/payload.ts'
import { ledgerRow, unwrittenRow } from '../rows.ts'

const byName: LookUp = { object: 'account', by: [{ key: '$name', valueType: 'TEXT' }], fold: [] }

function accountRow(recordId: string, fields: Readonly<Record<string, string>>): LedgerRow {
  const body = JSON.stringify({ fields })
  return ledgerRow({ identity: recordId, recordId, written: { digest: '', body, idempotencyKey: '' } })
}

const rows = [
  accountRow('planned-1', { $name: 'Acme' }),
  accountRow('planned-2', { $name: 'Beta' }),
  accountRow('planned-3', { $name: 'Beta' }),
  accountRow('acc_1', { $name: 'Renamed' }),
  accountRow('acc_2', { region: 'EMEA' }),
  unwrittenRow({ identity: 'failed' }),
]

test.each([
  ['Acme', ['planned-1']],
  ['Beta', ['planned-2', 'planned-3']],
  ['Renamed', ['acc_1']],
  ['Gamma', []],
])('what would be named %s is found', (name, ids) => {
  const planned = new WrittenRecords(object => (object === 'account' ? rows : []), true)
  expect(planned.find(byName, [name]).map(({ id }) => id)).toEqual(ids)
  expect(planned.find({ ...byName, object: 'contact' }, [name])).toEqual([])
})

test('what a record would hold is known where the dry run would have written it', () => {
  const planned = new WrittenRecords(() => rows, true)
  expect(['planned-1', 'acc_1', 'acc_2', 'acc_3'].map(id => planned.has(byName, id))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('the rows are gone through once for each kind of look-up', () => {
  let times = 0
  const planned = new WrittenRecords(() => {
    times += 1
    return rows
  }, true)
  planned.find(byName, ['Acme'])
  planned.find(byName, ['Beta'])
  planned.has(byName, 'acc_1')
  expect(times).toBe(1)
  planned.find({ ...byName, fold: ['case'] }, ['acme'])
  expect(times).toBe(2)
})

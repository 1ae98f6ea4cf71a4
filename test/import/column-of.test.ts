import { expect, test } from 'vitest'
import { columnOf } from '../../src/import/run-config.ts'

const bindings = [
  { key: 'city', columns: ['Town'] },
  { key: '$account', columns: ['Company'] },
  { key: 'fields.odd', columns: ['Odd'] },
  { key: 'source', columns: [] },
].map(binding => ({ ...binding, kind: 'field' as const, valueType: null, option: null }))

test.each([
  ['city', 'Town'],
  ['fields.city', 'Town'],
  ['relationships.$account', 'Company'],
  ['fields.odd', 'Odd'],
  ['source', null],
  ['fields.unknown', null],
  ['fields', null],
  ['myfields.city', null],
])('the column of %s is %s', (param, column) => {
  expect(columnOf({ bindings }, param)).toBe(column)
})

import { expect, test } from 'vitest'
import { RowSet } from '../../../src/import/verify/row-set.ts'

test('it holds the rows that were added, however far apart, and counts each once', () => {
  const rows = new RowSet()
  const added = [1, 7, 8, 8_191, 8_192, 1_000_000, 7]
  for (const row of added) rows.add(row)
  expect(rows.size).toBe(6)
  for (const row of added) expect(rows.has(row)).toBe(true)
  for (const row of [0, 2, 9, 8_193, 999_999, 5_000_000]) expect(rows.has(row)).toBe(false)
})

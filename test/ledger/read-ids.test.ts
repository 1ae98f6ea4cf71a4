import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { readIds } from '../../src/ledger/read-ids.ts'

const counted = `WITH RECURSIVE counted (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM counted WHERE id < ?)
  SELECT id FROM counted`

// Blocks hold 16,384.
test.each([0, 1, 16_383, 16_384, 16_385, 50_000])('%i ids are read, each of them once and in its order', count => {
  const database = new DatabaseSync(':memory:')
  const ids = readIds(database, `${counted} LIMIT ?`, [Math.max(count, 1), count])
  expect(Array.from(ids)).toEqual(Array.from({ length: count }, (_, at) => at + 1))
  database.close()
})

test('what is written while they are gone through changes nothing about them', () => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY); INSERT INTO rows VALUES (1), (2), (9007199254740991)')
  const seen: number[] = []
  for (const id of readIds(database, 'SELECT id FROM rows ORDER BY id', [])) {
    seen.push(id)
    database.exec('DELETE FROM rows; INSERT INTO rows VALUES (5)')
  }
  expect(seen).toEqual([1, 2, 9_007_199_254_740_991])
  database.close()
})

import { expect, test } from 'vitest'
import { assertAddsUp } from '../../src/cli/run-proof.ts'
import { type Outcome, type OutcomeCounts, outcomes } from '../../src/model/outcome.ts'

function counts(some: Partial<Record<Outcome, number>>): OutcomeCounts {
  return Object.fromEntries(outcomes.map(outcome => [outcome, some[outcome] ?? 0])) as OutcomeCounts
}

const told = { rows: 10, outcomes: counts({ created: 6, updated: 2, skipped: 1, failed: 1 }) }

test.each<[string, { rows: number; records: number } | null, number | null]>([
  ['all that is told as written is in the ledger', { rows: 8, records: 8 }, 10],
  ['a row that failed in its second request has written too', { rows: 9, records: 9 }, 10],
  ['two rows have written to one record', { rows: 8, records: 7 }, 10],
  ['there is no file, and no ledger to ask', null, null],
])('a summary adds up where %s', (_, recorded, read) => {
  expect(() => assertAddsUp(told, recorded, read)).not.toThrow()
})

test.each<[string, { rows: number; records: number } | null, number | null, string]>([
  ['the ledger lacks a row', { rows: 7, records: 7 }, 10, '8 rows are told as written, and the ledger has 7'],
  ['a row of the file is not told of', { rows: 8, records: 8 }, 11, '11 rows were read from the file, and 10'],
])('a summary does not add up where %s', (_, recorded, read, message) => {
  expect(() => assertAddsUp(told, recorded, read)).toThrow(message)
})

test('a summary does not add up where its outcomes are of fewer rows', () => {
  expect(() => assertAddsUp({ ...told, rows: 11 }, null, null)).toThrow('11 rows are told of, and the outcomes of 10')
})

import { describe, expect, test } from 'vitest'
import type { LedgerRow } from '../../src/ledger/ledger-row.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { createdRow, failedRow, ledgerOptions, newLedgerPath, noOutcomes } from './ledger-rows.ts'

const extent = { runs: 10, reasons: 10, examples: 2, inDoubt: 2, linked: 2 }

async function overviewOf(rows: readonly LedgerRow[], runs = 1, wanted = extent) {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  for (let run = 1; run <= runs; run++) {
    deals.startRun(`run-${run}`, 'deals.csv', null)
    deals.endRun(`run-${run}`, 'finished', noOutcomes, true)
  }
  for (const row of rows) await deals.record(row)
  const overview = ledger.overview('deals', wanted)
  if (overview === null) throw new Error('the import is not there')
  return overview
}

function failed(row: number, code: string, param: string | null = null, more: Partial<LedgerRow> = {}): LedgerRow {
  return { ...failedRow(row, code), error: { code, param, column: null, message: 'told' }, ...more }
}

test('is null for an import that the ledger does not have', async () => {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  expect(ledger.overview('deals', extent)).toBeNull()
})

test('counts rows by state', async () => {
  const overview = await overviewOf([createdRow(1), createdRow(2), failed(3, 'a')])
  expect([...overview.rows]).toEqual([
    ['created', 2],
    ['failed', 1],
  ])
})

describe('failures', () => {
  test('are grouped by code and param, most rows first, with the first rows of the file', async () => {
    const rows = [
      failed(9, 'a', 'x'),
      failed(5, 'a', 'x'),
      failed(7, 'a', 'x'),
      failed(2, 'a'),
      failed(3, 'b', 'x'),
      failed(1, 'b', 'x'),
    ]
    const { failures, reasonCount, failedCount } = await overviewOf(rows)
    expect(
      failures.map(({ code, param, count, examples }) => [code, param, count, examples.map(({ row }) => row)]),
    ).toEqual([
      ['a', 'x', 3, [5, 7]],
      ['b', 'x', 2, [1, 3]],
      ['a', null, 1, [2]],
    ])
    expect([reasonCount, failedCount]).toEqual([3, 6])
  })

  test('are cut to a number of reasons, and counted all the same', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => failed(at + 1, `code_${at}`))
    const { failures, reasonCount, failedCount } = await overviewOf(rows, 1, { ...extent, reasons: 3 })
    expect(failures.map(({ code }) => code)).toEqual(['code_0', 'code_1', 'code_2'])
    expect(failures.every(({ examples }) => examples.length === 1)).toBe(true)
    expect([reasonCount, failedCount]).toEqual([30, 30])
  })

  test('are not duplicates, what was undone, nor what is in doubt', async () => {
    const rows = [
      failed(1, 'duplicate_key', null, { state: 'duplicate' }),
      failed(2, 'undone', null, { state: 'pending' }),
      failed(3, 'answer_lost', null, { state: 'in_doubt' }),
      failed(4, 'answer_lost', null, { state: 'in_doubt' }),
      failed(5, 'answer_lost', null, { state: 'in_doubt' }),
    ]
    const overview = await overviewOf(rows)
    expect(overview.failures).toEqual([])
    expect(overview.failedCount).toBe(0)
    expect(overview.inDoubt.map(({ row }) => row)).toEqual([3, 4])
  })
})

test('gives the last runs, and says how many there were', async () => {
  const { runs, runCount } = await overviewOf([], 5, { ...extent, runs: 2 })
  expect(runs.map(({ id }) => id)).toEqual(['run-5', 'run-4'])
  expect(runCount).toBe(5)
})

test('gives some rows of each state that has records', async () => {
  const linked = (row: number, state: LedgerRow['state']): LedgerRow => ({
    ...createdRow(row),
    state,
    httpLink: `https://app.lightfield.example/${row}`,
  })
  const rows = [linked(1, 'created'), linked(2, 'created'), linked(3, 'created'), linked(4, 'updated'), createdRow(5)]
  const overview = await overviewOf(rows)
  expect(overview.linked.map(({ row }) => row)).toEqual([1, 2, 4])
})

import { describe, expect, test } from 'vitest'
import type { LedgerRow, RowState } from '../../src/ledger/ledger-row.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import {
  changeOf,
  createdRow,
  createOf,
  failedRow,
  ledgerOptions,
  newLedgerPath,
  rowToSend,
  updatedRow,
} from './ledger-rows.ts'

async function openDeals() {
  const ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  return {
    ledger,
    deals,
    record: (rows: readonly LedgerRow[]) => Promise.all(rows.map(row => deals.record(row))),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}

const numbers = (rows: Iterable<LedgerRow>) => Array.from(rows, ({ row }) => row)

describe('by key', () => {
  test('a row is found, and one with a record before one without', async () => {
    await using opened = await openDeals()
    await opened.record([
      { ...failedRow(1, 'conflict'), key: 'Acme / 7' },
      { ...createdRow(2), key: 'Acme / 7' },
      { ...createdRow(3), key: 'Acme' },
    ])
    expect(opened.deals.findByKey('Acme / 7')).toEqual([
      { ...createdRow(2), key: 'Acme / 7' },
      { ...failedRow(1, 'conflict'), key: 'Acme / 7' },
    ])
    expect(opened.deals.findByKey('acme')).toEqual([])
    expect(opened.ledger.readImport('deals')?.findByKey('Acme')).toEqual([{ ...createdRow(3), key: 'Acme' }])
  })

  test('rows without a key are not found, though they are alike in that', async () => {
    await using opened = await openDeals()
    await opened.record([{ ...createdRow(1), key: '' }])
    expect(opened.deals.findByKey('')).toEqual([])
  })

  test('thousands of rows with the same key give each record once, and a few rows without one', async () => {
    await using opened = await openDeals()
    const rows = Array.from({ length: 3_000 }, (_, index): LedgerRow => {
      const row = index % 3 === 0 ? failedRow(index + 1, 'conflict') : createdRow(index + 1)
      return { ...row, key: 'Acme', recordId: index % 3 === 0 ? null : `acc_${index % 3}` }
    })
    await opened.record(rows)
    const found = opened.deals.findByKey('Acme')
    expect(found.slice(0, 2).map(({ row, recordId }) => [row, recordId])).toEqual([
      [2, 'acc_1'],
      [3, 'acc_2'],
    ])
    expect(found.length).toBeLessThan(20)
    expect(new Set(found.slice(2).map(({ recordId }) => recordId))).toEqual(new Set([null]))
  })

  test('rows of another import are not found', async () => {
    await using opened = await openDeals()
    const others = opened.ledger.openImport('others', 'opportunity')
    await others.record({ ...createdRow(1), matchKey: 'acme' })
    expect(opened.deals.findByKey('key 1')).toEqual([])
    expect(opened.deals.findByMatch('acme')).toEqual([])
  })
})

describe('by match', () => {
  test.each<[RowState, string | null, boolean]>([
    ['created', 'acc_1', true],
    ['found', 'acc_1', true],
    ['failed', 'acc_1', true],
    ['sending', 'acc_1', true],
    ['sending', null, true],
    ['in_doubt', null, true],
    ['failed', null, false],
    ['ambiguous', null, false],
    ['pending', null, false],
  ])('a row that is %s with the record %s: %s', async (state, recordId, isEvidence) => {
    await using opened = await openDeals()
    const row: LedgerRow = { ...createdRow(1), state, recordId, matchKey: 'acme' }
    await opened.record([row])
    expect(opened.deals.findByMatch('acme')).toEqual(isEvidence ? [row] : [])
    expect(opened.deals.findByMatch('other')).toEqual([])
  })

  test('a row is found as soon as its intent is on disk', async () => {
    await using opened = await openDeals()
    await opened.deals.intend({ ...rowToSend(1), matchKey: 'acme', follows: 'lfi1-0', draft: '{}' })
    expect(opened.deals.findByMatch('acme')).toMatchObject([
      { row: 1, state: 'sending', matchKey: 'acme', follows: 'lfi1-0', draft: '{}', sent: createOf(1) },
    ])
    await opened.deals.release('identity-1', null)
    expect(opened.deals.findByMatch('acme')).toEqual([])
  })

  test('each record is given once, by the first row that has it, then what is not settled', async () => {
    await using opened = await openDeals()
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...createdRow(index + 10),
      recordId: 'acc_1',
      matchKey: 'acme',
    }))
    await opened.record([
      { ...createdRow(1), state: 'in_doubt', recordId: null, matchKey: 'acme' },
      ...many,
      { ...createdRow(600), recordId: 'acc_0', matchKey: 'acme' },
    ])
    expect(opened.deals.findByMatch('acme').map(({ row, recordId }) => [row, recordId])).toEqual([
      [600, 'acc_0'],
      [10, 'acc_1'],
      [1, null],
    ])
  })

  test('a row that was edited is found by what it says now', async () => {
    await using opened = await openDeals()
    await opened.record([{ ...createdRow(1), matchKey: 'acme' }])
    await opened.record([{ ...updatedRow(1, 2), matchKey: 'globex' }])
    expect(opened.deals.findByMatch('acme')).toEqual([])
    expect(numbers(opened.deals.findByMatch('globex'))).toEqual([1])
  })
})

describe('the incomplete rows', () => {
  test('are those that are written but for what their draft still says, in the order of the file', async () => {
    await using opened = await openDeals()
    await opened.record([
      { ...createdRow(4), draft: '{"later":1}' },
      { ...updatedRow(2, 5), draft: '{"later":2}' },
      { ...failedRow(1, 'look_up_not_found'), draft: '{}' },
      createdRow(3),
    ])
    expect([...opened.deals.incomplete()]).toEqual([
      { ...updatedRow(2, 5), draft: '{"later":2}' },
      { ...createdRow(4), draft: '{"later":1}' },
    ])
  })

  test('can be completed on the way', async () => {
    await using opened = await openDeals()
    await opened.record([1, 2, 3].map(row => ({ ...createdRow(row), draft: '{}' })))
    const seen: number[] = []
    for (const row of opened.deals.incomplete()) {
      seen.push(row.row)
      await opened.record([
        { ...row, draft: null },
        { ...createdRow(3), draft: null },
      ])
    }
    // The third was completed before its turn came.
    expect(seen).toEqual([1, 2])
    expect([...opened.deals.incomplete()]).toEqual([])
  })
})

test('rows can be written on the way through them, while another process writes to the same ledger', async () => {
  const path = newLedgerPath()
  await using ledger = await openLedger(ledgerOptions(path))
  await using other = await openLedger(ledgerOptions(path))
  const deals = ledger.openImport('deals', 'opportunity')
  const companies = other.openImport('companies', 'account')
  await Promise.all([1, 2, 3].map(row => deals.record(failedRow(row, 'conflict'))))
  const seen: number[] = []
  for (const row of deals.rows(['failed'])) {
    seen.push(row.row)
    await companies.record(createdRow(row.row))
    await deals.record(createdRow(row.row))
  }
  expect(seen).toEqual([1, 2, 3])
  expect(numbers(deals.rows(['created']))).toEqual([1, 2, 3])
})

describe('the last write to a type', () => {
  test('is that of whatever import of it, and an undone one counts too', async () => {
    await using opened = await openDeals()
    const more = opened.ledger.openImport('more-deals', 'opportunity')
    const companies = opened.ledger.openImport('companies', 'account')
    expect(opened.ledger.lastWriteAt('opportunity')).toBeNull()
    await opened.deals.record(createdRow(1), { ...changeOf(createdRow(1)), at: 5_000 })
    await more.record(createdRow(1), { ...changeOf(createdRow(1)), at: 7_000 })
    await companies.record(createdRow(1), { ...changeOf(createdRow(1)), at: 9_000 })
    expect(opened.ledger.lastWriteAt('opportunity')).toBe(7_000)
    expect(opened.ledger.lastWriteAt('account')).toBe(9_000)
    expect(opened.ledger.lastWriteAt('contact')).toBeNull()
    for (const changes of opened.deals.changes(null)) {
      await opened.deals.recordUndone({ ...createdRow(1), state: 'pending', recordId: null, at: 8_000 }, changes)
    }
    expect(opened.ledger.lastWriteAt('opportunity')).toBe(8_000)
  })
})

test('imports are named by how their names begin, whatever is in them', async () => {
  await using opened = await openDeals()
  for (const name of ['deals/contact', 'DEALS/x', 'deals/account', 'd%als/account']) {
    opened.ledger.openImport(name, name.slice(name.indexOf('/') + 1))
  }
  expect(opened.ledger.importNames('deals/')).toEqual([
    { name: 'deals/contact', object: 'contact' },
    { name: 'deals/account', object: 'account' },
  ])
  expect(opened.ledger.importNames('d%')).toEqual([{ name: 'd%als/account', object: 'account' }])
  expect(opened.ledger.importNames('none')).toEqual([])
})

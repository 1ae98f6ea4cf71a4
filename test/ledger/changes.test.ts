import { describe, expect, test } from 'vitest'
import type { ImportLedger } from '../../src/ledger/ledger.ts'
import type { Change, LedgerRow } from '../../src/ledger/ledger-row.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { changeOf, createdRow, ledgerOptions, newLedgerPath, updatedRow } from './ledger-rows.ts'

async function openDeals(path = newLedgerPath()) {
  const ledger = await openLedger(ledgerOptions(path))
  const deals = ledger.openImport('deals', 'opportunity')
  return { ledger, deals, path, [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose]() }
}

const write = (deals: ImportLedger, row: LedgerRow): Promise<void> => deals.record(row, changeOf(row))

const withoutIds = (groups: Iterable<readonly Change[]>) =>
  Array.from(groups, group => group.map(({ id, ...change }) => change))

function undoneRow(row: number): LedgerRow {
  const error = { code: 'undone', param: null, column: null, message: 'Undone.' }
  const { idempotencyKey } = changeOf(createdRow(row))
  return { ...createdRow(row), state: 'pending', recordId: null, written: null, error, follows: idempotencyKey }
}

describe('the writes of an import', () => {
  test('come grouped by row, the newest row and write first', async () => {
    await using opened = await openDeals()
    const { deals } = opened
    await write(deals, createdRow(1))
    await write(deals, createdRow(2))
    await write(deals, updatedRow(1, 10, 'run-2'))
    await write(deals, createdRow(3, 'run-2'))
    await write(deals, updatedRow(1, 11, 'run-3'))
    expect(withoutIds(deals.changes(null))).toEqual([
      [changeOf(updatedRow(1, 11, 'run-3')), changeOf(updatedRow(1, 10, 'run-2')), changeOf(createdRow(1))],
      [changeOf(createdRow(3, 'run-2'))],
      [changeOf(createdRow(2))],
    ])
    expect(withoutIds(deals.changes('run-2'))).toEqual([
      [changeOf(createdRow(3, 'run-2'))],
      [changeOf(updatedRow(1, 10, 'run-2'))],
    ])
    expect(withoutIds(opened.ledger.readImport('deals')?.changes('run-3') ?? [])).toEqual([
      [changeOf(updatedRow(1, 11, 'run-3'))],
    ])
    expect([...deals.changes('run-4')]).toEqual([])
  })

  test('are not those of another import of the same run', async () => {
    await using opened = await openDeals()
    await write(opened.deals, createdRow(1))
    const others = opened.ledger.openImport('others', 'opportunity')
    await write(others, createdRow(1))
    expect(withoutIds(opened.deals.changes('run-1'))).toEqual([[changeOf(createdRow(1))]])
    for (const changes of others.changes(null)) await others.recordUndone(undoneRow(1), changes)
    expect(withoutIds(opened.deals.changes(null))).toEqual([[changeOf(createdRow(1))]])
  })

  test('do not hold a row that was found or left as it is', async () => {
    await using opened = await openDeals()
    await opened.deals.record({ ...createdRow(1), state: 'found' })
    expect([...opened.deals.changes(null)]).toEqual([])
  })

  test('hold a write once, though it was settled twice', async () => {
    await using opened = await openDeals()
    await Promise.all([write(opened.deals, createdRow(1)), write(opened.deals, createdRow(1, 'run-2'))])
    expect(withoutIds(opened.deals.changes(null))).toEqual([[changeOf(createdRow(1))]])
  })

  test('hold a write again that was made again after it was undone', async () => {
    await using opened = await openDeals()
    const { deals } = opened
    await write(deals, createdRow(1))
    for (const changes of deals.changes(null)) await deals.recordUndone(undoneRow(1), changes)
    await write(deals, createdRow(1, 'run-2'))
    for (const changes of deals.changes(null)) await deals.recordUndone(undoneRow(1), changes)
    expect([...deals.changes(null)]).toEqual([])
  })

  test('are on disk with their row or not at all', async () => {
    await using opened = await openDeals()
    const { deals } = opened
    const bad = { ...changeOf(createdRow(1)), recordId: null as unknown as string }
    await expect(deals.record(createdRow(1), bad)).rejects.toMatchObject({ code: 'ledger_failed' })
    expect(deals.find('identity-1')).toBeNull()
    await write(deals, createdRow(2))
    expect(withoutIds(deals.changes(null))).toEqual([[changeOf(createdRow(2))]])
  })
})

describe('undoing', () => {
  test('leaves what it did not reach, over the end of the process', async () => {
    const path = newLedgerPath()
    {
      await using opened = await openDeals(path)
      const { deals } = opened
      const creates = Array.from({ length: 500 }, (_, index) => write(deals, createdRow(index + 1)))
      await Promise.all([...creates, write(deals, updatedRow(400, 10))])
      let undone = 0
      for (const changes of deals.changes(null)) {
        if (undone === 250) break
        await deals.recordUndone(undoneRow(rowOf(changes)), changes)
        undone += 1
      }
    }
    await using opened = await openDeals(path)
    const { deals } = opened
    // Row 400, which was written to last, went first.
    expect(Array.from(deals.changes(null), rowOf)).toEqual(Array.from({ length: 250 }, (_, index) => 250 - index))
    expect(deals.find('identity-400')).toEqual(undoneRow(400))
    expect(deals.find('identity-250')).toEqual(createdRow(250))
    for (const changes of deals.changes(null)) await deals.recordUndone(undoneRow(rowOf(changes)), changes)
    expect([...deals.changes(null)]).toEqual([])
    expect(opened.ledger.status('deals')[0]?.rows).toEqual(new Map([['pending', 500]]))
  })

  test('one run leaves the writes of the others', async () => {
    await using opened = await openDeals()
    const { deals } = opened
    await write(deals, createdRow(1))
    await write(deals, updatedRow(1, 10, 'run-2'))
    for (const changes of deals.changes('run-2')) await deals.recordUndone(createdRow(1), changes)
    expect(withoutIds(deals.changes(null))).toEqual([[changeOf(createdRow(1))]])
    expect([...deals.changes('run-2')]).toEqual([])
  })

  test('goes on while another process writes to the same ledger', async () => {
    await using opened = await openDeals()
    await using other = await openLedger(ledgerOptions(opened.path))
    const companies = other.openImport('companies', 'account')
    for (let row = 1; row <= 3; row++) await write(opened.deals, createdRow(row))
    const seen: number[] = []
    for (const changes of opened.deals.changes(null)) {
      const row = rowOf(changes)
      seen.push(row)
      await companies.record(createdRow(row))
      await opened.deals.recordUndone(undoneRow(row), changes)
    }
    expect(seen).toEqual([3, 2, 1])
  })

  test('is no failure to the status', async () => {
    await using opened = await openDeals()
    await write(opened.deals, createdRow(1))
    for (const changes of opened.deals.changes(null)) await opened.deals.recordUndone(undoneRow(1), changes)
    expect(opened.ledger.status('deals')).toMatchObject([{ rows: new Map([['pending', 1]]), failures: [] }])
  })
})

function rowOf([change]: readonly Change[]): number {
  return Number(change?.identity.slice('identity-'.length))
}

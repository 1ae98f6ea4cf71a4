import { describe, expect, test } from 'vitest'
import type { Claim } from '../../src/ledger/claim.ts'
import type { LedgerRow } from '../../src/ledger/ledger-row.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { createdRow, createOf, ledgerOptions, newLedgerPath, rowToSend } from './ledger-rows.ts'

const claim: Claim = { key: 'acme', writtenSince: 5_000, sentSince: 1_000, isRuledOut: () => false }

/** An import that is about to make a record, and another one of the same type. */
async function openTwo(path = newLedgerPath()) {
  const ledger = await openLedger(ledgerOptions(path))
  const mine = ledger.openImport('deals/account', 'account')
  const other = ledger.openImport('crm', 'account')
  return {
    ledger,
    mine,
    other,
    record: (rows: readonly LedgerRow[]) => Promise.all(rows.map(row => other.record(row))),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}

const asParent = { identity: 'acme' }
const asMatch = { matchKey: 'acme' }
const sending = rowToSend(1, createOf(1, 1_000))

describe.each([
  ['by its identity', asParent],
  ['by its match', asMatch],
])('a row of another import that is the same record %s', (_, same) => {
  test.each<[string, Partial<LedgerRow>, boolean]>([
    ['has the record since', {}, true],
    ['has found the record since', { state: 'found' }, true],
    ['is updating the record', { state: 'sending' }, true],
    ['has the record, and failed to be updated', { state: 'failed' }, true],
    ['had the record before', { at: 4_999 }, false],
    ['is under way', { ...sending, state: 'sending' }, true],
    ['is in doubt, whenever it was recorded', { ...sending, state: 'in_doubt', at: 0 }, true],
    ['is in doubt, its key forgotten', { ...sending, state: 'in_doubt', sent: createOf(1, 999) }, false],
    ['was refused', { ...sending, state: 'failed' }, false],
    ['was taken back', { ...sending, state: 'pending' }, false],
  ])('%s', async (_, difference, isRival) => {
    await using opened = await openTwo()
    const row: LedgerRow = { ...createdRow(1), ...difference, ...same }
    await opened.record([row])

    const isMine = await opened.mine.intend(rowToSend(2), claim)

    expect(opened.mine.rival(claim)?.row ?? null).toEqual(isRival ? row : null)
    expect(isMine).toBe(!isRival)
    expect(opened.mine.find('identity-2')?.state ?? null).toBe(isRival ? null : 'sending')
  })
})

describe('no rival is', () => {
  test('a row of the same import, of another record or of another type', async () => {
    await using opened = await openTwo()
    await opened.mine.record({ ...createdRow(1), ...asMatch })
    await opened.record([{ ...createdRow(1), identity: 'beta', matchKey: 'beta' }])
    await opened.ledger.openImport('people', 'contact').record({ ...createdRow(1), ...asMatch })
    expect(opened.mine.rival(claim)).toBeNull()
  })

  test('anybody to a write that claims nothing', async () => {
    await using opened = await openTwo()
    await opened.record([{ ...createdRow(1), ...asMatch }])
    await expect(opened.mine.intend({ ...rowToSend(2), ...asMatch })).resolves.toBe(true)
  })
})

test('a record comes before what may become one, and one that is ruled out does not count', async () => {
  await using opened = await openTwo()
  const made = (row: number): LedgerRow => ({ ...createdRow(row), ...asMatch })
  await opened.record([{ ...sending, ...asParent, state: 'in_doubt' }, made(2), made(3)])
  const rivalBut = (...ids: readonly string[]) =>
    opened.mine.rival({ ...claim, isRuledOut: id => ids.includes(id) })?.row.row
  expect(rivalBut()).toBe(2)
  expect(rivalBut('acc_2')).toBe(3)
  expect(rivalBut('acc_2', 'acc_3')).toBe(1)
})

test('of intents that come together one is refused, and the others are written', async () => {
  await using opened = await openTwo()
  await opened.record([{ ...createdRow(1), ...asMatch }])
  const intents = [opened.mine.intend(rowToSend(2), claim), opened.mine.intend(rowToSend(3), { ...claim, key: 'beta' })]
  expect(await Promise.all(intents)).toEqual([false, true])
  expect(Array.from(opened.mine.rows([]), ({ row, state }) => [row, state])).toEqual([[3, 'sending']])
})

test('a request is under way for as long as its process has the import', async () => {
  const path = newLedgerPath()
  await using opened = await openTwo(path)
  const seen = () => opened.mine.rival(claim)
  {
    await using elsewhere = await openLedger(ledgerOptions(path))
    await elsewhere.openImport('second', 'account').intend({ ...sending, ...asMatch })
    expect(seen()).toMatchObject({ importName: 'second', isUnderWay: true })
  }
  expect(seen()).toMatchObject({ importName: 'second', isUnderWay: false })
})

test('a request whose answer was lost is not under way', async () => {
  await using opened = await openTwo()
  await opened.record([{ ...sending, ...asMatch, state: 'in_doubt' }])
  expect(opened.mine.rival(claim)).toMatchObject({ importName: 'crm', isUnderWay: false })
})

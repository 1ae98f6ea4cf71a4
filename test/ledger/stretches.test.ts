import { expect, test } from 'vitest'
import type { ImportLedger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import type { StretchLedger } from '../../src/ledger/stretch-ledger.ts'
import type { Stretch } from '../../src/model/stretch.ts'
import { createdRow, ledgerOptions, newLedgerPath } from './ledger-rows.ts'

const identityOf = (row: number): string => row.toString(16).padStart(32, '0')
const rowOf = (row: number) => ({ ...createdRow(row), identity: identityOf(row) })
const done = (row: number) => ({ identity: identityOf(row), digest: `digest-${row}` })
const stretch: Stretch = { bytes: 30, rows: 2, lines: 3, headBytes: 10, headSum: 4_000_000_000, digest: 'of the bytes' }
const other: Stretch = { ...stretch, digest: 'of other bytes' }

async function withRows(work: (deals: ImportLedger, stretches: StretchLedger) => Promise<void>): Promise<void> {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  for (const row of [1, 2, 3]) await deals.record(rowOf(row))
  if (deals.stretches === null) throw new Error('the ledger keeps no stretches')
  await work(deals, deals.stretches)
}

test('a stretch is known with the identities of its rows, on its own ground alone', async () => {
  await withRows(async (_, stretches) => {
    await stretches.add('ground', 7, other, [done(3)], ['created'])
    await stretches.add('ground', 1, stretch, [done(1), done(2)], ['created'])
    const [first, second, ...more] = stretches.known('ground')
    expect(first).toEqual({ ...stretch, id: first?.id })
    expect(second).toMatchObject({ digest: other.digest, rows: 1 })
    expect(more).toEqual([])
    expect([...(stretches.identities(first?.id ?? 0) ?? [])]).toEqual([0, 0, 0, 0])
    expect(stretches.known('another ground')).toEqual([])
  })
})

test('the first 64 bits of an identity are what it is known by', async () => {
  await withRows(async (deals, stretches) => {
    const identity = '0123456789abcdeffedcba9876543210'
    await deals.record({ ...createdRow(4), identity })
    await stretches.add('ground', 1, { ...stretch, rows: 1 }, [{ identity, digest: 'digest-4' }], ['created'])
    const id = stretches.known('ground')[0]?.id ?? 0
    expect([...(stretches.identities(id) ?? [])]).toEqual([0x01234567, 0x89abcdef])
  })
})

test.each([
  ['a digest of its row is another', [done(1), { ...done(2), digest: 'older' }], ['created'] as const],
  ['one of its rows is in another state', [done(1), done(2)], ['updated'] as const],
  ['one of its rows is not known', [done(1), done(9)], ['created'] as const],
])('nothing is written where %s', async (_, rows, states) => {
  await withRows(async (__, stretches) => {
    await stretches.add('ground', 1, stretch, rows, states)
    expect(stretches.known('ground')).toEqual([])
  })
})

test.each([
  ['is about to be written', (deals: ImportLedger) => deals.intend(rowOf(2))],
  ['is recorded anew', (deals: ImportLedger) => deals.record(rowOf(2))],
  ['is undone', (deals: ImportLedger) => deals.recordUndone(rowOf(2), [])],
  ['is taken out', (deals: ImportLedger) => deals.release(identityOf(2), null)],
])('a stretch is known no more once a row of it %s', async (_, change) => {
  await withRows(async (deals, stretches) => {
    await stretches.add('ground', 1, stretch, [done(1), done(2)], ['created'])
    const id = stretches.known('ground')[0]?.id ?? 0
    await deals.record(rowOf(3))
    expect(stretches.identities(id)).not.toBeNull()
    await change(deals)
    expect(stretches.known('ground')).toEqual([])
    expect(stretches.identities(id)).toBeNull()
  })
})

test('a row is part of one stretch, the last that it was written down with', async () => {
  await withRows(async (deals, stretches) => {
    await stretches.add('ground', 1, stretch, [done(1), done(2)], ['created'])
    await stretches.add('ground', 1, other, [done(2), done(3)], ['created'])
    expect(stretches.known('ground').map(({ digest }) => digest)).toEqual([other.digest])
    await deals.record(rowOf(1))
    expect(stretches.known('ground')).toHaveLength(1)
    await deals.record(rowOf(2))
    expect(stretches.known('ground')).toEqual([])
  })
})

import { expect, test } from 'vitest'
import type { ImportLedger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import type { DoneRow, KnownRow, StretchLedger, StretchRows } from '../../src/ledger/stretch-ledger.ts'
import type { Stretch } from '../../src/model/stretch.ts'
import { createdRow, ledgerOptions, newLedgerPath } from './ledger-rows.ts'

const identityOf = (row: number): string => row.toString(16).padStart(32, '0')
const rowOf = (row: number) => ({ ...createdRow(row), identity: identityOf(row) })
const sourceOf = (row: number): string => `f5eed000${row.toString(16).padStart(8, '0')}${'9'.repeat(16)}`
const done = (row: number) => ({ identity: identityOf(row), digest: `digest-${row}`, source: sourceOf(row) })
const read = (...rows: readonly DoneRow[]): StretchRows => ({ done: rows, known: [] })
/** The rows that are known one by one, stretch by stretch. */
const knownIn = (stretches: StretchLedger, ground = 'ground'): KnownRow[] =>
  [...stretches.knownRows(ground)].flatMap(({ identities, sources }) =>
    Array.from({ length: sources.length / 3 }, (_, row) => {
      const [id = 0, sourceHigh = 0, sourceLow = 0] = sources.slice(row * 3)
      const [identityHigh = 0, identityLow = 0] = identities.slice(row * 2)
      return { id, identityHigh, identityLow, sourceHigh, sourceLow }
    }),
  )
const stretch: Stretch = { bytes: 30, rows: 2, lines: 3, headBytes: 10, headSum: 4_000_000_000, digest: 'of the bytes' }
const other: Stretch = { ...stretch, digest: 'of other bytes' }

/** All that writes to a row whose stretch is known, by what becomes of the row. */
const changes = [
  ['is about to be written', (deals: ImportLedger) => deals.intend(rowOf(2))],
  ['is recorded anew', (deals: ImportLedger) => deals.record(rowOf(2))],
  ['is undone', (deals: ImportLedger) => deals.recordUndone(rowOf(2), [])],
  ['is taken out', (deals: ImportLedger) => deals.release(identityOf(2), null)],
] as const

async function withRows(work: (deals: ImportLedger, stretches: StretchLedger) => Promise<void>): Promise<void> {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  for (const row of [1, 2, 3]) await deals.record(rowOf(row))
  if (deals.stretches === null) throw new Error('the ledger keeps no stretches')
  await work(deals, deals.stretches)
}

test('a stretch is known with the identities of its rows, on its own ground alone', async () => {
  await withRows(async (_, stretches) => {
    await stretches.add('ground', 7, other, read(done(3)), ['created'])
    await stretches.add('ground', 1, stretch, read(done(1), done(2)), ['created'])
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
    await stretches.add(
      'ground',
      1,
      { ...stretch, rows: 1 },
      read({ identity, digest: 'digest-4', source: sourceOf(4) }),
      ['created'],
    )
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
    await stretches.add('ground', 1, stretch, read(...rows), states)
    expect(stretches.known('ground')).toEqual([])
  })
})

test.each(changes)('a stretch is known no more once a row of it %s', async (_, change) => {
  await withRows(async (deals, stretches) => {
    await stretches.add('ground', 1, stretch, read(done(1), done(2)), ['created'])
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
    await stretches.add('ground', 1, stretch, read(done(1), done(2)), ['created'])
    await stretches.add('ground', 1, other, read(done(2), done(3)), ['created'])
    expect(stretches.known('ground').map(({ digest }) => digest)).toEqual([other.digest])
    await deals.record(rowOf(1))
    expect(stretches.known('ground')).toHaveLength(1)
    await deals.record(rowOf(2))
    expect(stretches.known('ground')).toEqual([])
  })
})

test('the rows of a stretch are known by their sources, on its own ground alone', async () => {
  await withRows(async (_, stretches) => {
    await stretches.add('ground', 1, stretch, read(done(1), done(2)), ['created'])
    await stretches.add('ground', 3, other, read(done(3)), ['created'])
    const identity = { identityHigh: 0, identityLow: 0 }
    const row = (number: number) => ({
      ...identity,
      id: expect.any(Number),
      sourceHigh: 0xf5eed000,
      sourceLow: number,
    })
    expect(knownIn(stretches)).toEqual([row(1), row(2), row(3)])
    expect(new Set(knownIn(stretches).map(({ id }) => id)).size).toBe(3)
    expect(knownIn(stretches, 'another ground')).toEqual([])
  })
})

test('rows that are known are written down again without a look at them, beside others', async () => {
  await withRows(async (deals, stretches) => {
    await stretches.add('ground', 1, stretch, read(done(1), done(2)), ['created'])
    const [first, second] = knownIn(stretches)
    if (first === undefined || second === undefined) throw new Error('no rows are known')
    await stretches.add('ground', 1, { ...other, rows: 2 }, { known: [second], done: [done(3)] }, ['created'])
    // The first stretch is gone by now, and its other row is as it was.
    expect(stretches.known('ground').map(({ digest }) => digest)).toEqual([other.digest])
    const last: Stretch = { ...stretch, digest: 'of the last bytes', rows: 1 }
    await stretches.add('ground', 3, last, { known: [first], done: [] }, ['created'])
    expect(stretches.known('ground').map(({ digest }) => digest)).toEqual([other.digest, last.digest])
    await deals.intend(rowOf(1))
    expect(stretches.known('ground').map(({ digest }) => digest)).toEqual([other.digest])
    await deals.intend(rowOf(2))
    expect(stretches.known('ground')).toEqual([])
  })
})

test.each(changes)('nothing is written down of rows that were known, once one of them %s', async (_, change) => {
  await withRows(async (deals, stretches) => {
    await stretches.add('ground', 1, stretch, read(done(1), done(2)), ['created'])
    const known = knownIn(stretches)
    await change(deals)
    await stretches.add('ground', 1, other, { known, done: [] }, ['created'])
    expect(stretches.known('ground')).toEqual([])
    expect(knownIn(stretches)).toEqual([])
  })
})

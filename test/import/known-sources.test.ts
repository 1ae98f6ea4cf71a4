import { expect, test } from 'vitest'
import { KnownSources } from '../../src/import/known-sources.ts'
import type { KnownRow } from '../../src/ledger/stretch-ledger.ts'
import { Occurrences } from '../../src/model/occurrences.ts'

const rowIn = (known: KnownSources, source: string): KnownRow | null => {
  const place = known.find(source)
  return place === null ? null : known.rowAt(place)
}
const hex = (...words: number[]): string => words.map(word => word.toString(16).padStart(8, '0')).join('')

test('a row is found by its source, with its number and its identity', () => {
  const known = new KnownSources(3)
  known.addAll({
    identities: Uint32Array.of(1, 2, 0xffffffff, 4),
    sources: Uint32Array.of(10, 0xffffffff, 6, 11, 0, 0),
  })
  expect(rowIn(known, hex(0xffffffff, 6))).toEqual({
    id: 10,
    identityHigh: 1,
    identityLow: 2,
    sourceHigh: 0xffffffff,
    sourceLow: 6,
  })
  expect(rowIn(known, hex(0, 0))).toEqual({
    id: 11,
    identityHigh: 0xffffffff,
    identityLow: 4,
    sourceHigh: 0,
    sourceLow: 0,
  })
  expect(known.find(hex(0xffffffff, 7))).toBeNull()
  expect(known.find(hex(5, 6))).toBeNull()
})

test('rows whose sources begin alike are told apart', () => {
  const rows = Array.from({ length: 500 }, (_, row) => row)
  const known = new KnownSources(rows.length)
  const identities = Uint32Array.from(rows.flatMap(row => [row, row]))
  known.addAll({ identities, sources: Uint32Array.from(rows.flatMap(row => [row + 1, 0xfffffff0, row])) })
  expect(rows.every(row => rowIn(known, hex(0xfffffff0, row))?.id === row + 1)).toBe(true)
  expect(known.find(hex(0xfffffff0, rows.length))).toBeNull()
})

test('what there is no room for is not known, and does no harm', () => {
  const known = new KnownSources(1)
  known.addAll({ identities: Uint32Array.of(1, 1, 2, 2, 3, 3), sources: Uint32Array.of(1, 7, 1, 2, 7, 2, 3, 7, 3) })
  expect(rowIn(known, hex(7, 1))?.id).toBe(1)
  expect(known.find(hex(7, 2))).toBeNull()
  expect(new KnownSources(0).find(hex(7, 1))).toBeNull()
})

test('a row counts once, by its identity', () => {
  const known = new KnownSources(1)
  known.addAll({ identities: Uint32Array.of(0xffffffff, 2), sources: Uint32Array.of(1, 7, 1) })
  const place = known.find(hex(7, 1)) ?? 0
  const occurrences = new Occurrences()
  expect(known.countFirst(place, occurrences)).toBe(true)
  expect(known.countFirst(place, occurrences)).toBe(false)
  expect(occurrences.count(hex(0xffffffff, 2))).toBe(1)
})

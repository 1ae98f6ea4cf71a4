import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Occurrences } from '../../src/model/occurrences.ts'

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

test('tells how many times a digest was counted before', () => {
  const occurrences = new Occurrences()
  expect([occurrences.count(digest('a')), occurrences.count(digest('b'))]).toEqual([0, 0])
  expect([occurrences.count(digest('a')), occurrences.count(digest('a'))]).toEqual([1, 2])
})

test('tells digests apart that share one of the two words it keeps', () => {
  const occurrences = new Occurrences()
  expect(occurrences.count('0000000100000002')).toBe(0)
  expect(occurrences.count('0000000100000003')).toBe(0)
  expect(occurrences.count('0000000200000002')).toBe(0)
  expect(occurrences.count('0000000000000000')).toBe(0)
  expect(occurrences.count('0000000000000000')).toBe(1)
})

test('agrees with a Map over 200,000 digests, a third of them seen before', () => {
  const occurrences = new Occurrences()
  const reference = new Map<string, number>()
  const differences: string[] = []
  for (let index = 0; index < 200_000; index++) {
    const key = digest(`row ${index % 3 === 0 ? index >> 1 : index}`)
    const before = reference.get(key) ?? 0
    reference.set(key, before + 1)
    if (occurrences.count(key) !== before) differences.push(key)
  }
  expect(differences).toEqual([])
  expect(reference.size).toBeLessThan(200_000)
})

test('knows by two words what was counted by its digest, and the other way round', () => {
  const occurrences = new Occurrences()
  occurrences.count(digest('a'))
  expect(occurrences.hasAny(words(['b', 'c']))).toBe(false)
  expect(occurrences.hasAny(words(['b', 'a']))).toBe(true)
  occurrences.countAll(words(['b', 'a']))
  expect(['a', 'b', 'c'].map(text => occurrences.count(digest(text)))).toEqual([2, 1, 0])
})

test('has each of 100,000 that were counted, and none of as many others', () => {
  const occurrences = new Occurrences()
  const texts = Array.from({ length: 100_000 }, (_, index) => `row ${index}`)
  occurrences.countAll(words(texts))
  expect(texts.filter(text => !occurrences.hasAny(words([text])))).toEqual([])
  expect(texts.filter(text => occurrences.hasAny(words([`other ${text}`])))).toEqual([])
})

test('places pairs of words at both ends of what there is', () => {
  const occurrences = new Occurrences()
  const ends = Array.from({ length: 40 }, (_, index) => [0xffffffff, 0xffffffff - index])
  occurrences.countAll(Uint32Array.from(ends.flat()))
  expect(occurrences.hasAny(Uint32Array.of(0xffffffff, 0xffffffff - 40, 0, 0))).toBe(false)
  expect(ends.every(end => occurrences.hasAny(Uint32Array.from(end)))).toBe(true)
})

/** The first 64 bits of the digests, two words each. */
function words(texts: readonly string[]): Uint32Array {
  const digests = texts.map(digest)
  return Uint32Array.from(digests.flatMap(text => [`0x${text.slice(0, 8)}`, `0x${text.slice(8, 16)}`]).map(Number))
}

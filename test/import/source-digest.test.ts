import { expect, test } from 'vitest'
import { sourceDigest } from '../../src/import/source-digest.ts'

test('what stands in other columns makes no difference', () => {
  expect(sourceDigest(['a', 'left out', 'c'], [0, 2])).toBe(sourceDigest(['a', 'something else', 'c'], [0, 2]))
})

test.each([
  ['another text', ['a', 'c']],
  ['spaces', ['a', 'b ']],
  ['a text that has moved on', ['ab', '']],
  ['cells that changed places', ['b', 'a']],
])('%s makes another digest', (_, cells) => {
  expect(sourceDigest(cells, [0, 1])).not.toBe(sourceDigest(['a', 'b'], [0, 1]))
})

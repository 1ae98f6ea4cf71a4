import { expect, test } from 'vitest'
import { arePagesBetter } from '../../../src/import/look-up/pages-or-searches.ts'

test.each([
  ['they are more than the values', { pages: 11, values: 10, isMatch: false }, 10, 0, false],
  ['they take a moment', { pages: 25, values: 26, isMatch: false }, 26, 0, true],
  ['they take a fiftieth of the time of the writes', { pages: 200, values: 500, isMatch: false }, 10_000, 0, true],
  [
    'they would hold up writes beside which all the searches go',
    { pages: 100, values: 500, isMatch: false },
    2_000,
    0,
    false,
  ],
  ['searches would take longer than the writes', { pages: 100, values: 500, isMatch: false }, 2_000, 2_000, true],
  [
    'searches would take longer, but by less than the pages',
    { pages: 100, values: 500, isMatch: false },
    2_000,
    1_550,
    false,
  ],
  ['rows name several values each', { pages: 300, values: 900, isMatch: false }, 500, 0, true],
  [
    'rows may be there already, and they are half as many',
    { pages: 1_000, values: 2_000, isMatch: true },
    2_000,
    0,
    true,
  ],
  [
    'rows may be there already, and they are nearly as many',
    { pages: 1_001, values: 2_000, isMatch: true },
    2_000,
    0,
    false,
  ],
])('whether pages are better where %s', (_, work, rows, otherSearches, isBetter) => {
  expect(arePagesBetter(work, rows, otherSearches)).toBe(isBetter)
})

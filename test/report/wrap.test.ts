import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth } from '../../src/report/display-width.ts'
import { flowed, wrapped } from '../../src/report/wrap.ts'

test('lines break between words, and what follows is moved in further', () => {
  expect(wrapped('one two three four five', { columns: 12 }, { indent: 2, hanging: 4 })).toEqual([
    '  one two',
    '    three',
    '    four',
    '    five',
  ])
})

test('a number stays with the unit of its duration', () => {
  expect(wrapped('in about 1 min 27 s. Send it?', { columns: 18 }, { indent: 0 })).toEqual([
    'in about 1 min',
    '27 s. Send it?',
  ])
  expect(wrapped('takes 12 min', { columns: 9 }, { indent: 0 })).toEqual(['takes', '12 min'])
})

test('a word that is too long for any line sticks out and is not cut: it may be a path', () => {
  expect(wrapped('see /a/very/long/path now', { columns: 10 }, { indent: 0 })).toEqual([
    'see',
    '/a/very/long/path',
    'now',
  ])
})

test('what takes two columns on a terminal counts as two', () => {
  expect(wrapped('東京 大阪 京都', { columns: 9 }, { indent: 0 })).toEqual(['東京 大阪', '京都'])
})

test('more lines than are wanted end in a mark', () => {
  expect(wrapped('a b c d', { columns: 1 }, { indent: 0, most: 2 })).toEqual(['a', 'b …'])
})

test('parts stay whole', () => {
  expect(flowed(['12 rows =', '+ 10 created', '+ 2 failed'], { columns: 24 }, { indent: 2, hanging: 4 })).toEqual([
    '  12 rows = + 10 created',
    '    + 2 failed',
  ])
})

test('no line is wider than asked for unless it is one word, and no word is lost', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 60 }), (given, columns) => {
      const lines = wrapped(given.join(' '), { columns }, { indent: 2, hanging: 4 })
      expect(lines.flatMap(line => line.trim().split(' '))).toEqual(given)
      const wide = lines.filter(line => displayWidth(line) > columns)
      expect(wide.filter(line => line.trim().includes(' '))).toEqual([])
    }),
  )
})

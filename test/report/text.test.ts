import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, plainJson, plainLine, plainText } from '../../src/report/text.ts'

/** What must never reach a terminal, one or a few of each kind. */
const unsafe = [
  ['\0', '\\u0000'],
  ['\u0007', '\\u0007'],
  ['\u001b', '\\u001b'],
  ['\r', '\\u000d'],
  ['\t', '\\u0009'],
  ['\u007f', '\\u007f'],
  ['\u009b', '\\u009b'],
  ['\u061c', '\\u061c'],
  ['\u200b', '\\u200b'],
  ['\u200f', '\\u200f'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
  ['\u202a', '\\u202a'],
  ['\u202e', '\\u202e'],
  ['\u2060', '\\u2060'],
  ['\u2069', '\\u2069'],
  ['\ufeff', '\\ufeff'],
  ['\ufff9', '\\ufff9'],
  ['\ufffb', '\\ufffb'],
  ['\u{e0000}', '\\udb40\\udc00'],
  ['\u{e007f}', '\\udb40\\udc7f'],
  ['\ud800', '\\ud800'],
  ['\udfff', '\\udfff'],
] as const

test.each([
  [0, '0 s'],
  [20, 'less than 0.1 s'],
  [400, '0.4 s'],
  [48_200, '48.2 s'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
])('%i ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test.each(unsafe)('%j is written out', (character, written) => {
  expect(plainLine(`a${character}b`)).toBe(`a${written}b`)
  expect(plainText(`a${character}b`)).toBe(`a${written}b`)
})

test('a line break is written out where there is to be one line, and kept where lines are meant', () => {
  expect(plainLine('a\nb')).toBe('a\\u000ab')
  expect(plainText('a\nb')).toBe('a\nb')
})

test('letters, accents, emoji and what stands in other scripts stay as they are', () => {
  const text = 'Größe 東京 עברית العربية 😀 → ' + 'e\u0301'
  expect(plainLine(text)).toBe(text)
})

test('JSON says the same as ever, and holds nothing unsafe', () => {
  const texts = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...unsafe.map(([character]) => character)),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  })
  fc.assert(
    fc.property(fc.dictionary(texts, texts), fc.constantFrom(0, 2), (value, indent) => {
      const json = plainJson(value, indent)
      expect(JSON.parse(json)).toEqual(value)
      expect(plainText(json)).toBe(json)
    }),
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvText } from '../../fixtures/csv-text.ts'
import { delimitBrokenRow, lineBreaksBeforeOpenQuote } from '../../src/csv/broken-row.ts'
import { readChunks } from './read-csv.ts'

const dialect = { delimiter: ',', quote: '"', escape: '"' }

describe('where a broken row ends', () => {
  test.each([
    ['with its line, if its cells are on one line', '1,"a"b,c\n2,d,e\n', '1,"a"b,c\n'],
    ['with its last cell, if that has several lines', '1,"a"b,"c\nd"\n2,e,f\n', '1,"a"b,"c\nd"\n'],
    ['before the quoted row that a quote left open has reached', '1,"a,b\n2,"c",d\n', '1,"a,b\n'],
    ['before the first of several rows', '1,"a,b\n2,c,d\n3,"e",f\n', '1,"a,b\n'],
    ['after the lines that make no row', '1,"a\nno row\n2,c,d\n3,"e",f\n', '1,"a\nno row\n'],
  ])('%s', (_, text, expected) => {
    const row = delimitBrokenRow({ bytes: Buffer.from(text), atEnd: true, width: 3, dialect })
    expect(row.kind === 'endless' ? text : text.slice(0, row.bytes)).toBe(expected)
  })

  test('is unknown where no whole row follows', () => {
    const bytes = Buffer.from('1,"a,b\nno row\n')
    expect(delimitBrokenRow({ bytes, atEnd: true, width: 3, dialect })).toEqual({ kind: 'endless' })
  })

  const word = fc.constantFrom('a', 'b c', 'x, y', 'line\nbreak', 'line\r\nbreak', 'a "quoted" word', '')
  const rows = fc.array(fc.array(word, { minLength: 4, maxLength: 4 }), { maxLength: 8 })
  const broken = fc.constantFrom('1,"a"b,c,d\n', '1,a,b"c,d\n', '1,"a\nb" c,d,e\n', '1,2,3\n', '1,2,3,4,5\n')

  test('no whole row around it is lost or changed', () => {
    const property = fc.property(rows, broken, rows, (before, fault, after) => {
      const header = ['w', 'x', 'y', 'z']
      const text = csvText([header, ...before], '\n') + fault + csvText(after, '\n')
      const expected = [header, ...before, 'unreadable', ...after]
      expect(readChunks(text, 64).map(row => (row.kind === 'cells' ? row.cells : row.kind))).toEqual(expected)
    })
    fc.assert(property, { numRuns: 500 })
  })
})

describe('the quote that was left open', () => {
  test.each([
    ['a,"b', 0],
    ['a\nb,"c', 1],
    ['"a\r\nb",\r\n"c\n', 2],
    ['"a ""b"" c\n', 0],
    ['"a",b\n', null],
    ['a\n', null],
  ])('in %j comes after %o line breaks', (text, expected) => {
    expect(lineBreaksBeforeOpenQuote(Buffer.from(text), dialect)).toBe(expected)
  })

  test('is not one that is escaped', () => {
    const text = Buffer.from('"a \\" b",\n"c')
    expect(lineBreaksBeforeOpenQuote(text, { ...dialect, escape: '\\' })).toBe(1)
  })
})

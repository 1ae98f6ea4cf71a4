import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvText } from '../../fixtures/csv-text.ts'
import { inShort, readChunks } from './read-csv.ts'

const chunkSizes = [1, 2, 3, 7, 64, 1 << 20]
const mebibyte = 1024 * 1024

describe('numbers and lines', () => {
  const pieces = fc.constantFrom('a', 'é', '漢', '🚀', '"', ',', '\n', '\r\n', '\r', ' ', '')
  const cell = fc.array(pieces, { maxLength: 5 }).map(parts => parts.join(''))
  const row = fc.array(cell, { minLength: 3, maxLength: 3 })

  test('whatever the cells and however the bytes are cut, every row comes back with its line', () => {
    const property = fc.property(
      fc.array(row, { maxLength: 12 }),
      fc.constantFrom('\n' as const, '\r\n' as const),
      fc.constantFrom(...chunkSizes),
      (rows, lineEnd, size) => {
        const columns = ['a', 'b', 'c']
        const lines = rows.map((_, index) => lineCount(csvText([columns, ...rows.slice(0, index)], lineEnd)) + 1)
        const expected = [[0, 1, columns], ...rows.map((cells, index) => [index + 1, lines[index], cells])]
        expect(readChunks(csvText([columns, ...rows], lineEnd), size).map(inShort)).toEqual(expected)
      },
    )
    fc.assert(property, { numRuns: 400 })
  })

  test('whatever the bytes, the rows are the same however they are cut', () => {
    const bytes = fc.array(fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '\0', ' ', 'a,b\n', '"x\ny",'), {
      maxLength: 40,
    })
    const property = fc.property(bytes, fc.constantFrom(...chunkSizes), (parts, size) => {
      const text = `h,i\n${parts.join('')}`
      const whole = readChunks(text, text.length * 4)
      expect(readChunks(text, size)).toEqual(whole)
      expect(whole.map(row => row.row)).toEqual(whole.map((_, index) => index))
    })
    fc.assert(property, { numRuns: 1000 })
  })
})

describe('broken rows', () => {
  test('rows before and after one keep their numbers and lines', () => {
    const good = Array.from({ length: 5000 }, (_, index) => `${index},"x, y\nz",end`)
    const text = `a,b,c\n${[...good.slice(0, 2500), '!,"x"y,end', ...good.slice(2500)].join('\n')}\n`
    const rows = readChunks(text, 64 * 1024)
    expect(rows).toHaveLength(5002)
    expect(rows[2501]).toMatchObject({ kind: 'unreadable', row: 2501, line: 5002, code: 'text_after_quote' })
    expect(rows[2502]).toMatchObject({ kind: 'cells', row: 2502, line: 5003, cells: ['2500', 'x, y\nz', 'end'] })
    expect(rows[5001]).toMatchObject({ kind: 'cells', row: 5001, line: 10_001 })
    expect(rows.filter(row => row.kind === 'unreadable')).toHaveLength(1)
  })

  test('a row right before one that is broken at the end is handed out once', () => {
    expect(readChunks('a,b\n1,"x\n"\n"', 1 << 16).map(inShort)).toEqual([
      [0, 1, ['a', 'b']],
      [1, 2, ['1', 'x\n']],
      [2, 4, 'unclosed_quote', '"'],
    ])
  })

  test('lines within a broken cell that look like rows are not taken for some', () => {
    const rows = readChunks('a,b,c\n1,"x\n4,5,6\ny" z,3\n7,8,9\n', 1 << 16)
    expect(rows.slice(1).map(inShort)).toEqual([
      [1, 2, 'text_after_quote', '1,"x\n4,5,6\ny" z,3'],
      [2, 5, ['7', '8', '9']],
    ])
  })

  test('a quote that is opened after a cell of several lines is told by its own line', () => {
    const rows = readChunks('a,b,c\n1,"x\ny","open\n4,5,6\n', 1 << 16)
    expect(rows[1]).toMatchObject({ line: 2, message: 'The quote opened on line 3 is never closed' })
    expect(rows.slice(2).map(inShort)).toEqual([[2, 4, ['4', '5', '6']]])
  })

  test('a cell of more than a mebibyte is one unreadable row, whatever lines are in it', () => {
    const cell = 'like a row, of two cells\n'.repeat(50_000)
    const rows = readChunks(`a,b\n1,2\n3,"${cell}"\n5,6\n`, 64 * 1024)
    expect(rows.map(row => [row.row, row.line, row.kind])).toEqual([
      [0, 1, 'cells'],
      [1, 2, 'cells'],
      [2, 3, 'unreadable'],
      [3, 50_004, 'cells'],
    ])
    expect(rows[2]).toMatchObject({
      code: 'field_too_large',
      message: 'The cell of column 2 is longer than 1 MiB; csv.max_field_bytes in the mapping sets the limit',
      cells: null,
    })
  })

  test('a cell of a mebibyte is read', () => {
    const cell = 'x'.repeat(mebibyte)
    expect(readChunks(`a,b\n1,2\n3,${cell}\n`, 64 * 1024)[2]).toMatchObject({ cells: ['3', cell] })
  })

  test('a row of many cells that is too long is passed over', () => {
    const cells = Array.from({ length: 40 }, () => 'x'.repeat(mebibyte / 8)).join(',')
    const rows = readChunks(`a,b\n1,2\n${cells}\n5,6\n`, 64 * 1024)
    expect(rows.slice(1)).toMatchObject([
      { kind: 'cells', line: 2 },
      { kind: 'unreadable', line: 3, code: 'record_too_large', message: 'The row is longer than 4 MiB' },
      { kind: 'cells', line: 4, cells: ['5', '6'] },
    ])
  })

  test.each([
    ['quoted', '"'],
    ['without quotes', ''],
  ])('a cell of 50 MB, %s, is one unreadable row, and the text of it is cut', (_, quote) => {
    const cell = 'x'.repeat(50_000_000)
    const rows = readChunks(`a,b\n1,2\n3,${quote}${cell}${quote}\n5,6\n`, 64 * 1024)
    expect(rows.map(row => [row.row, row.line, row.kind])).toEqual([
      [0, 1, 'cells'],
      [1, 2, 'cells'],
      [2, 3, 'unreadable'],
      [3, 4, 'cells'],
    ])
    expect(rows[2]).toMatchObject({
      code: 'field_too_large',
      message: expect.stringMatching(quote === '' ? /^A cell is longer than 1 MiB; csv/ : /quote opened on line 3/),
      raw: `3,${quote}${cell}`.slice(0, 32 * 1024),
    })
  })

  test('lines are counted through a cell that is passed over', () => {
    const cell = 'one line of a text\r\n'.repeat(mebibyte)
    const rows = readChunks(`a,b\n3,"${cell}"\n5,6\n`, 64 * 1024)
    expect(rows.map(row => [row.row, row.kind])).toEqual([
      [0, 'cells'],
      [1, 'unreadable'],
      [2, 'cells'],
    ])
    expect(rows[2]).toMatchObject({ line: mebibyte + 3, cells: ['5', '6'] })
  })

  test('an unclosed quote far from the end of the file takes its own line only', () => {
    const rest = Array.from({ length: 1_000_000 }, (_, index) => `${index},and some more text`)
    const rows = readChunks(`a,b\n1,"open\n${rest.join('\n')}\n`, 64 * 1024)
    expect(rows[1]).toMatchObject({ row: 1, line: 2, code: 'unclosed_quote' })
    expect(rows.at(-1)).toMatchObject({ row: 1_000_001, line: 1_000_002, cells: ['999999', 'and some more text'] })
    expect(rows).toHaveLength(1_000_002)
  })
})

describe('encodings', () => {
  test.each(chunkSizes)('characters cut by the border of a chunk are whole (%i bytes a chunk)', size => {
    const rows = readChunks('a,b\né漢🚀,\ufffd\n', size)
    expect(rows.slice(1).map(inShort)).toEqual([[1, 2, ['é漢🚀', '\ufffd']]])
  })

  test.each(chunkSizes)('invalid bytes are found in the row they are in (%i bytes a chunk)', size => {
    const text = Buffer.concat([Buffer.from('a,b\n1,é\n2,'), Buffer.from([0xc3]), Buffer.from('\n3,é\n4,\xc3')])
    expect(readChunks(Buffer.concat([text, Buffer.from([0xe2, 0x82])]), size).map(row => row.kind)).toEqual([
      'cells',
      'cells',
      'unreadable',
      'cells',
      'unreadable',
    ])
  })
})

function lineCount(text: string): number {
  return text.split(/\r\n|\n|\r/).length - 1
}

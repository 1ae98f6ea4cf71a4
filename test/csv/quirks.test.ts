import { describe, expect, test } from 'vitest'
import type { CsvOptions } from '../../src/csv/options.ts'
import { InputError } from '../../src/errors.ts'
import { inShort, quirk, readCsv } from './read-csv.ts'

describe('rows of awkward files', () => {
  test.each<[string, string, readonly (readonly unknown[])[]]>([
    ['a byte order mark is no part of the first name', 'bom.csv', [[1, 2, ['001', 'Café refit']]]],
    [
      'blank lines are no rows but count as lines',
      'blank-lines.csv',
      [
        [1, 5, ['001', 'First']],
        [2, 8, ['002', 'Second']],
      ],
    ],
    [
      'rows with too few or too many cells are unreadable, and only they',
      'ragged-rows.csv',
      [
        [1, 2, 'ragged_row', '001,Short'],
        [2, 3, ['002', 'Whole', 'Lead']],
        [3, 4, 'ragged_row', '003,Long,Lead,surplus'],
        [4, 5, ['004', 'Whole', 'Won']],
      ],
    ],
    [
      'CRLF, LF and CR may be mixed, in cells too, and each counts as one line',
      'mixed-line-ends.csv',
      [
        [1, 2, ['001', 'two\r\nlines']],
        [2, 4, ['002', 'one']],
        [3, 5, ['003', 'three\nmore\rlines']],
        [4, 8, ['004', 'last']],
      ],
    ],
    [
      'an unclosed quote takes its own line only',
      'unclosed-quote.csv',
      [
        [1, 2, ['001', 'First', 'Lead']],
        [2, 3, 'unclosed_quote', '002,"Never closed,Lead'],
        [3, 4, ['003', 'Third', 'Won']],
        [4, 5, ['004', 'Fourth', 'Won']],
      ],
    ],
    [
      'an unclosed quote does not take the quoted row after it along',
      'unclosed-quote-before-quoted.csv',
      [
        [1, 2, 'unclosed_quote', '001,"Open,Lead'],
        [2, 3, ['002', 'Second, quoted', 'Lead']],
        [3, 4, ['003', 'Third', 'Won']],
      ],
    ],
    [
      'a file that was cut off within a cell ends in one unreadable row',
      'cut-off.csv',
      [
        [1, 2, ['001', 'First', 'fine']],
        [2, 3, 'unclosed_quote', '002,Second,"the download ended\nright he'],
      ],
    ],
    [
      'text after a closing quote makes each such row unreadable, one by one',
      'text-after-quote.csv',
      [
        [1, 2, 'text_after_quote', '001,"First" Inc,Lead'],
        [2, 3, 'text_after_quote', '002,"Second"x,Lead'],
        [3, 4, ['003', 'Third', 'Won']],
      ],
    ],
    [
      'a broken row over several lines ends where its last cell does',
      'text-after-quote-over-lines.csv',
      [
        [1, 2, 'text_after_quote', '001,"one\ntwo" x,"a\nb"'],
        [2, 5, ['002', 'fine', 'Won']],
      ],
    ],
    [
      'a quote within a cell that has none around it makes the row unreadable',
      'quote-in-cell.csv',
      [
        [1, 2, 'quote_in_cell', '001,5" pipe,Lead'],
        [2, 3, ['002', 'Second', 'Won']],
      ],
    ],
    [
      'a row with bytes that are no UTF-8 is unreadable, and only it',
      'invalid-utf8.csv',
      [
        [1, 2, ['001', 'Café']],
        [2, 3, 'invalid_encoding', '002,Caf\ufffd'],
        [3, 4, ['003', 'Third']],
      ],
    ],
    [
      'a replacement character that stands in the file is a character',
      'replacement-character.csv',
      [[1, 2, ['001', 'Caf\ufffd']]],
    ],
    [
      'a row with a NUL byte is unreadable, and only it',
      'nul-byte.csv',
      [
        [1, 2, ['001', 'First']],
        [2, 3, 'nul_byte', '002,Sec\0ond'],
        [3, 4, ['003', 'Third']],
      ],
    ],
  ])('%s', async (_, file, expected) => {
    const { rows } = await readCsv(quirk(file))
    expect(rows.map(inShort)).toEqual(expected)
  })

  test('what an unreadable row says names lines and widths, never a value', async () => {
    const messages = async (file: string) => {
      const { rows } = await readCsv(quirk(file))
      return rows.flatMap(row => (row.kind === 'unreadable' ? [row.message] : []))
    }
    expect(await messages('ragged-rows.csv')).toEqual([
      '2 cells where the header has 3',
      '4 cells where the header has 3',
    ])
    expect(await messages('unclosed-quote.csv')).toEqual(['The quote opened on line 3 is never closed'])
    expect(await messages('cut-off.csv')).toEqual([
      'The quote opened on line 3 is never closed; no row could be made out up to line 4',
    ])
  })

  test('an unreadable row has its cells where they can be told apart', async () => {
    const { rows } = await readCsv(quirk('text-after-quote.csv'))
    expect(rows[0]).toMatchObject({ cells: ['001', '"First" Inc', 'Lead'] })
  })

  test('names that programs keep for themselves are ordinary columns', async () => {
    const { columns, rows } = await readCsv(quirk('hostile-columns.csv'))
    expect(columns).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    expect(rows.map(inShort)).toEqual([[1, 2, ['1', '2', '3', '4']]])
  })

  test.each<[string, string, CsvOptions, readonly string[], readonly (readonly unknown[])[]]>([
    [
      'names are on one line, without the spaces around them',
      'awkward-header.csv',
      {},
      ['Deal ID', 'Deal Name', 'Close Date'],
      [[1, 4, ['001', 'First', '2026']]],
    ],
    [
      'delimiters at the end of the lines make no columns',
      'trailing-delimiters.csv',
      {},
      ['Deal ID', 'Deal Name'],
      [
        [1, 2, ['001', 'First']],
        [2, 3, ['002', 'Second']],
        [3, 4, ['003', 'Third']],
      ],
    ],
    [
      'a value under no name makes its row unreadable',
      'unnamed-column.csv',
      {},
      ['Deal ID', 'Deal Name'],
      [
        [1, 2, ['001', 'First']],
        [2, 3, 'unnamed_column', '002,Second,surplus'],
      ],
    ],
    [
      'a line that says what separates the cells is obeyed, and is no row',
      'sep-line.csv',
      {},
      ['Deal ID', 'Deal Name'],
      [[1, 3, ['001', 'First']]],
    ],
    [
      'lines before the header are passed over, whatever is in them, and count',
      'preamble.csv',
      { skipLines: 3 },
      ['Deal ID', 'Deal Name'],
      [[1, 5, ['001', 'First']]],
    ],
    [
      'without a header, the first line is the first row',
      'no-header.csv',
      { columns: [' Deal ID', 'Deal Name'] },
      ['Deal ID', 'Deal Name'],
      [
        [1, 1, ['001', 'First']],
        [2, 2, ['002', 'Second']],
        [3, 3, 'ragged_row', '003,Third,surplus'],
      ],
    ],
    [
      'backslashes escape as MySQL writes them, and its NULL is a blank cell',
      'mysql.csv',
      { escape: '\\' },
      ['ID', 'Name', 'Notes'],
      [
        [1, 2, ['1', 'say "hi"', 'back\\slash']],
        [2, 3, ['2', '', 'two\nlines']],
        [3, 5, ['3', '', 'end']],
      ],
    ],
  ])('%s', async (_, file, options, columns, expected) => {
    const read = await readCsv(quirk(file), options)
    expect(read.columns).toEqual(columns)
    expect(read.rows.map(inShort)).toEqual(expected)
  })

  test('delimiter, quote and escape follow the options', async () => {
    const options = { delimiter: ';', quote: "'", escape: '\\' }
    const { columns, rows } = await readCsv(quirk('semicolons.csv'), options)
    expect(columns).toEqual(['Deal ID', 'Deal Name'])
    expect(rows.map(inShort)).toEqual([[1, 2, ['001', "First; with a ' in it"]]])
  })
})

describe('files that cannot be read at all', () => {
  test.each([
    ['empty.csv', 'file_empty'],
    ['only-blank-lines.csv', 'file_empty'],
    ['header-only.csv', 'no_data_rows'],
    ['duplicate-column.csv', 'duplicate_column'],
    ['empty-column.csv', 'empty_column'],
    ['unclosed-header.csv', 'unclosed_quote'],
    ['invalid-utf8-header.csv', 'invalid_encoding'],
    ['utf-32.csv', 'unsupported_encoding'],
    ['old-workbook.csv', 'not_csv'],
    ['workbook.csv', 'not_csv'],
    ['no-such-file.csv', 'file_not_found'],
    ['.', 'file_is_directory'],
  ])('%s is refused as %s, with what to do', async (file, code) => {
    const error = await readCsv(quirk(file)).catch(error => error)
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code, hint: expect.stringMatching(/\w/) })
    expect(error.message).toContain(quirk(file))
  })

  test('every problem of a header is told at once, with its position', async () => {
    const file = quirk('faulty-header.csv')
    const error = await readCsv(file).catch(error => error)
    expect(error.problems).toEqual([
      { file, line: 1, column: 2, message: 'column 2 has no name', code: 'empty_column' },
      {
        file,
        line: 1,
        column: 4,
        message: 'the name "Stage" stands twice, in columns 3 and 4',
        code: 'duplicate_column',
      },
    ])
  })

  test('names that differ in the spaces around them only are the same name', async () => {
    const error = await readCsv(quirk('duplicate-column.csv')).catch(error => error)
    expect(error).toMatchObject({
      code: 'duplicate_column',
      problems: [{ line: 1, message: 'the name "Stage" stands twice, in columns 2 and 4' }],
    })
  })

  test.each([
    [{ delimiter: '' }, 'delimiter is empty'],
    [{ delimiter: '\n' }, 'line break'],
    [{ delimiter: '"' }, 'delimiter must differ'],
    [{ quote: '""' }, 'quote must be one character'],
    [{ escape: '//' }, 'escape must be one character'],
    [{ encoding: 'klingon' }, 'no such encoding is known'],
    [{ skipLines: -1 }, 'skip_lines must be'],
    [{ skipLines: 3 }, 'only 2 lines can be passed over'],
    [{ columns: [] }, 'columns is empty'],
    [{ maxFieldBytes: 0 }, 'max_field_bytes must be'],
  ])('options that make no sense together are refused: %o', async (options, reason) => {
    const error = await readCsv(quirk('bom.csv'), options).catch(error => error)
    expect(error).toMatchObject({ code: 'csv_option', message: expect.stringContaining(reason) })
  })
})

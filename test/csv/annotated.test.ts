import { describe, expect, test } from 'vitest'
import { annotatedDelimiter, rowRestorer } from '../../src/csv/annotated.ts'

const added = ['_outcome', '_error_code', '_error_param', '_error_message', '_line']

test.each([',', ';', '\t', '|'])(
  'a file of failed rows that was saved with %j between its cells tells so',
  delimiter => {
    expect(annotatedDelimiter(`"a;b,c|d\t";${added.join(delimiter)}\r\n1,2;3|4\t5`)).toBe(delimiter)
    expect(annotatedDelimiter(`ID${delimiter}${added.map(name => `"${name}"`).join(delimiter)}\n`)).toBe(delimiter)
  },
)

test.each([
  ['no columns of ours', 'ID;Name\n1;2\n'],
  ['some of them', 'ID,_outcome,_error_code,_line\n'],
  ['several delimiters between them', '_outcome,_error_code;_error_param,_error_message,_line\n'],
  ['them in a row', `ID;Name\n${added.join(',')}\n`],
  ['nothing', ''],
])('a header with %s tells nothing', (_, head) => {
  expect(annotatedDelimiter(head)).toBeNull()
})

const restore = rowRestorer(['ID', 'Name', ...added])
const place = { row: 1, line: 2 }

test('a row that cannot be read has its cells back too, where they can be told apart', () => {
  const row = { kind: 'unreadable', ...place, code: 'ragged_row', message: 'short', raw: "'=1" } as const
  expect(restore({ ...row, cells: ["'=1", 'x'] })).toEqual({ ...row, cells: ['=1', 'x'] })
  expect(restore({ ...row, cells: null })).toEqual({ ...row, cells: null })
})

describe('a row that could not be read', () => {
  const cells = ['1', "'=2", 'invalid', 'ragged_row', '', '3 cells', '7', "'=raw"]
  const unread = { kind: 'unreadable', ...place, raw: '1,=2,x', message: '' } as const
  const same = { ...unread, code: 'ragged_row', raw: '=raw', cells: ['1', '=2', ...cells.slice(2, 7)] }

  test.each([
    ['as it was written', { ...unread, code: 'ragged_row', cells }],
    ['with blank cells behind', { ...unread, code: 'ragged_row', cells: [...cells, ' ', ''] }],
    ['with a header that a spreadsheet has made wider', { ...unread, code: 'unnamed_column', cells }],
    ['with a name over its text', { kind: 'cells', ...place, cells }],
  ] as const)('is the same row %s', (_, row) => {
    expect(restore(row)).toEqual({ ...same, message: expect.stringContaining('clear the cell behind _line') })
  })

  test.each([
    ['whose text was cleared', [...cells.slice(0, 7), ' ']],
    ['whose code was cleared', cells.with(3, '')],
    ['with the code of a row that could be read', cells.with(3, 'invalid_number')],
    ['with a cell put in before the added ones', ['0', ...cells.slice(0, 7)]],
    ['with more behind its text', [...cells, 'x']],
  ])('is read as it stands %s', (_, cells) => {
    const row = { kind: 'cells', ...place, cells } as const
    expect(restore(row)).toMatchObject({ kind: 'cells', cells: cells.map(cell => cell.replace(/^'/, '')) })
  })
})

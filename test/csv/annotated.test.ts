import { expect, test } from 'vitest'
import { annotatedDelimiter, restoredRow } from '../../src/csv/annotated.ts'

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

test('a row that could not be read has its cells back too, where they could be told apart', () => {
  const row = { kind: 'unreadable', row: 1, line: 2, code: 'ragged_row', message: 'short', raw: "'=1" } as const
  expect(restoredRow({ ...row, cells: ["'=1", 'x'] })).toEqual({ ...row, cells: ['=1', 'x'] })
  expect(restoredRow({ ...row, cells: null })).toEqual({ ...row, cells: null })
})

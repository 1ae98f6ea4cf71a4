import { describe, expect, test } from 'vitest'
import { detectDelimiter } from '../../src/csv/delimiter.ts'
import { quirk, readCsv } from './read-csv.ts'

const usual = { quote: '"', escape: '"' }

describe('the delimiter', () => {
  test.each([
    ['comma', 'a,b,c\n1,2,3\n', ','],
    ['semicolon', 'a;b;c\n1;2,5;3\n', ';'],
    ['tab', 'a\tb\n1, 2\t3\n', '\t'],
    ['pipe', 'a|b|c\n1;2|3,4|5\n', '|'],
    ['quoted cells that hold other candidates', '"a, x";"b, y, z"\n"1,2";"3"\n', ';'],
    ['quoted cells over lines', 'a;b\n"1,2\n3,4\n5,6";7\n', ';'],
    ['quotes that are doubled', 'a;b\n"say ""x, y"", z";7\n"",1\n', ';'],
    ['decimal commas in every row', 'name;amount\nx;1,5\ny;2,5\n', ';'],
    ['a name with a comma', 'Name;Amount, EUR\nx;1,5\ny;2,5\n', ';'],
    ['many rows that are broken', 'a,b,c\n1,2\n1,2,3,4\n1,2,3\n;;\n', ','],
    ['a header alone', 'a;b;c\n', ';'],
    ['a file that is not at its end', 'a,b\n1,2\n3;4;5', ','],
  ])('is seen by the rows: %s', (_, text, delimiter) => {
    expect(detectDelimiter(text, false, usual)).toEqual({ delimiter, isSeen: true })
  })

  test.each([
    ['a name in each row', 'Company\nAcme\nGlobex\n', ','],
    ['names with commas', 'Company\nAcme, Inc.\n', ';'],
    ['nothing', '', ','],
  ])('is one that does not get into the way of a single column: %s', (_, text, delimiter) => {
    expect(detectDelimiter(text, true, usual)).toEqual({ delimiter, isSeen: false })
  })

  test('is not what stands between quotes of the kind that the mapping names', () => {
    const text = "a;b\n'1,2 \\' ,,';3\n'4,5';6\n"
    expect(detectDelimiter(text, true, { quote: "'", escape: '\\' })).toMatchObject({ delimiter: ';' })
  })

  test.each([
    ['tabs.csv', ['001', 'First, with a comma'], 'tabs'],
    ['pipes.csv', ['001', 'First, with a comma', 'Lead; Won'], '"|"'],
    ['decimal-commas.csv', ['A', '1,50', 'x; y, z'], '";"'],
  ])('is told where it is not the comma: %s', async (file, cells, name) => {
    const { rows, notes } = await readCsv(quirk(file))
    expect(rows[0]).toMatchObject({ cells })
    expect(notes).toEqual([expect.stringContaining(`cells are separated by ${name};`)])
  })

  test.each([
    ['bom.csv', {}],
    ['one-column.csv', {}],
    ['sep-line.csv', {}],
    ['tabs.csv', { delimiter: '\t' }],
  ])('is not told where there is nothing to tell: %s %o', async (file, options) => {
    expect((await readCsv(quirk(file), options)).notes).toEqual([])
  })

  test('of the mapping holds against what the rows look like', async () => {
    const { columns } = await readCsv(quirk('tabs.csv'), { delimiter: ',', columns: ['a', 'b'] })
    expect(columns).toEqual(['a', 'b'])
  })
})

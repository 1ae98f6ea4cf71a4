import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCsv } from '../../src/csv/open.ts'
import { columnName } from '../../src/model/column-name.ts'
import { openFailedRows } from '../../src/report/failed-rows.ts'
import { temporaryFolder } from '../temporary.ts'

const reason = { code: 'invalid_number', param: 'amount', column: 'Amount', message: 'This is not a number.' }

function writeFailed(path: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  using file = openFailedRows(path, columns)
  rows.forEach((cells, at) => {
    file.add({ outcome: 'invalid', error: reason, line: at + 2, cells })
  })
}

async function readBack(path: string) {
  const { signal } = new AbortController()
  await using reader = await openCsv(path, {}, signal)
  const rows: (readonly string[])[] = []
  for await (const batch of reader.batches(signal)) {
    for (const row of batch) rows.push(row.kind === 'cells' ? row.cells.slice(0, -5) : [row.code])
  }
  return { columns: reader.columns.slice(0, -5), rows }
}

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...`'''===+-@;;,|"\t\r\n ＝15\u00a0\u202e\u001b`),
    fc.string({ unit: 'grapheme', maxLength: 1 }),
  ),
  maxLength: 12,
})
/** Names as they are once a header has been read: on one line, with something in them, no two alike. */
const columnNames = fc.uniqueArray(
  text.map(columnName).filter(name => name !== '' && !name.includes('\0')),
  { minLength: 1, maxLength: 5 },
)
const tables = columnNames.chain(columns =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.array(text, { minLength: columns.length, maxLength: columns.length }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
)

test('any row is read back as it was, to the letter, and so are the columns', async () => {
  const path = join(temporaryFolder(), 'failed.csv')
  await fc.assert(
    fc.asyncProperty(tables, async ({ columns, rows }) => {
      writeFailed(path, columns, rows)
      expect(await readBack(path)).toEqual({ columns, rows })
    }),
    { numRuns: 500 },
  )
})

const unreadable = fc.record({ cells: fc.array(text, { maxLength: 6 }), text: text.filter(raw => raw.trim() !== '') })

test('a row that could not be read comes back as that row, to the letter, whatever it was', async () => {
  const path = join(temporaryFolder(), 'failed.csv')
  await fc.assert(
    fc.asyncProperty(columnNames, fc.array(unreadable, { minLength: 1, maxLength: 4 }), async (columns, rows) => {
      {
        using file = openFailedRows(path, columns)
        for (const row of rows)
          file.add({ outcome: 'invalid', error: { ...reason, code: 'ragged_row' }, line: 2, ...row })
      }
      const { signal } = new AbortController()
      await using reader = await openCsv(path, {}, signal)
      const back: unknown[] = []
      for await (const batch of reader.batches(signal)) back.push(...batch)
      expect(back).toEqual(
        rows.map(({ cells, text }) =>
          expect.objectContaining({
            kind: 'unreadable',
            code: 'ragged_row',
            raw: text,
            cells: expect.arrayContaining(cells.slice(0, columns.length)),
          }),
        ),
      )
    }),
    { numRuns: 300 },
  )
})

test("no cell begins as a formula does: neither in the source's columns, nor in a name, nor in a reason", () => {
  const path = join(temporaryFolder(), 'failed.csv')
  {
    using file = openFailedRows(path, ['ID', '=Name'])
    const error = { ...reason, code: '=code', param: '@param', message: '+cmd|x' }
    file.add({ outcome: 'failed', error, line: 2, cells: ['-5', '=1+1'] })
  }
  expect(parse(readFileSync(path))).toEqual([
    ['ID', "'=Name", '_outcome', '_error_code', '_error_param', '_error_message', '_line'],
    ['-5', "'=1+1", 'failed', "'=code", "'@param", "'+cmd|x", '2'],
  ])
})

test("control characters stay in the source's cells, and are written out in reasons, which may quote a server", () => {
  const path = join(temporaryFolder(), 'failed.csv')
  {
    using file = openFailedRows(path, ['Name'])
    file.add({ outcome: 'failed', error: { ...reason, message: 'a\u001b[2J\u202eb\nc' }, line: 2, cells: ['x\u001by'] })
  }
  const [, row] = parse(readFileSync(path)) as string[][]
  expect([row?.[0], row?.[4]]).toEqual(['x\u001by', 'a\\u001b[2J\\u202eb\\u000ac'])
})

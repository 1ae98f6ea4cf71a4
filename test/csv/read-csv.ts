import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CsvRow } from '../../src/csv/csv-row.ts'
import { openCsv } from '../../src/csv/open.ts'
import type { CsvOptions } from '../../src/csv/options.ts'
import { RowReader } from '../../src/csv/row-reader.ts'
import { temporaryFolder } from '../temporary.ts'

const never = new AbortController().signal
const usualDialect = { delimiter: ',', quote: '"', escape: '"' }

/** The path of a file of `fixtures/quirks`. */
export function quirk(name: string): string {
  return join(import.meta.dirname, '../../fixtures/quirks', name)
}

/** Everything in a file: its columns and its rows. */
export async function readCsv(path: string, options: CsvOptions = {}) {
  await using reader = await openCsv(path, options, never)
  const rows: CsvRow[] = []
  for await (const batch of reader.batches(never)) rows.push(...batch)
  return { columns: reader.columns, rows, notes: reader.notes }
}

/** Everything in a file of these bytes. */
export async function readRows(content: Buffer, options: CsvOptions = {}) {
  const path = join(temporaryFolder(), 'rows.csv')
  await writeFile(path, content)
  return readCsv(path, options)
}

/** The rows of a text that arrives in chunks of the given size, header first. */
export function readChunks(text: string | Buffer, chunkBytes: number, dialect = usualDialect): CsvRow[] {
  const bytes = Buffer.from(text)
  const reader = new RowReader({
    dialect,
    width: null,
    line: 1,
    maxFieldBytes: 1024 * 1024,
    encoding: () => 'utf-8',
  })
  const rows: CsvRow[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // A copy, as chunks of a file are: slices of one buffer could hide a mistake at their borders.
    for (const batch of reader.read(Buffer.from(bytes.subarray(at, at + chunkBytes)))) rows.push(...batch.rows)
  }
  for (const batch of reader.end()) rows.push(...batch.rows)
  return rows
}

/** A row in short: number, line and cells, or number, line, code and the text as it stood. */
export function inShort(row: CsvRow): readonly unknown[] {
  return row.kind === 'cells' ? [row.row, row.line, row.cells] : [row.row, row.line, row.code, row.raw]
}

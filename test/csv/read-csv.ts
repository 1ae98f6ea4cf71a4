import { join } from 'node:path'
import { type CsvOptions, openCsv } from '../../src/csv/open.ts'
import { type CsvRow, RowReader } from '../../src/csv/rows.ts'

const never = new AbortController().signal

/** The path of a file of `fixtures/quirks`. */
export function quirk(name: string): string {
  return join(import.meta.dirname, '../../fixtures/quirks', name)
}

/** Everything in a file: its columns and its rows. */
export async function readCsv(path: string, options: CsvOptions = {}) {
  await using reader = await openCsv(path, options, never)
  const rows: CsvRow[] = []
  for await (const batch of reader.batches(never)) rows.push(...batch)
  return { columns: reader.columns, rows }
}

/** The rows of a text that arrives in chunks of the given size, header first. */
export function readChunks(text: string | Buffer, chunkBytes: number): CsvRow[] {
  const bytes = Buffer.from(text)
  const reader = new RowReader({ delimiter: ',', quote: '"', escape: '"' })
  const rows: CsvRow[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // A copy, as chunks of a file are: slices of one buffer could hide a mistake at their borders.
    for (const batch of reader.read(Buffer.from(bytes.subarray(at, at + chunkBytes)))) rows.push(...batch)
  }
  for (const batch of reader.end()) rows.push(...batch)
  return rows
}

/** A row in short: number, line and cells, or number, line, code and the text as it stood. */
export function inShort(row: CsvRow): readonly unknown[] {
  return row.kind === 'cells' ? [row.row, row.line, row.cells] : [row.row, row.line, row.code, row.raw]
}

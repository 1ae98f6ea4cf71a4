import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { CsvRow } from '../../src/csv/csv-row.ts'
import { openCsv } from '../../src/csv/open.ts'
import type { CsvOptions } from '../../src/csv/options.ts'
import { ImportError } from '../../src/errors.ts'
import { readChunks } from '../csv/read-csv.ts'
import { type FuzzTarget, mutated, target } from './target.ts'

const never = new AbortController().signal

const tables = [
  'Deal ID,Deal Name,Amount\n1,"Acme, Inc.",100\n2,"two\nlines",\n3,"a ""quoted"" word",7\n',
  'a;b;c\r\n1;"x;y";3\r\n\r\n4;;6\r\n',
  'a\tb\n1\t"open\n2\t3\n4\t5\n',
  'sep=|\na|b\n1|2\n',
  '\ufeffName,Größe\nÅsa,漢字\n🚀,\ufffd\n',
] as const

const pieces = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\0',
  '\\',
  "'",
  '\ufeff',
  'sep=;\n',
  '"a\nb"',
  ',"',
  '",',
]

const bytes = fc.oneof(
  mutated(tables, pieces).map(text => Buffer.from(text)),
  fc.tuple(mutated(tables, pieces), fc.constantFrom('utf16le' as const, 'latin1' as const)).map(encoded),
  fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array)),
  fc
    .tuple(fc.constantFrom(...tables), fc.uint8Array({ maxLength: 8 }), fc.nat({ max: 80 }))
    .map(([text, noise, at]) => Buffer.concat([Buffer.from(text.slice(0, at)), noise, Buffer.from(text.slice(at))])),
)

const options: fc.Arbitrary<CsvOptions> = fc.record(
  {
    delimiter: fc.constantFrom(',', ';', '\t', '|', ' ', 'é', '"'),
    quote: fc.constantFrom('"', "'", ''),
    escape: fc.constantFrom('"', '\\'),
    encoding: fc.constantFrom('utf-8', 'windows-1252', 'utf-16le', 'shift_jis', 'gb18030', 'no-such'),
    skipLines: fc.nat({ max: 3 }),
    columns: fc.constant(['A', 'B', 'C']),
    maxFieldBytes: fc.constantFrom(1, 10, 1000),
  },
  { requiredKeys: [] },
)

/** What is claimed of the CSV reader. */
export const csvReaderTargets: readonly FuzzTarget[] = [
  target('any bytes are rows with numbers and lines, or an error for a person', 300, [bytes, options], readsOrRefuses),
  target('what is packed reads as what is not', 80, [bytes], readsPacked),
  target(
    'without quotes, each line that holds something is a row',
    500,
    [fc.array(line(), { maxLength: 30 })],
    keepsLines,
  ),
  target(
    'however the bytes arrive, the rows are the same',
    500,
    [bytes, fc.integer({ min: 1, max: 60 })],
    ignoresChunks,
  ),
]

async function readsOrRefuses(content: Buffer, given: CsvOptions): Promise<void> {
  const read = await readWhole(content, given)
  if (read instanceof ImportError) return assertForPeople(read)
  for (const [index, row] of read.rows.entries()) {
    assert.equal(row.row, index + 1)
    assert.ok(row.line > (read.rows[index - 1]?.line ?? 0), 'lines count upwards')
    if (row.kind === 'cells') assert.equal(row.cells.length, read.columns.length)
    else assert.ok(row.message.length > 0)
  }
  assert.equal(new Set(read.columns).size, read.columns.length)
}

async function readsPacked(content: Buffer): Promise<void> {
  const [plain, packed] = [await readWhole(content, {}), await readWhole(gzipSync(content), {})]
  if (plain instanceof ImportError || packed instanceof ImportError) {
    assert.deepEqual([packed].map(codeOf), [plain].map(codeOf))
  } else assert.deepEqual(packed, plain)
}

function keepsLines(lines: readonly string[]): void {
  const text = ['first,second', ...lines].join('\n')
  const rows = readChunks(text, 1 << 16, { delimiter: ',', quote: '', escape: '' }).slice(1)
  const filled = lines.flatMap((content, index) => (content.trim() === '' ? [] : [index + 2]))
  assert.deepEqual(
    rows.map(row => row.line),
    filled,
  )
}

function ignoresChunks(content: Buffer, size: number): void {
  assert.deepEqual(readChunks(content, size), readChunks(content, content.length + 1))
}

function line(): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('a', '"', ',', ' ', 'é', '\\', ';', "'"), { maxLength: 8 })
    .map(parts => parts.join(''))
}

function encoded([text, encoding]: [string, BufferEncoding]): Buffer {
  return Buffer.from(text, encoding)
}

async function readWhole(content: Buffer, given: CsvOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-csv-'))
  try {
    const path = join(folder, 'rows.csv')
    writeFileSync(path, content)
    await using reader = await openCsv(path, given, never)
    const rows: CsvRow[] = []
    for await (const batch of reader.batches(never)) rows.push(...batch)
    return { columns: reader.columns, rows, notes: reader.notes }
  } catch (error) {
    if (error instanceof ImportError) return error
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function assertForPeople(error: ImportError): void {
  assert.match(error.code, /^[a-z_]+$/)
  assert.ok(error.message.length > 0)
  assert.ok(!error.message.includes('\n    at '))
}

function codeOf(read: unknown): string | null {
  return read instanceof ImportError ? read.code : null
}

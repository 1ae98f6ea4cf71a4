import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'
import { encodeText } from './encode-text.ts'
import { readChunks, readCsv } from './read-csv.ts'

const columns = ['Deal ID', 'Name', 'Notes']
const delimiters = [',', ';', '\t', '|']
const lineEnds = ['\n', '\r\n', '\r']
const quoting = [
  { quote: '"', escape: '"' },
  { quote: "'", escape: "'" },
  { quote: '"', escape: '\\' },
]

const cell = fc
  .array(fc.constantFrom('a', 'ü', ' ', ',', ';', '\t', '|', '"', "'", '\\', '\n', '\r\n', '\r'), { maxLength: 6 })
  .map(pieces => pieces.join(''))
const rows = fc.array(fc.tuple(fc.constantFrom('1', '02', 'x'), cell, cell), { minLength: 1, maxLength: 8 })
const dialect = fc
  .record({ delimiter: fc.constantFrom(...delimiters), quoting: fc.constantFrom(...quoting) })
  .map(({ delimiter, quoting }) => ({ delimiter, ...quoting }))

test('rows come back as they were written, in any dialect and encoding', async () => {
  const path = join(temporaryFolder(), 'rows.csv')
  const encoding = fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252')
  const property = fc.asyncProperty(
    rows,
    dialect,
    fc.constantFrom(...lineEnds),
    encoding,
    fc.boolean(),
    async (rows, dialect, lineEnd, encoding, isPacked) => {
      const stored = encodeText(written([columns, ...rows], dialect, lineEnd), encoding)
      await writeFile(path, isPacked ? gzipSync(stored) : stored)
      const read = await readCsv(path, { ...dialect, encoding })
      expect(read.rows.map(row => row.cells)).toEqual(rows)
      expect(read.columns).toEqual(columns)
    },
  )
  await fc.assert(property, { numRuns: 300 })
})

test('rows come back as they were written, wherever the bytes are cut', () => {
  const property = fc.property(
    rows,
    dialect,
    fc.constantFrom(...lineEnds),
    fc.integer({ min: 1, max: 9 }),
    (...given) => {
      const [rows, dialect, lineEnd, size] = given
      const read = readChunks(written([columns, ...rows], dialect, lineEnd), size, dialect)
      expect(read.map(row => row.cells)).toEqual([columns, ...rows])
    },
  )
  fc.assert(property, { numRuns: 300 })
})

function written(
  rows: readonly (readonly string[])[],
  { delimiter, quote, escape: escapedBy }: { delimiter: string; quote: string; escape: string },
  lineEnd: string,
): string {
  const quoted = (cell: string): string =>
    quote + Array.from(cell, each => (each === quote || each === escapedBy ? escapedBy + each : each)).join('') + quote
  return rows.map(cells => cells.map(quoted).join(delimiter) + lineEnd).join('')
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CsvRow } from '../../src/csv/csv-row.ts'
import { chunkBytes } from '../../src/csv/source.ts'
import { KnownStretches } from '../../src/csv/stretch.ts'
import { type RowStretch, StretchReader } from '../../src/csv/stretch-reader.ts'
import type { Stretch } from '../../src/model/stretch.ts'
import { inShort, readChunks } from './read-csv.ts'

const header = 'id,text\n'

/** What a text comes to whose header has been read already, with what is known of it. */
function readStretches(text: string, chunkBytes: number, known: KnownStretches): RowStretch[] {
  const bytes = Buffer.from(text)
  const chunks: Buffer[] = []
  for (let at = header.length; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes))
  return readInChunks(chunks, known)
}

/** What comes behind the header, cut as it is given. What the reader gives back is overwritten: it must not look there again. */
function readInChunks(
  chunks: readonly Uint8Array[],
  known: KnownStretches,
  giveBack = (chunk: Buffer): void => void chunk.fill('"'),
): RowStretch[] {
  const format = {
    dialect: { delimiter: ',', quote: '"', escape: '"' },
    width: null,
    line: 1,
    maxFieldBytes: 1024 * 1024,
    encoding: () => 'utf-8',
  }
  const reader = new StretchReader(format, giveBack)
  const stretches = [...reader.read(Buffer.from(header))]
  reader.compareWith(known)
  for (const chunk of chunks) stretches.push(...reader.read(Buffer.from(chunk)))
  return [...stretches, ...reader.end()]
}

function stretchesOf(text: string, chunkBytes: number): Stretch[] {
  const read = readStretches(text, chunkBytes, new KnownStretches([], () => false))
  return read.flatMap(part => (part.kind === 'rows' && part.stretch !== null ? [part.stretch] : []))
}

/** The rows of both kinds of stretches, those that are known by the number and line of the rows that they stand for. */
function rowsOf(parts: readonly RowStretch[], plain: readonly CsvRow[]): (readonly unknown[])[] {
  const rows: (readonly unknown[])[] = []
  for (const part of parts) {
    if (part.kind === 'rows') rows.push(...part.rows.map(inShort))
    else rows.push(...plain.slice(rows.length, rows.length + part.stretch.rows).map(inShort))
  }
  return rows
}

const passed = (parts: readonly RowStretch[]): number =>
  parts.reduce((sum, part) => sum + (part.kind === 'known' ? part.stretch.rows : 0), 0)

const numbered = (rows: number): string[] => Array.from({ length: rows }, (_, row) => `${row},"text, of ${row}\n"\n`)

describe('a text that was read before', () => {
  test('is passed over, and the rows behind it keep their numbers and lines', () => {
    const before = header + numbered(50).join('')
    const known = new KnownStretches(stretchesOf(before, 100), () => true)
    const text = `${before}new,row\n`
    const parts = readStretches(text, 64, known)
    expect(passed(parts)).toBeGreaterThan(40)
    expect(rowsOf(parts, readChunks(text, 1 << 16))).toEqual(readChunks(text, 1 << 16).map(inShort))
    expect(known.isEmpty).toBe(true)
  })

  test('is read where a stretch of it is not accepted', () => {
    const text = header + numbered(20).join('')
    const known = new KnownStretches(stretchesOf(text, 100), () => false)
    const parts = readStretches(text, 64, known)
    expect(passed(parts)).toBe(0)
    expect(rowsOf(parts, readChunks(text, 1 << 16))).toEqual(readChunks(text, 1 << 16).map(inShort))
  })

  test.each([
    ['a cell of it is another', (rows: string[]) => rows.with(20, '20,else\n')],
    ['a row is gone', (rows: string[]) => rows.toSpliced(20, 1)],
    ['rows are new', (rows: string[]) => rows.toSpliced(20, 0, 'new,1\n', 'new,2\n')],
    ['a row cannot be read', (rows: string[]) => rows.with(20, '20,"x"y\n')],
    ['a line in it is blank', (rows: string[]) => rows.toSpliced(20, 0, '\n')],
    ['it stands in another order', (rows: string[]) => [...rows.slice(25), ...rows.slice(0, 25)]],
  ])('is told from one where %s', (_, edit) => {
    const rows = numbered(50)
    const known = new KnownStretches(stretchesOf(header + rows.join(''), 100), () => true)
    const text = header + edit(rows).join('')
    const parts = readStretches(text, 64, known)
    expect(passed(parts)).toBeGreaterThan(10)
    expect(rowsOf(parts, readChunks(text, 1 << 16))).toEqual(readChunks(text, 1 << 16).map(inShort))
  })
})

test.each(Array.from({ length: 16 }, (_, spaces) => spaces))(
  'a line of %i spaces that is all that a chunk ends is no part of the bytes behind it',
  spaces => {
    const before = `${header}x,1\nxx,22\naa,b\nc,d\ny,1\ny,2\ny,3\ny,4\n`
    const known = new KnownStretches(stretchesOf(before, 16), () => true)
    expect(known.startingWith(Buffer.from('aa,b\n'))).not.toBeNull()
    const chunks = ['1,1\n2,2\n        ', `${' '.repeat(spaces)}\n12345678`, ',2\n3,4\naa,b\nc,d\n', 'y,1\nz,2\nz,3\n']
    const parts = readInChunks(chunks.map(Buffer.from), known)
    const plain = readChunks(header + chunks.join(''), 1 << 16)
    expect(rowsOf(parts, plain)).toEqual(plain.map(inShort))
  },
)

test('gives back the chunks that it has passed over, each of them once', () => {
  const rows = numbered(50)
  const known = new KnownStretches(stretchesOf(header + rows.join(''), 100), () => true)
  const chunks = rows.map(row => Buffer.from(row))
  const given: string[] = []
  readInChunks(chunks, known, chunk => given.push(chunk.toString()))
  expect(given.length).toBeGreaterThan(40)
  const first = rows.indexOf(given[0] ?? '')
  expect(given).toEqual(rows.slice(first, first + given.length))
})

test.each([1, 90, 400, 700])('a text of many chunks, every %ith row of which is another, is read to its end', every => {
  const rows = Array.from({ length: 5000 }, (_, row) => `${row},"${'text '.repeat(10 + (row % 30))}"\n`)
  const known = new KnownStretches(stretchesOf(header + rows.join(''), chunkBytes), () => true)
  const text = header + rows.map((row, at) => (at % every === every - 1 ? `${row}new,${at}\n` : row)).join('')
  const plain = readChunks(text, chunkBytes)
  expect(rowsOf(readStretches(text, chunkBytes, known), plain)).toEqual(plain.map(inShort))
})

test('whatever was known, and however the bytes are cut, the rows are those of the text', () => {
  const piece = fc.constantFrom(
    'a,b\n',
    'c,"d\n"\n',
    'é,"x""y"\r\n',
    'e,f\r',
    '\n',
    '   \n',
    '"',
    'g,h,i\n',
    'k,l\n',
    '1,2\n',
    '\0',
  )
  const text = fc.array(piece, { maxLength: 30 }).map(parts => header + parts.join(''))
  const edits = fc.array(fc.tuple(fc.nat(30), fc.nat(2), piece), { maxLength: 3 })
  const sizes = fc.constantFrom(1, 3, 7, 16, 64)
  const property = fc.property(text, edits, sizes, sizes, (before, changes, firstSize, nextSize) => {
    const lines = before.slice(header.length).split(/(?<=\n)/)
    for (const [at, gone, added] of changes) lines.splice(at, gone, added)
    const now = header + lines.join('')
    const known = new KnownStretches(stretchesOf(before, firstSize), () => true)
    const plain = readChunks(now, 1 << 16)
    expect(rowsOf(readStretches(now, nextSize, known), plain)).toEqual(plain.map(inShort))
  })
  fc.assert(property, { numRuns: 1000 })
})

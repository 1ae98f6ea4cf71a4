import type { Stretch } from '../model/stretch.ts'
import { ByteWindow } from './byte-window.ts'
import type { CsvRow, RowFormat } from './csv-row.ts'
import { countLineBreaks } from './line-breaks.ts'
import type { RowBatch } from './row-batch.ts'
import { RowReader } from './row-reader.ts'
import { chunkBytes } from './source.ts'
import { type KnownStretches, type RowBytes, stretchOf } from './stretch.ts'

/** What comes next in a file. */
export type RowStretch =
  /** Rows as they were read; `stretch`: what they are to be known by, where they can be. */
  | { readonly kind: 'rows'; readonly rows: readonly CsvRow[]; readonly stretch: Stretch | null }
  /** A stretch that is known, and whose rows were not read. */
  | { readonly kind: 'known'; readonly stretch: Stretch }

/**
 * Reads rows, and passes over those of stretches that are known: their bytes are compared, and not parsed. Behind a
 * stretch comes mostly the one that came there before; where it does not, rows are read until one of them begins another.
 */
export class StretchReader {
  readonly #giveBack: (chunk: Buffer) => void
  #reader: RowReader
  #known: KnownStretches | null = null
  /** What may come next, while its bytes are gathered; null: rows are read. */
  #expected: Stretch | null = null
  /** The bytes behind the last row or stretch, while they are gathered. */
  #window = new ByteWindow()
  /** Chunks of which nothing but the window has anything, and where they end in it. */
  #chunks: { readonly chunk: Buffer; readonly end: number }[] = []
  #passed = 0
  /** Number of the next row and the line behind the last one, while bytes are gathered. */
  #row = 0
  #line = 0

  /** @param giveBack is told of chunks that were read and are looked at no more; by no means of all of them */
  constructor(format: RowFormat, giveBack: (chunk: Buffer) => void = () => {}) {
    this.#reader = new RowReader(format)
    this.#giveBack = giveBack
  }

  /** How bytes are read as rows, as text. */
  form(): string {
    return this.#reader.form()
  }

  /** From the next bytes on, rows are told by their stretches. */
  compareWith(known: KnownStretches): void {
    this.#known = known
    this.#reader.keepBytes()
  }

  /** Reads a chunk; yields what it completes. */
  *read(chunk: Buffer): Generator<RowStretch> {
    if (this.#expected === null) yield* this.#rowsOf(this.#reader.read(chunk))
    else {
      this.#window.append(chunk)
      this.#chunks.push({ chunk, end: this.#window.end })
    }
    yield* this.#compare(false)
  }

  /** Ends the input; yields what is left. */
  *end(): Generator<RowStretch> {
    yield* this.#compare(true)
    yield* this.#rowsOf(this.#reader.end())
  }

  *#rowsOf(batches: Iterable<RowBatch>): Generator<RowStretch> {
    for (const { rows, text, line } of batches) {
      if (this.#known === null || text === null) {
        yield { kind: 'rows', rows, stretch: null }
        continue
      }
      const head = this.#known.isEmpty ? null : this.#findHead(this.#known, text)
      const until = head?.at ?? rows.length
      const read = head === null ? rows : rows.slice(0, head.at)
      if (read.length > 0) yield { kind: 'rows', rows: read, stretch: stretchOf(text, until) }
      if (head === null) continue
      // What was read behind it is read once more, unless it is the stretch.
      const start = text.ends[until - 1] ?? 0
      this.#expected = head.stretch
      this.#row = rows[until]?.row ?? 0
      this.#line = line + countLineBreaks(text.bytes.subarray(0, start))
      this.#gather(Buffer.concat([text.bytes.subarray(start), this.#reader.rest()]))
      return
    }
  }

  #findHead(known: KnownStretches, { bytes, ends }: RowBytes): { at: number; stretch: Stretch } | null {
    let start = 0
    for (const [at, end] of ends.entries()) {
      const stretch = known.startingWith(bytes.subarray(start, end))
      if (stretch !== null) return { at, stretch }
      start = end
    }
    return null
  }

  *#compare(atEnd: boolean): Generator<RowStretch> {
    while (this.#expected !== null && this.#known !== null) {
      const stretch: Stretch = this.#expected
      if (this.#window.length < stretch.bytes && !atEnd) return
      const end = this.#passed + Math.min(stretch.bytes, this.#window.length)
      if (this.#known.take(stretch, this.#window.pieces(this.#passed, end))) {
        this.#row += stretch.rows
        this.#line += stretch.lines
        this.#passed = end
        this.#dropBefore(end)
        this.#expected = this.#known.after(stretch)
        yield { kind: 'known', stretch }
      } else this.#expected = null
      if (this.#expected === null) yield* this.#readOn()
    }
  }

  /** Reads rows from where the last stretch has ended. */
  *#readOn(): Generator<RowStretch> {
    const bytes = this.#window.all()
    this.#window = new ByteWindow()
    // What is left of them is read as rows, which keep hold of it.
    this.#chunks = []
    this.#reader = this.#reader.from(this.#row, this.#line)
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      const piece = bytes.subarray(at, at + chunkBytes)
      if (this.#expected === null) yield* this.#rowsOf(this.#reader.read(piece))
      else this.#window.append(piece)
    }
  }

  #dropBefore(end: number): void {
    this.#window.dropBefore(end)
    const left = this.#chunks.findIndex(chunk => chunk.end > end)
    for (const { chunk } of this.#chunks.splice(0, left === -1 ? this.#chunks.length : left)) this.#giveBack(chunk)
  }

  #gather(bytes: Buffer): void {
    this.#window = new ByteWindow()
    this.#window.append(bytes)
    this.#passed = 0
  }
}

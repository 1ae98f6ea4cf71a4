import { isUtf8 } from 'node:buffer'
import {
  type BrokenText,
  delimitBrokenRow,
  endOfSkipping,
  findNextRow,
  lineBreaksBeforeOpenQuote,
} from './broken-row.ts'
import { ByteWindow } from './byte-window.ts'
import type { RowFormat } from './csv-row.ts'
import { maxRowBytes } from './fault.ts'
import { beforeLastLineBreak, countLineBreaks, skipLineBreaks, wholeBlankLines } from './line-breaks.ts'
import { type RecordFault, RecordParser } from './parse.ts'
import { type RowBatch, RowGathering } from './row-batch.ts'
import { RowLines } from './row-lines.ts'
import { RowMaker } from './row-maker.ts'
import { chunkBytes } from './source.ts'

/** How much is read past a fault before deciding where the broken row ends: its neighbours must be in sight. */
const lookAheadBytes = 2 * chunkBytes

/** Why a row cannot be read to its end. */
type Stop = RecordFault | 'record_too_large' | 'field_too_large'

/**
 * Turns the bytes of a CSV, in UTF-8, into rows with numbers and lines. The header comes out as row 0. Whatever is wrong
 * with a row makes it an unreadable one, and the reading goes on behind it. Only the row that has not ended yet is kept in memory.
 */
export class RowReader {
  readonly #format: RowFormat
  readonly #maker: RowMaker
  readonly #gathered: RowGathering
  readonly #lines: RowLines
  #parser: RecordParser
  /** The bytes behind the last row, by offsets since the parser's start. */
  #window = new ByteWindow()
  #lastEnd = 0
  /** Some byte behind the last row may be no UTF-8, or is a NUL: rows need a closer look. */
  #isSuspect = false
  /** What stopped the parser in the row behind the last; `skipping` once that row is delivered, but not passed. */
  #stop: Stop | 'skipping' | null = null

  constructor(format: RowFormat, maker = new RowMaker(format)) {
    this.#format = format
    this.#maker = maker
    this.#gathered = new RowGathering(format.line)
    this.#lines = new RowLines(format.line)
    this.#parser = this.#newParser()
  }

  /** What decides, beside the bytes, what rows they are: as text, and whole once the header was read. */
  form(): string {
    return this.#maker.form()
  }

  /** Hands rows out with their bytes, from the next chunk on. */
  keepBytes(): void {
    this.#gathered.keepBytes()
  }

  /** A reader of the same format, for bytes that begin with this row on this line. */
  from(row: number, line: number): RowReader {
    const reader = new RowReader({ ...this.#format, line }, this.#maker.from(row))
    if (this.#gathered.keepsBytes) reader.keepBytes()
    return reader
  }

  /** The bytes behind the last row. */
  rest(): Buffer {
    return this.#window.all()
  }

  /** Reads a chunk; yields the rows it completes, in batches of about a chunk's size. */
  *read(chunk: Buffer): Generator<RowBatch> {
    this.#parse(chunk)
    while (this.#stop !== null && this.#window.length >= lookAheadBytes) yield* this.#passBrokenRow(false)
    yield* this.#takeRows()
  }

  /** Ends the input; yields the rows that are left. */
  *end(): Generator<RowBatch> {
    while (true) {
      this.#stop ??= this.#parser.finish()
      if (this.#stop === null) break
      // The parser keeps the last bytes until it knows that they are: the rows before the broken one may end in them.
      this.#window.dropBefore(this.#lastEnd)
      yield* this.#passBrokenRow(true)
    }
    yield* this.#takeRows()
  }

  #parse(chunk: Buffer): void {
    const chunkStart = this.#window.end
    this.#window.append(chunk)
    if (this.#stop !== null) return
    const isFirst = this.#gathered.isEmpty
    const isSuspect = !isUtf8(chunk) || chunk.includes(0)
    this.#isSuspect ||= isSuspect
    this.#stop = this.#parser.feed(chunk)
    if (this.#lastEnd > chunkStart) this.#isSuspect = isSuspect
    if (isFirst) this.#gathered.keepBytesOf(this.#window, this.#lastEnd)
    else this.#gathered.forgetBytes()
    this.#window.dropBefore(this.#lastEnd)
    if (this.#window.length <= maxRowBytes(this.#format.maxFieldBytes)) return
    this.#passBlankLines()
    if (this.#window.length > maxRowBytes(this.#format.maxFieldBytes)) this.#stop ??= this.#sizeFault()
  }

  /** Blank lines before the next row are no part of it: any number of them may come. */
  #passBlankLines(): void {
    const blank = wholeBlankLines(this.#window.all())
    this.#lines.passBlank(countLineBreaks(blank))
    this.#lastEnd += blank.length
    this.#window.dropBefore(this.#lastEnd)
    this.#gathered.forgetBytes()
    this.#gathered.startAt(this.#lastEnd, this.#lines.next)
  }

  /** A cell that is only somewhat too large is read to its end all the same: no line in it can be taken for a row then. */
  #sizeFault(): Stop {
    return this.#parser.openCellBytes > this.#format.maxFieldBytes ? 'field_too_large' : 'record_too_large'
  }

  /** Called by the parser for every record: the place to be quick. */
  #accept(cells: readonly string[], end: number, linesSeen: number, blankLinesSeen: number): void {
    const start = this.#lastEnd
    this.#lastEnd = end
    const line = this.#lines.ofRecord(cells, linesSeen, blankLinesSeen)
    const row = this.#maker.row(cells, { line, start, end }, this.#isSuspect, this.#window)
    if (row !== null) this.#gathered.add(row, end)
  }

  /** Delivers the row that stopped the parser and goes on behind it, as far as the bytes at hand allow. */
  *#passBrokenRow(atEnd: boolean): Generator<RowBatch> {
    const stop = this.#stop
    if (stop === null) return
    this.#gathered.forgetBytes()
    const bytes = this.#window.all()
    const passed = stop === 'skipping' ? this.#skip(bytes, atEnd) : this.#rejectBrokenRow(bytes, atEnd, stop)
    this.#restart(countLineBreaks(bytes.subarray(0, passed)))
    for (let at = passed; at < bytes.length; at += chunkBytes) {
      this.#parse(bytes.subarray(at, at + chunkBytes))
      // What is still to be parsed is in no window: nobody may go on from within.
      this.#gathered.forgetBytes()
      if (this.#stop === null) yield* this.#takeRows()
    }
  }

  /** Delivers the broken row that the bytes begin with; returns how many of them are done with. */
  #rejectBrokenRow(bytes: Buffer, atEnd: boolean, stop: Stop): number {
    const start = skipLineBreaks(bytes)
    const line = this.#lines.next + countLineBreaks(bytes.subarray(0, start))
    const broken = delimitBrokenRow(this.#brokenText(bytes.subarray(start), atEnd))
    const end = broken.kind === 'endless' ? endOfSkipping(bytes, atEnd) : start + broken.bytes
    const own = bytes.subarray(start, end)
    const before = lineBreaksBeforeOpenQuote(own, this.#format.dialect)
    const code = broken.kind === 'unclosed' ? 'unclosed_quote' : stop
    const row = this.#maker.unreadable(code, line, broken.kind === 'misquoted' ? broken.cells : null, own, {
      quoteLine: before === null ? null : line + before,
      lastLine: line + countLineBreaks(own.subarray(0, beforeLastLineBreak(own))),
    })
    this.#gathered.add(row, end)
    this.#stop = broken.kind === 'endless' && !atEnd ? 'skipping' : null
    return end
  }

  #skip(bytes: Buffer, atEnd: boolean): number {
    const next = findNextRow(this.#brokenText(bytes, atEnd), null)
    if (next !== null || atEnd) this.#stop = null
    return next ?? endOfSkipping(bytes, atEnd)
  }

  #brokenText(bytes: Buffer, atEnd: boolean): BrokenText {
    return { bytes, atEnd, width: this.#maker.headerWidth, dialect: this.#format.dialect }
  }

  /** Begins anew behind so many lines. */
  #restart(lines: number): void {
    this.#lines.restartBehind(lines)
    this.#parser = this.#newParser()
    this.#window = new ByteWindow()
    this.#lastEnd = 0
    this.#gathered.startAt(this.#lastEnd, this.#lines.next)
  }

  #newParser(): RecordParser {
    return new RecordParser(this.#format.dialect, (cells, { bytes, lines, empty_lines }) => {
      this.#accept(cells, bytes, lines, empty_lines)
    })
  }

  *#takeRows(): Generator<RowBatch> {
    const batch = this.#gathered.take(this.#lastEnd, this.#lines.next)
    if (batch !== null) yield batch
  }
}

import { isUtf8 } from 'node:buffer'
import {
  type BrokenText,
  delimitBrokenRow,
  endOfSkipping,
  findNextRow,
  lineBreaksBeforeOpenQuote,
} from './broken-row.ts'
import { ByteWindow } from './byte-window.ts'
import type { CsvRow, RowFormat } from './csv-row.ts'
import { type FaultPlace, faultMessage, maxRowBytes, type RowFault } from './fault.ts'
import {
  beforeLastLineBreak,
  countLineBreaks,
  countLineBreaksInText,
  skipLineBreaks,
  wholeBlankLines,
} from './line-breaks.ts'
import { type RecordFault, RecordParser } from './parse.ts'
import { blankWhere, widthOfHeader, withoutSurplus } from './row-cells.ts'
import { chunkBytes } from './source.ts'
import type { RowBytes } from './stretch.ts'

/** How much is read past a fault before deciding where the broken row ends: its neighbours must be in sight. */
const lookAheadBytes = 2 * chunkBytes
/** How much of an unreadable row is handed on as text. */
const maxRawBytes = 32 * 1024

/** Rows that a chunk has completed. */
export interface RowBatch {
  readonly rows: readonly CsvRow[]
  /** The bytes of the rows, where they are kept and all of the rows can be read. */
  readonly text: RowBytes | null
  /** Line on which these bytes begin. */
  readonly line: number
}

/** Why a row cannot be read to its end. */
type Stop = RecordFault | 'record_too_large' | 'field_too_large'

/**
 * Turns the bytes of a CSV, in UTF-8, into rows with numbers and lines. The header comes out as row 0 and sets the number
 * of cells that a row must have; unnamed cells at its end do not count, nor do blank ones at the end of a row. Whatever is wrong with a row makes it an unreadable one, and the reading goes on behind it.
 * Only the row that has not ended yet is kept in memory.
 */
export class RowReader {
  readonly #format: RowFormat
  readonly #maxFieldBytes: number
  /** The word for a blank cell, which comes with backslash escapes. */
  readonly #nullWord: string | null
  #rows: CsvRow[] = []
  /** Where each of the rows ends, while their bytes are kept; they begin at `batchStart`. */
  #ends: number[] | null = null
  #batchStart = 0
  #batchLine: number
  #batchBytes: Buffer | null = null
  #nextRow: number
  #width: number | null
  /** Cells of the header, the unnamed ones at its end too. */
  #headerWidth: number
  /** Line on which the bytes behind the last row begin. */
  #nextLine: number

  #parser: RecordParser
  /** The bytes behind the last row, by offsets since the parser's start. */
  #window = new ByteWindow()
  #lastEnd = 0
  /** The parser's own counters at the end of the last row. */
  #linesSeen = 0
  #blankLinesSeen = 0
  /** Some byte behind the last row may be no UTF-8, or is a NUL: rows need a closer look. */
  #isSuspect = false
  /** What stopped the parser in the row behind the last; `skipping` once that row is delivered, but not passed. */
  #stop: Stop | 'skipping' | null = null

  constructor(format: RowFormat) {
    this.#format = format
    this.#maxFieldBytes = format.maxFieldBytes
    this.#nullWord = format.dialect.escape === '\\' ? '\\N' : null
    this.#nextRow = format.width === null ? 0 : 1
    this.#width = format.width
    this.#headerWidth = format.width ?? 0
    this.#nextLine = format.line
    this.#batchLine = format.line
    this.#parser = this.#newParser()
  }

  /** What decides, beside the bytes, what rows they are: as text, and whole once the header was read. */
  form(): string {
    return JSON.stringify([this.#format.dialect, this.#format.maxFieldBytes, this.#width, this.#headerWidth])
  }

  /** Hands rows out with their bytes, from the next chunk on. */
  keepBytes(): void {
    this.#ends = []
  }

  /** A reader of the same format, for bytes that begin with this row on this line. */
  from(row: number, line: number): RowReader {
    const reader = new RowReader({ ...this.#format, line })
    reader.#nextRow = row
    reader.#width = this.#width
    reader.#headerWidth = this.#headerWidth
    if (this.#ends !== null) reader.keepBytes()
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
    const isFirst = this.#rows.length === 0
    const isSuspect = !isUtf8(chunk) || chunk.includes(0)
    this.#isSuspect ||= isSuspect
    this.#stop = this.#parser.feed(chunk)
    if (this.#lastEnd > chunkStart) this.#isSuspect = isSuspect
    if (this.#ends !== null) this.#keepBatch(isFirst)
    this.#window.dropBefore(this.#lastEnd)
    if (this.#window.length <= maxRowBytes(this.#maxFieldBytes)) return
    this.#passBlankLines()
    if (this.#window.length > maxRowBytes(this.#maxFieldBytes)) this.#stop ??= this.#sizeFault()
  }

  /** Blank lines before the next row are no part of it: any number of them may come. */
  #passBlankLines(): void {
    const blank = wholeBlankLines(this.#window.all())
    const lines = countLineBreaks(blank)
    this.#lastEnd += blank.length
    this.#nextLine += lines
    this.#linesSeen += lines
    this.#blankLinesSeen += lines
    this.#window.dropBefore(this.#lastEnd)
    this.#batchBytes = null
    if (this.#rows.length === 0) this.#beginBatch()
  }

  /** A cell that is only somewhat too large is read to its end all the same: no line in it can be taken for a row then. */
  #sizeFault(): Stop {
    return this.#parser.openCellBytes > this.#maxFieldBytes ? 'field_too_large' : 'record_too_large'
  }

  /** Called by the parser for every record: the place to be quick. */
  #accept(cells: readonly string[], end: number, linesSeen: number, blankLinesSeen: number): void {
    const start = this.#lastEnd
    let line = this.#nextLine
    let lines = 1
    // The parser counts a CRLF in a quoted cell as two lines; it is right wherever it has seen a single one.
    if (linesSeen - this.#linesSeen !== 1) {
      line += blankLinesSeen - this.#blankLinesSeen
      for (const cell of cells) lines += countLineBreaksInText(cell)
    }
    this.#lastEnd = end
    this.#linesSeen = linesSeen
    this.#blankLinesSeen = blankLinesSeen
    this.#nextLine = line + lines
    if (this.#width === null) {
      this.#headerWidth = cells.length
      this.#width = widthOfHeader(cells)
    }
    const whole = cells.length === this.#width ? cells : withoutSurplus(cells, this.#width)
    if (whole === null) {
      this.#rejectRagged(line, cells, start)
      return
    }
    if (end - start > this.#maxFieldBytes && this.#rejectLargeField(line, whole, start)) return
    const code = this.#isSuspect ? this.#textFault(whole, start, end) : null
    if (code !== null) {
      this.#reject(code, line, whole, this.#window.slice(start, end))
      return
    }
    const read = this.#nullWord === null ? whole : blankWhere(whole, this.#nullWord)
    this.#rows.push({ kind: 'cells', row: this.#nextRow++, line, cells: read })
    this.#ends?.push(end)
  }

  /** The bytes of the rows that one chunk has completed; none where anything but whole rows was among them. */
  #keepBatch(isFirst: boolean): void {
    const isWhole = isFirst && this.#ends?.length === this.#rows.length && this.#ends.at(-1) === this.#lastEnd
    this.#batchBytes = isWhole && this.#rows.length > 0 ? this.#window.slice(this.#batchStart, this.#lastEnd) : null
  }

  #rejectRagged(line: number, cells: readonly string[], start: number): void {
    const isBlankLine = cells.length === 1 && cells[0]?.trim() === ''
    if (isBlankLine) return
    const width = this.#width ?? 0
    const isUnnamed = cells.length > width && cells.length <= this.#headerWidth
    this.#reject(isUnnamed ? 'unnamed_column' : 'ragged_row', line, cells, this.#window.slice(start, this.#lastEnd), {
      cells: cells.length,
      width,
      widthFrom: this.#format.width === null ? 'the header' : 'csv.columns',
      column: cells.findIndex((cell, at) => at >= width && cell.trim() !== '') + 1,
    })
  }

  #rejectLargeField(line: number, cells: readonly string[], start: number): boolean {
    const maxFieldBytes = this.#maxFieldBytes
    const index = cells.findIndex(cell => Buffer.byteLength(cell) > maxFieldBytes)
    if (index === -1) return false
    // Handed on, the cells would be kept as long as whatever is made of the row.
    this.#reject('field_too_large', line, null, this.#window.slice(start, this.#lastEnd), { column: index + 1 })
    return true
  }

  #textFault(cells: readonly string[], start: number, end: number): RowFault | null {
    if (cells.some(cell => cell.includes('\0'))) return 'nul_byte'
    // A replacement character may stand in the file itself, so the bytes have the last word.
    const isReplaced = cells.some(cell => cell.includes('\ufffd'))
    return isReplaced && !isUtf8(this.#window.slice(start, end)) ? 'invalid_encoding' : null
  }

  #reject(code: RowFault, line: number, cells: readonly string[] | null, bytes: Buffer, place?: FaultPlace): void {
    const text = bytes.subarray(skipLineBreaks(bytes))
    const raw = text.subarray(0, Math.min(beforeLastLineBreak(text), maxRawBytes)).toString()
    const maxFieldBytes = this.#maxFieldBytes
    const message = faultMessage(code, { maxFieldBytes, encoding: this.#format.encoding(), ...place })
    this.#rows.push({ kind: 'unreadable', row: this.#nextRow++, line, code, message, cells, raw })
  }

  /** Delivers the row that stopped the parser and goes on behind it, as far as the bytes at hand allow. */
  *#passBrokenRow(atEnd: boolean): Generator<RowBatch> {
    const stop = this.#stop
    if (stop === null) return
    this.#batchBytes = null
    const bytes = this.#window.all()
    const passed = stop === 'skipping' ? this.#skip(bytes, atEnd) : this.#rejectBrokenRow(bytes, atEnd, stop)
    this.#nextLine += countLineBreaks(bytes.subarray(0, passed))
    this.#restart()
    for (let at = passed; at < bytes.length; at += chunkBytes) {
      this.#parse(bytes.subarray(at, at + chunkBytes))
      // What is still to be parsed is in no window: nobody may go on from within.
      this.#batchBytes = null
      if (this.#stop === null) yield* this.#takeRows()
    }
  }

  /** Delivers the broken row that the bytes begin with; returns how many of them are done with. */
  #rejectBrokenRow(bytes: Buffer, atEnd: boolean, stop: Stop): number {
    const start = skipLineBreaks(bytes)
    const line = this.#nextLine + countLineBreaks(bytes.subarray(0, start))
    const broken = delimitBrokenRow(this.#brokenText(bytes.subarray(start), atEnd))
    const end = broken.kind === 'endless' ? endOfSkipping(bytes, atEnd) : start + broken.bytes
    const own = bytes.subarray(start, end)
    const before = lineBreaksBeforeOpenQuote(own, this.#format.dialect)
    const code = broken.kind === 'unclosed' ? 'unclosed_quote' : stop
    this.#reject(code, line, broken.kind === 'misquoted' ? broken.cells : null, own, {
      quoteLine: before === null ? null : line + before,
      lastLine: line + countLineBreaks(own.subarray(0, beforeLastLineBreak(own))),
    })
    this.#stop = broken.kind === 'endless' && !atEnd ? 'skipping' : null
    return end
  }

  #skip(bytes: Buffer, atEnd: boolean): number {
    const next = findNextRow(this.#brokenText(bytes, atEnd), null)
    if (next !== null || atEnd) this.#stop = null
    return next ?? endOfSkipping(bytes, atEnd)
  }

  #brokenText(bytes: Buffer, atEnd: boolean): BrokenText {
    return { bytes, atEnd, width: this.#headerWidth, dialect: this.#format.dialect }
  }

  #restart(): void {
    this.#parser = this.#newParser()
    this.#window = new ByteWindow()
    this.#lastEnd = 0
    this.#linesSeen = 0
    this.#blankLinesSeen = 0
    if (this.#rows.length === 0) this.#beginBatch()
  }

  #newParser(): RecordParser {
    return new RecordParser(this.#format.dialect, (cells, { bytes, lines, empty_lines }) => {
      this.#accept(cells, bytes, lines, empty_lines)
    })
  }

  *#takeRows(): Generator<RowBatch> {
    if (this.#rows.length === 0) {
      // There may have been a line of nothing but spaces: its bytes are gone, and none of the next batch's.
      this.#beginBatch()
      return
    }
    const [rows, line, start, bytes] = [this.#rows, this.#batchLine, this.#batchStart, this.#batchBytes]
    const text = bytes && { bytes, ends: (this.#ends ?? []).map(end => end - start) }
    this.#rows = []
    if (this.#ends !== null) this.#ends = []
    this.#batchBytes = null
    this.#beginBatch()
    yield { rows, text, line }
  }

  /** The next rows begin behind the last one. */
  #beginBatch(): void {
    this.#batchStart = this.#lastEnd
    this.#batchLine = this.#nextLine
  }
}

import { isUtf8 } from 'node:buffer'
import type { ByteWindow } from './byte-window.ts'
import type { CsvRow, RowFormat } from './csv-row.ts'
import { type FaultPlace, faultMessage, type RowFault } from './fault.ts'
import { beforeLastLineBreak, skipLineBreaks } from './line-breaks.ts'
import { blankWhere, widthOfHeader, withoutSurplus } from './row-cells.ts'

/** How much of an unreadable row is handed on as text. */
const maxRawBytes = 32 * 1024

/** Where a record stands: its first line, and its bytes by offsets since the parser's start. */
export interface RecordPlace {
  readonly line: number
  readonly start: number
  readonly end: number
}

/**
 * Makes numbered rows of records. The first record of a file with a header is row 0 and sets the number of cells that a row
 * must have; unnamed cells at its end do not count, nor do blank ones at the end of a row. What does not fit is an unreadable row.
 */
export class RowMaker {
  readonly #format: RowFormat
  readonly #maxFieldBytes: number
  /** The word for a blank cell, which comes with backslash escapes. */
  readonly #nullWord: string | null
  #nextRow: number
  #width: number | null
  #headerWidth: number

  constructor(format: RowFormat) {
    this.#format = format
    this.#maxFieldBytes = format.maxFieldBytes
    this.#nullWord = format.dialect.escape === '\\' ? '\\N' : null
    this.#nextRow = format.width === null ? 0 : 1
    this.#width = format.width
    this.#headerWidth = format.width ?? 0
  }

  /** Cells of the header, the unnamed ones at its end too. */
  get headerWidth(): number {
    return this.#headerWidth
  }

  /** What decides, beside the bytes, what rows they are: as text, and whole once the header was read. */
  form(): string {
    return JSON.stringify([this.#format.dialect, this.#maxFieldBytes, this.#width, this.#headerWidth])
  }

  /** The same for rows that begin with this one. */
  from(row: number): RowMaker {
    const maker = new RowMaker(this.#format)
    maker.#nextRow = row
    maker.#width = this.#width
    maker.#headerWidth = this.#headerWidth
    return maker
  }

  /**
   * The row that a record is; null for a blank line. Called for every record: the place to be quick.
   *
   * @param isSuspect whether some of its bytes may be no UTF-8, or a NUL
   * @param window holds its bytes
   */
  row(cells: readonly string[], place: RecordPlace, isSuspect: boolean, window: ByteWindow): CsvRow | null {
    const { line, start, end } = place
    if (this.#width === null) {
      this.#headerWidth = cells.length
      this.#width = widthOfHeader(cells)
    }
    const whole = cells.length === this.#width ? cells : withoutSurplus(cells, this.#width)
    if (whole === null) return isBlankLine(cells) ? null : this.#raggedRow(line, cells, window.slice(start, end))
    const large = end - start > this.#maxFieldBytes ? this.#largeColumn(whole) : null
    // Handed on, the cells would be kept as long as whatever is made of the row.
    if (large !== null)
      return this.unreadable('field_too_large', line, null, window.slice(start, end), { column: large })
    const fault = isSuspect ? textFault(whole, () => window.slice(start, end)) : null
    if (fault !== null) return this.unreadable(fault, line, whole, window.slice(start, end))
    const read = this.#nullWord === null ? whole : blankWhere(whole, this.#nullWord)
    return { kind: 'cells', row: this.#nextRow++, line, cells: read }
  }

  /**
   * A row that cannot be read.
   *
   * @param bytes all of its own, with the line breaks around it
   */
  unreadable(
    code: RowFault,
    line: number,
    cells: readonly string[] | null,
    bytes: Buffer,
    place: FaultPlace = {},
  ): CsvRow {
    const text = bytes.subarray(skipLineBreaks(bytes))
    const raw = text.subarray(0, Math.min(beforeLastLineBreak(text), maxRawBytes)).toString()
    const maxFieldBytes = this.#maxFieldBytes
    const message = faultMessage(code, { maxFieldBytes, encoding: this.#format.encoding(), ...place })
    return { kind: 'unreadable', row: this.#nextRow++, line, code, message, cells, raw }
  }

  #raggedRow(line: number, cells: readonly string[], bytes: Buffer): CsvRow {
    const width = this.#width ?? 0
    const isUnnamed = cells.length > width && cells.length <= this.#headerWidth
    return this.unreadable(isUnnamed ? 'unnamed_column' : 'ragged_row', line, cells, bytes, {
      cells: cells.length,
      width,
      widthFrom: this.#format.width === null ? 'the header' : 'csv.columns',
      column: cells.findIndex((cell, at) => at >= width && cell.trim() !== '') + 1,
    })
  }

  /** The first column whose cell is too large, from 1; null where none is. */
  #largeColumn(cells: readonly string[]): number | null {
    const maxFieldBytes = this.#maxFieldBytes
    return cells.findIndex(cell => Buffer.byteLength(cell) > maxFieldBytes) + 1 || null
  }
}

function isBlankLine(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0]?.trim() === ''
}

function textFault(cells: readonly string[], bytes: () => Buffer): RowFault | null {
  if (cells.some(cell => cell.includes('\0'))) return 'nul_byte'
  // A replacement character may stand in the file itself, so the bytes have the last word.
  const isReplaced = cells.some(cell => cell.includes('\ufffd'))
  return isReplaced && !isUtf8(bytes()) ? 'invalid_encoding' : null
}

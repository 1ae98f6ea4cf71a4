import type { ByteWindow } from './byte-window.ts'
import type { CsvRow } from './csv-row.ts'
import type { RowBytes } from './stretch.ts'

/** Rows that a chunk has completed. */
export interface RowBatch {
  readonly rows: readonly CsvRow[]
  /** The bytes of the rows, where they are kept and all of the rows can be read. */
  readonly text: RowBytes | null
  /** Line on which these bytes begin. */
  readonly line: number
}

/** Gathers rows until they are taken as a batch and, once that is asked for, the bytes that they were read from. */
export class RowGathering {
  #rows: CsvRow[] = []
  /** Offset at which each row ends, while bytes are kept. */
  #ends: number[] | null = null
  /** Offset at which the first row begins, and its line. */
  #start = 0
  #line: number
  #bytes: Buffer | null = null

  constructor(line: number) {
    this.#line = line
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0
  }

  get keepsBytes(): boolean {
    return this.#ends !== null
  }

  /** Batches come with their bytes from now on. */
  keepBytes(): void {
    this.#ends = []
  }

  /** @param end offset behind the row */
  add(row: CsvRow, end: number): void {
    this.#rows.push(row)
    if (row.kind === 'cells') this.#ends?.push(end)
  }

  /** Keeps the bytes of the rows, if they are to be kept and there are whole rows in them and nothing else. */
  keepBytesOf(window: ByteWindow, lastEnd: number): void {
    if (this.#ends === null) return
    const isWhole = this.#ends.length === this.#rows.length && this.#ends.at(-1) === lastEnd
    this.#bytes = isWhole ? window.slice(this.#start, lastEnd) : null
  }

  /** The next batch comes without its bytes. */
  forgetBytes(): void {
    this.#bytes = null
  }

  /** Where the first row begins; of no effect once there is one. */
  startAt(offset: number, line: number): void {
    if (!this.isEmpty) return
    this.#start = offset
    this.#line = line
  }

  /** The rows gathered so far, if there are any; those that follow begin at the offset. */
  take(nextStart: number, nextLine: number): RowBatch | null {
    const batch = this.isEmpty ? null : { rows: this.#rows, text: this.#text(), line: this.#line }
    if (batch !== null) {
      this.#rows = []
      if (this.#ends !== null) this.#ends = []
      this.#bytes = null
    }
    // Without a row there may have been a line of nothing but spaces: its bytes are gone, and none of the next batch's.
    this.startAt(nextStart, nextLine)
    return batch
  }

  #text(): RowBytes | null {
    const start = this.#start
    return this.#bytes && { bytes: this.#bytes, ends: (this.#ends ?? []).map(end => end - start) }
  }
}

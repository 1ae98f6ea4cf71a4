import { countLineBreaksInText } from './line-breaks.ts'

/** Tells the lines that records are on, from what their parser counts. Lines count from 1. */
export class RowLines {
  /** Line on which the bytes behind the last record begin. */
  #next: number
  /** The parser's own counters at the end of the last record. */
  #seen = 0
  #blankSeen = 0

  constructor(first: number) {
    this.#next = first
  }

  /** Line on which the bytes behind the last record begin. */
  get next(): number {
    return this.#next
  }

  /**
   * The line that a record begins on. Called for every record: the place to be quick.
   *
   * @param seen lines that the parser has counted up to its end
   * @param blankSeen how many of these it took for blank
   */
  ofRecord(cells: readonly string[], seen: number, blankSeen: number): number {
    let line = this.#next
    let lines = 1
    // The parser counts a CRLF in a quoted cell as two lines; it is right wherever it has seen a single one.
    if (seen - this.#seen !== 1) {
      line += blankSeen - this.#blankSeen
      for (const cell of cells) lines += countLineBreaksInText(cell)
    }
    this.#seen = seen
    this.#blankSeen = blankSeen
    this.#next = line + lines
    return line
  }

  /** Blank lines are over that the parser has counted, but not reported. */
  passBlank(lines: number): void {
    this.#next += lines
    this.#seen += lines
    this.#blankSeen += lines
  }

  /** Lines are over; behind them another parser begins. */
  restartBehind(lines: number): void {
    this.#next += lines
    this.#seen = 0
    this.#blankSeen = 0
  }
}

import type { Total } from './live-state.ts'

/** What a source of rows says of itself. */
export interface RowSource {
  /** Rows that have been read; null where they do not come from a file. */
  readonly rowsRead: () => number | null
  /** Share of the file that has been read, from 0 to 1; null where its size is not known. */
  readonly share: () => number | null
}

/** An estimate that differs by less from what was said before is no news. */
const newsShare = 0.07

/** How many rows a file has: reckoned from the bytes that have been read, until all of them are. */
export class RowsExpected {
  readonly #source: RowSource
  #said = 0

  constructor(source: RowSource) {
    this.#source = source
  }

  /** Null while there is nothing to go by. */
  get total(): Total | null {
    const [rows, share] = [this.#source.rowsRead(), this.#source.share()]
    if (rows === null || share === null || rows === 0 || share === 0) return null
    if (share >= 1) return { rows, isEstimate: false }
    const estimate = rows / share
    if (Math.abs(estimate / this.#said - 1) > newsShare || this.#said === 0) this.#said = roughly(estimate)
    return { rows: Math.max(this.#said, rows), isEstimate: true }
  }
}

/** Two digits are as much as an estimate is good for. */
function roughly(count: number): number {
  const unit = 10 ** Math.max(Math.floor(Math.log10(count)) - 1, 0)
  return Math.round(count / unit) * unit
}

import type { DoneRow } from '../ledger/stretch-ledger.ts'

/** The rows of a stretch, once all of them have ended. */
export interface EndedRows {
  /** Those that were read, and are done. */
  readonly done: readonly DoneRow[]
  /** Those that were passed over, by their places in `KnownSources`: numbers, since there may be many for a while. */
  readonly places: readonly number[]
}

/** Rows of a stretch, until all of them have ended. */
export class StretchInWork {
  readonly #write: (rows: EndedRows) => Promise<void>
  readonly #hold: (rows: EndedRows) => void
  readonly #done: DoneRow[] = []
  readonly #places: number[] = []
  #left: number
  #isWanted: boolean

  /**
   * @param rows how many there are
   * @param isWanted whether it is to be written down, although nothing is written for any of its rows
   * @param write writes the stretch down, with its rows
   * @param hold has it written down at some time
   */
  constructor(
    rows: number,
    isWanted: boolean,
    write: (rows: EndedRows) => Promise<void>,
    hold: (rows: EndedRows) => void,
  ) {
    this.#left = rows
    this.#isWanted = isWanted
    this.#write = write
    this.#hold = hold
  }

  /** A row of it was passed over. @param place of it in `KnownSources` */
  pass(place: number): void {
    this.#places.push(place)
    this.#endIdly()
  }

  /** A row of it has nothing to do. */
  skip(row: DoneRow): void {
    if (this.#takes(row)) this.#endIdly()
  }

  /** A row of it was delivered, whatever became of it. */
  deliver(row: DoneRow): Promise<void> | null {
    this.#isWanted = true
    return this.#takes(row) && this.#isLast() ? this.#write(this.#rows()) : null
  }

  #endIdly(): void {
    if (this.#isLast() && this.#isWanted) this.#hold(this.#rows())
  }

  /**
   * A row alike was met before: which of them it is, its own bytes do not tell. Then, and where a row had another end, the
   * stretch is never complete.
   */
  #takes(row: DoneRow): boolean {
    if (row.identity.includes('-')) return false
    this.#done.push(row)
    return true
  }

  #isLast(): boolean {
    this.#left -= 1
    return this.#left === 0
  }

  #rows(): EndedRows {
    return { done: this.#done, places: this.#places }
  }
}

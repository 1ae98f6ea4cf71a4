import type { Task } from '../task.ts'

/** Rows that are held back at most. */
const mostRows = 10_000
/** So many characters of cells are held back at most, and one row more: rows may be long. */
const mostCharacters = 8 * 1024 * 1024
/** Rows that are held back at most while nobody knows what they are held back for. */
const mostUncounted = 1_000

/** Rows that wait until it is known how their records are looked up. */
export class HeldBack<Row extends Pick<Task, 'cells'>> {
  #rows: Row[] = []
  #characters = 0
  #rowsAtHalf = 0

  get rows(): number {
    return this.#rows.length
  }

  /** How many rows there were when half of what may be held back was; 0 before. */
  get rowsAtHalf(): number {
    return this.#rowsAtHalf
  }

  /** Whether there are as many as may be. */
  get isFull(): boolean {
    return this.#share >= 1
  }

  /** Whether it is time to wait for the number of records there are, rather than to read on. */
  get isWorthWaiting(): boolean {
    return this.isFull || this.rows >= mostUncounted
  }

  /** @returns whether half of what may be held back is reached with it */
  add(row: Row): boolean {
    this.#rows.push(row)
    for (const cell of row.cells ?? []) this.#characters += cell.length
    if (this.#rowsAtHalf > 0 || this.#share < 0.5) return false
    this.#rowsAtHalf = this.rows
    return true
  }

  /** All of them, in their order; there are none then. */
  take(): readonly Row[] {
    const rows = this.#rows
    this.#rows = []
    this.#characters = 0
    this.#rowsAtHalf = 0
    return rows
  }

  get #share(): number {
    return Math.max(this.rows / mostRows, this.#characters / mostCharacters)
  }
}

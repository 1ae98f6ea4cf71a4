import { InputError } from '../errors.ts'

/** Rows that may wait for whoever iterates before the run waits too. */
const waitingAtMost = 1_000

/** Rows on their way from a run to whoever iterates over it; where nobody does, they are let go. */
export class RowQueue<Row> {
  #waiting: Row[] = []
  #isKept = false
  #hasLetGo = false
  #isClosed = false
  #isHurried = false
  #onRow: () => void = () => undefined
  readonly #waitingForRoom = new Set<() => void>()

  /**
   * Somebody is going to take the rows.
   *
   * @throws InputError `rows_taken`, `rows_gone`
   */
  keep(): void {
    if (this.#isKept) throw new InputError('rows_taken', 'The rows of a run can be iterated over once.')
    if (this.#hasLetGo) {
      throw new InputError('rows_gone', 'The run has begun without anybody to take its rows, and some have ended.', {
        hint: 'Begin to iterate before, or as soon as, the summary is asked for. A ledger has the rows of earlier runs.',
      })
    }
    this.#isKept = true
  }

  push(row: Row): void {
    if (!this.#isKept || this.#isClosed) {
      this.#hasLetGo = true
      return
    }
    this.#waiting.push(row)
    this.#onRow()
  }

  /** Resolves when a few more rows may come. */
  async room(): Promise<void> {
    if (!this.#isFull) return
    await new Promise<void>(resolve => this.#waitingForRoom.add(resolve))
  }

  /** The rows as they come, until there are no more. */
  async *rows(): AsyncGenerator<Row, void, undefined> {
    while (true) {
      const row = this.#waiting.shift()
      if (row !== undefined) {
        if (!this.#isFull) this.#makeRoom()
        yield row
      } else if (this.#isClosed) return
      else
        await new Promise<void>(resolve => {
          this.#onRow = resolve
        })
    }
  }

  /** No more rows come; those that wait can still be taken. */
  close(): void {
    this.#isClosed = true
    this.#onRow()
    this.#makeRoom()
  }

  /** The run is about to end: the few rows that still come wait for nobody. */
  hurry(): void {
    this.#isHurried = true
    this.#makeRoom()
  }

  /** Nobody takes the rows any more. */
  abandon(): void {
    this.#waiting = []
    this.close()
  }

  get #isFull(): boolean {
    return !this.#isClosed && !this.#isHurried && this.#waiting.length >= waitingAtMost
  }

  #makeRoom(): void {
    for (const resolve of this.#waitingForRoom) resolve()
    this.#waitingForRoom.clear()
  }
}

import { RunStopped } from '../errors.ts'
import type { MaxErrors } from './run-config.ts'
import type { Tally } from './tally.ts'

/** A share of the rows says nothing before so many of them have ended, or all are known. */
const smallestSample = 100

/** Watches how many rows of a run have failed (`--max-errors`), however far ahead of them it reads. */
export class ErrorLimit {
  readonly #most: MaxErrors | null
  readonly #tally: Tally
  #isRead = false

  /** @param most null: any number may fail */
  constructor(most: MaxErrors | null, tally: Tally) {
    this.#most = most
    this.#tally = tally
  }

  /**
   * Hands items on, the first hundred once they have all been read: what share of few rows has failed is to be known
   * before they are all under way. Where no share is asked for, they pass as they come.
   *
   * @param onRead called, where a share is asked for, when all have been read, before the last of them are handed on
   */
  watched<T>(items: AsyncGenerator<T>, onRead: () => void): AsyncGenerator<T> {
    // A number of rows is reached when a row fails, and never by reading.
    return this.#most !== null && 'percent' in this.#most ? this.#heldBack(items, onRead) : items
  }

  async *#heldBack<T>(items: AsyncGenerator<T>, onRead: () => void): AsyncGenerator<T> {
    let heldBack: T[] | null = []
    for await (const item of items) {
      if (heldBack === null) {
        yield item
        continue
      }
      heldBack.push(item)
      if (heldBack.length < smallestSample) continue
      yield* heldBack
      heldBack = null
    }
    this.#isRead = true
    onRead()
    yield* heldBack ?? []
  }

  /** Why the run is to stop, once too many of its rows have failed; else null. */
  reason(): RunStopped | null {
    const most = this.#most
    if (most === null) return null
    const { failed, tried } = this.#tally
    if ('rows' in most) return failed >= most.rows ? stopped(failed, `${tried} rows`, String(most.rows)) : null
    const isReached = (rows: number): boolean => failed > 0 && failed * 100 >= most.percent * rows
    if (tried >= smallestSample && isReached(tried)) return stopped(failed, `${tried} rows`, `${most.percent}%`)
    const all = this.#tally.toTry
    return this.#isRead && isReached(all) ? stopped(failed, `all ${all} rows`, `${most.percent}%`) : null
  }
}

function stopped(failed: number, rows: string, allowed: string): RunStopped {
  return new RunStopped(
    'max_errors',
    `${failed} of ${rows} that had something to do have failed: --max-errors ${allowed} is reached.`,
    { hint: 'See what they have in common with `lightfield-import results`; the same command goes on from here.' },
  )
}

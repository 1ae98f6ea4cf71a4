import { addAbortListener } from 'node:events'
import { RowQueue } from './row-queue.ts'

/**
 * Something that goes on for a while. It begins when it is iterated over or its summary is asked for, whichever comes
 * first, and ends by itself, by its signal, or by `stop`; requests under way are always finished and written down.
 *
 * Iterated over, it hands out its rows as they end; who takes them slowly slows it down, and who leaves the loop stops
 * it. To take every row and the summary, iterate first and ask for the summary then.
 */
export interface Run<Row, Summary, Progress> extends AsyncIterable<Row>, AsyncDisposable {
  /**
   * How it ended. Rejects with an `InputError` where the call, the mapping or the source is wrong, and nothing was sent;
   * what stops a run that is under way, and the signal, are in the summary (`end`).
   */
  readonly summary: Promise<Summary>
  /** How far it is, now. */
  readonly progress: Progress
  /** Ends it in order; resolves when it has ended. */
  stop(): Promise<void>
}

/** What the work of a run tells, and waits for. */
export interface RunWork<Row> {
  readonly onRow: (row: Row) => void
  /** Resolves when whoever iterates has room for more rows. */
  readonly room: () => Promise<void>
  readonly signal: AbortSignal
}

export class LiveRun<Row, Summary, Progress> implements Run<Row, Summary, Progress> {
  readonly #queue = new RowQueue<Row>()
  readonly #stopping = new AbortController()
  readonly #signal: AbortSignal
  readonly #work: (parts: RunWork<Row>) => Promise<Summary>
  readonly #progress: () => Progress
  #done: Promise<Summary> | null = null

  /** @param signal the caller's; undefined: he has none */
  constructor(
    work: (parts: RunWork<Row>) => Promise<Summary>,
    progress: () => Progress,
    signal: AbortSignal | undefined,
  ) {
    this.#work = work
    this.#progress = progress
    this.#signal = signal === undefined ? this.#stopping.signal : AbortSignal.any([signal, this.#stopping.signal])
  }

  get summary(): Promise<Summary> {
    return this.#begin()
  }

  get progress(): Progress {
    return this.#progress()
  }

  [Symbol.asyncIterator](): AsyncIterator<Row, void, undefined> {
    this.#queue.keep()
    const done = this.#begin()
    // Whoever iterates is told by the iteration.
    done.catch(() => undefined)
    return this.#rows(done)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#queue.abandon()
    await this.#done?.catch(() => undefined)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #begin(): Promise<Summary> {
    // Not before its caller has said all that he wants: he may ask for the summary and then iterate.
    this.#done ??= Promise.resolve().then(() => this.#run())
    return this.#done
  }

  async #run(): Promise<Summary> {
    using _ = addAbortListener(this.#signal, () => this.#queue.hurry())
    try {
      return await this.#work({
        onRow: row => this.#queue.push(row),
        room: () => this.#queue.room(),
        signal: this.#signal,
      })
    } finally {
      this.#queue.close()
    }
  }

  async *#rows(done: Promise<Summary>): AsyncGenerator<Row, void, undefined> {
    try {
      yield* this.#queue.rows()
    } finally {
      this.#stopping.abort()
      this.#queue.abandon()
      await done
    }
  }
}

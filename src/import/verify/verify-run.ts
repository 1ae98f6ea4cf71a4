import { RunStopped } from '../../errors.ts'
import type { Log } from '../../model/log.ts'
import { forEachConcurrently } from '../concurrency.ts'
import type { RowResult } from '../row-result.ts'
import { RowSet } from './row-set.ts'
import { SpreadSample } from './spread-sample.ts'
import { logVerified, type VerifiedRow, type VerifyParts, verifyRow } from './verify-row.ts'
import { type VerifySummary, VerifyTally } from './verify-tally.ts'

/** How many rows whose records are to be read back wait in memory; of more only the row number is kept. */
const waitingAtMost = 1_000
/** How many rows that differ are looked at once more when all is written. */
const doubtedAtMost = 1_000

export interface RunVerificationParts extends VerifyParts {
  readonly runId: string
  readonly log: Log
  /** Reads that may be under way at a time. */
  readonly bound: () => number
  /** Rows that the source will have had in the end, as far as can be told by now; null where it cannot. */
  readonly expectedRows: () => number | null
  /** A number in [0, 1). */
  readonly random: () => number
}

/**
 * Reads records back while later rows are written: `add` each row as it ends, then `finish`. Outcomes of rows do not
 * depend on it, and nobody waits for it before the end.
 */
export class RunVerification {
  readonly tally = new VerifyTally()
  readonly #parts: RunVerificationParts
  readonly #sample: SpreadSample<number> | null
  readonly #stopping = new AbortController()
  readonly #signal: AbortSignal
  readonly #reading: Promise<void>
  readonly #waiting: string[] = []
  /** Numbers of rows that found no room to wait: they are read from the ledger in the end. */
  readonly #owed = new RowSet()
  /** Rows whose records differ, or are not there: another row may be writing to them just now. */
  readonly #doubted: VerifiedRow[] = []
  #ended = 0
  #wanted = 0
  #isComplete = false
  #wake: () => void = () => undefined
  #reason: RunStopped | null = null
  #bug: { readonly error: unknown } | null = null

  /** @param rows how many rows to verify, spread over the run */
  constructor(rows: number | 'all', parts: RunVerificationParts, signal: AbortSignal) {
    this.#parts = parts
    this.#sample = rows === 'all' ? null : new SpreadSample(rows, parts.random)
    this.#signal = AbortSignal.any([signal, this.#stopping.signal])
    this.#signal.addEventListener('abort', () => this.#wake(), { once: true })
    this.#reading = this.#readAll()
  }

  /** A row has ended, and the ledger knows how. */
  add({ outcome, identity, row }: Pick<RowResult, 'outcome' | 'identity' | 'row'>): void {
    this.#ended += 1
    if (outcome !== 'created' && outcome !== 'updated') return
    const isDue = this.#sample?.offer(row, this.#share()) ?? true
    if (!isDue) return
    this.#wanted += 1
    if (this.#waiting.length < waitingAtMost) {
      this.#waiting.push(identity)
      this.#wake()
    } else this.#owed.add(row)
  }

  /**
   * All rows have ended: what is left is read back now.
   *
   * @param isToRead whether there is any use in it; else it ends once what is under way has been answered
   */
  async finish(isToRead: boolean): Promise<VerifySummary> {
    const rest = this.#sample?.rest() ?? []
    for (const row of rest) this.#owed.add(row)
    this.#wanted += rest.length
    this.#isComplete = true
    if (!isToRead) this.#stopping.abort(new Error('the run has ended early'))
    this.#wake()
    await this.#reading
    if (this.#bug !== null) throw this.#bug.error
    return this.tally.summary(this.#wanted, this.#reason)
  }

  /** Rows whose records are to be read back, as far as it is known by now. */
  get wanted(): number {
    return this.#wanted
  }

  #share(): number | null {
    const expected = this.#parts.expectedRows()
    return expected === null ? null : this.#ended / Math.max(expected, 1)
  }

  async #readAll(): Promise<void> {
    const { bound } = this.#parts
    try {
      await forEachConcurrently(this.#identities(), bound, identity => this.#verify(identity, false))
      await forEachConcurrently(this.#doubts(), bound, identity => this.#verify(identity, true))
    } catch (error) {
      if (error instanceof RunStopped) this.#reason = error
      else if (!this.#signal.aborted || error !== this.#signal.reason) this.#bug = { error }
    }
  }

  /** Rows as they are written and, when that is over, those that found no room to wait. */
  async *#identities(): AsyncGenerator<string> {
    while (!this.#signal.aborted) {
      const next = this.#waiting.shift()
      if (next !== undefined) yield next
      else if (this.#isComplete) break
      else await this.#untilWoken()
    }
    if (this.#owed.size === 0) return
    const { ledger, runId } = this.#parts
    let left = this.#owed.size
    for (const row of ledger.rows(['created', 'updated'])) {
      if (left === 0 || this.#signal.aborted) return
      if (row.runId !== runId || !this.#owed.has(row.row)) continue
      left -= 1
      yield row.identity
    }
  }

  async *#doubts(): AsyncGenerator<string> {
    for (const { identity } of this.#doubted) {
      if (this.#signal.aborted) return
      yield identity
    }
  }

  async #verify(identity: string, isLast: boolean): Promise<void> {
    const verified = await verifyRow(identity, this.#parts, this.#signal)
    if (verified === null) return
    if (!isLast && verified.result !== 'same' && this.#doubted.length < doubtedAtMost) this.#doubted.push(verified)
    else this.#end(verified)
  }

  #end(verified: VerifiedRow): void {
    this.tally.add(verified)
    logVerified(this.#parts.log, verified)
  }

  #untilWoken(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }
}

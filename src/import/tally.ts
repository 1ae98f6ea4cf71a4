import type { RowError } from '../ledger/ledger-row.ts'
import { type Outcome, type OutcomeCounts, outcomes } from '../model/outcome.ts'
import { type ErrorGroup, ErrorGroups } from './error-groups.ts'

export type { ErrorGroup, ParentGroup } from './error-groups.ts'

/** A row's end, as far as counting goes. */
export interface Ended {
  readonly outcome: Outcome
  readonly row: number
  readonly line: number
  readonly errors: readonly RowError[]
}

/** Outcomes that make a run end with exit code 1. */
export const failedOutcomes: ReadonlySet<Outcome> = new Set<Outcome>(['invalid', 'failed', 'ambiguous', 'in_doubt'])

/** Outcomes of rows that there was nothing to do for. */
const idleOutcomes: readonly Outcome[] = ['skipped', 'duplicate']

/** Counts rows as they are read and as they end. A row that was read and has not ended is `pending`. */
export class Tally {
  readonly #counts = Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as Record<Outcome, number>
  readonly #errors = new ErrorGroups()
  #rows = 0
  #ended = 0

  read(): void {
    this.#rows += 1
  }

  /** Takes so many rows at once that were read and have nothing to do. */
  skip(rows: number): void {
    this.#rows += rows
    this.#ended += rows
    this.#counts.skipped += rows
  }

  add(result: Ended): void {
    this.#counts[result.outcome] += 1
    this.#ended += 1
    if (failedOutcomes.has(result.outcome)) for (const error of result.errors) this.#errors.add(result, error)
  }

  /** Rows read so far. */
  get rows(): number {
    return this.#rows
  }

  /** Rows that failed, in whatever way. */
  get failed(): number {
    return [...failedOutcomes].reduce((sum, outcome) => sum + this.#counts[outcome], 0)
  }

  /** Rows that had something to do and have ended, in whatever way; those that were not reached are none of them. */
  get tried(): number {
    return this.#ended - this.#counts.pending - this.#idle
  }

  /** Rows read so far that have something to do, or may have it. */
  get toTry(): number {
    return this.#rows - this.#idle
  }

  get #idle(): number {
    return idleOutcomes.reduce((sum, outcome) => sum + this.#counts[outcome], 0)
  }

  /**
   * Adds up to `rows`.
   *
   * @throws Error where it cannot: more rows have ended than were read
   */
  outcomes(): OutcomeCounts {
    if (this.#ended > this.#rows) throw new Error(`of ${this.#rows} rows that were read ${this.#ended} have ended`)
    return { ...this.#counts, pending: this.#counts.pending + this.#rows - this.#ended }
  }

  /** Most frequent first. */
  errors(): readonly ErrorGroup[] {
    return this.#errors.list()
  }
}

import type { RowError } from '../ledger/ledger.ts'
import { type Outcome, type OutcomeCounts, outcomes } from '../model/outcome.ts'

/** Failures of one kind, with a row to look at. */
export interface ErrorGroup {
  readonly code: string
  readonly param: string | null
  readonly count: number
  /** Number of the first such row. */
  readonly exampleRow: number
  readonly exampleLine: number
  /** What the first such row was told. */
  readonly exampleMessage: string
}

/** A row's end, as far as counting goes. */
export interface Ended {
  readonly outcome: Outcome
  readonly row: number
  readonly line: number
  readonly errors: readonly RowError[]
}

/** Outcomes that make a run end with exit code 1. */
export const failedOutcomes: ReadonlySet<Outcome> = new Set<Outcome>(['invalid', 'failed', 'ambiguous', 'in_doubt'])

/** Groups kept apart at most: a server that words each error differently must not fill the memory. */
const mostGroups = 1_000

/** Counts rows as they are read and as they end. A row that was read and has not ended is `pending`. */
export class Tally {
  readonly #counts = Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as Record<Outcome, number>
  readonly #errors = new Map<string, ErrorGroup>()
  #rows = 0
  #ended = 0

  read(): void {
    this.#rows += 1
  }

  add(result: Ended): void {
    this.#counts[result.outcome] += 1
    this.#ended += 1
    if (failedOutcomes.has(result.outcome)) for (const error of result.errors) this.#addError(result, error)
  }

  /** Rows read so far. */
  get rows(): number {
    return this.#rows
  }

  /** Rows that failed, in whatever way. */
  get failed(): number {
    return [...failedOutcomes].reduce((sum, outcome) => sum + this.#counts[outcome], 0)
  }

  /** Adds up to `rows`. */
  outcomes(): OutcomeCounts {
    return { ...this.#counts, pending: this.#counts.pending + this.#rows - this.#ended }
  }

  /** Most frequent first. */
  errors(): readonly ErrorGroup[] {
    return [...this.#errors.values()].sort((a, b) => b.count - a.count)
  }

  #addError(at: { readonly row: number; readonly line: number }, error: RowError): void {
    const key = JSON.stringify([error.code, error.param])
    const group = this.#errors.get(key)
    if (group !== undefined) {
      // Rows end in another order than they stand in; the example is the first of the file.
      const example = at.row < group.exampleRow ? exampleOf(at, error) : null
      this.#errors.set(key, { ...group, ...example, count: group.count + 1 })
    } else if (this.#errors.size < mostGroups) {
      this.#errors.set(key, { code: error.code, param: error.param, count: 1, ...exampleOf(at, error) })
    }
  }
}

function exampleOf(at: { readonly row: number; readonly line: number }, error: { readonly message: string }) {
  return { exampleRow: at.row, exampleLine: at.line, exampleMessage: error.message }
}

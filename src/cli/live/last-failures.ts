import type { RowResult } from '../../import/row-result.ts'
import { failedOutcomes } from '../../import/tally.ts'
import { failuresShown, type LiveFailure } from './live-state.ts'

/** The last rows that failed. */
export class LastFailures {
  readonly #failures: LiveFailure[] = []

  add({ outcome, row, line, error }: Pick<RowResult, 'outcome' | 'row' | 'line' | 'error'>): void {
    if (!failedOutcomes.has(outcome)) return
    this.#failures.push({ row, line, error })
    if (this.#failures.length > failuresShown) this.#failures.shift()
  }

  /** The newest last. */
  get list(): readonly LiveFailure[] {
    return this.#failures
  }
}

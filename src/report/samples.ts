import type { RowResult } from '../import/row-result.ts'
import { type Outcome, outcomes } from '../model/outcome.ts'

const samplesKept = 3

/** The first rows of a run in each outcome. */
export class Samples {
  readonly #kept = new Map<Outcome, readonly RowResult[]>()

  /** Rows end in another order than they stand in. */
  add(result: RowResult): void {
    const kept = this.#kept.get(result.outcome) ?? []
    const last = kept[samplesKept - 1]
    if (last !== undefined && last.row < result.row) return
    const sorted = [...kept, result].sort((a, b) => a.row - b.row)
    this.#kept.set(result.outcome, sorted.slice(0, samplesKept))
  }

  /** In the order in which outcomes are told. */
  list(): readonly (readonly [Outcome, readonly RowResult[]])[] {
    return outcomes.flatMap(outcome => {
      const kept = this.#kept.get(outcome)
      return kept === undefined ? [] : [[outcome, kept] as const]
    })
  }
}

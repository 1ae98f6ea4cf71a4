import type { RunStopped } from '../../errors.ts'
import { type VerifiedRow, type VerifyResult, verifyResults } from './verify-row.ts'

/** How many rows are named; all are counted. */
const namedAtMost = 100

export type VerifyCounts = Readonly<Record<VerifyResult, number>>

/** What reading records back came to. */
export interface VerifySummary {
  /** Rows whose records were to be read back: the counts and those left add up to it. */
  readonly rows: number
  readonly counts: VerifyCounts
  /** Rows that were not read back: it was interrupted, the API was not to be reached, or a write has no outcome yet. */
  readonly left: number
  /** The first rows whose records differ, are missing or could not be read. */
  readonly differences: readonly VerifiedRow[]
  /** Keys that differ, and in how many records, the most frequent first. */
  readonly byKey: ReadonlyMap<string, number>
  /** Why it ended before the end; null unless the API refused or could not be reached. */
  readonly reason: RunStopped | null
}

/** Counts rows as their records are read back. */
export class VerifyTally {
  readonly #counts = Object.fromEntries(verifyResults.map(result => [result, 0])) as Record<VerifyResult, number>
  readonly #differences: VerifiedRow[] = []
  readonly #byKey = new Map<string, number>()

  add(verified: VerifiedRow): void {
    this.#counts[verified.result] += 1
    if (verified.result === 'same') return
    if (this.#differences.length < namedAtMost) this.#differences.push(verified)
    for (const key of verified.keys) this.#byKey.set(key, (this.#byKey.get(key) ?? 0) + 1)
  }

  /** Rows read back so far. */
  get rows(): number {
    return verifyResults.reduce((sum, result) => sum + this.#counts[result], 0)
  }

  /** Adds up to `rows`. */
  outcomes(): VerifyCounts {
    return { ...this.#counts }
  }

  /** @param rows how many were to be read back */
  summary(rows: number, reason: RunStopped | null): VerifySummary {
    return {
      rows,
      counts: this.outcomes(),
      left: rows - this.rows,
      differences: this.#differences.toSorted((a, b) => a.row - b.row),
      byKey: new Map([...this.#byKey].sort(([, a], [, b]) => b - a)),
      reason,
    }
  }
}

/** Whether every record was read back and holds what was sent. */
export function isVerified({ rows, counts }: Pick<VerifySummary, 'rows' | 'counts'>): boolean {
  return counts.same === rows
}

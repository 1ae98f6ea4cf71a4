/** What was missed for longer than this is not made up for. */
const mostOwedMs = 1_000

/**
 * How many slots are due: one at a time, and as many more as were missed while the process did not get to run, since a busy
 * machine or a long computation kept it from it. Only what was missed while somebody waited is made up for.
 */
export class DueSlots {
  /** When the next one is due; null after a rest, when it is due at once. */
  #atMs: number | null = null

  /** Takes those that are due, at least one. */
  take(nowMs: number, intervalMs: number): number {
    const dueAt = this.#atMs ?? nowMs
    // A clock that is set back owes nobody anything.
    const isAhead = dueAt > nowMs + intervalMs
    const owedMs = isAhead ? 0 : Math.min(nowMs - dueAt, mostOwedMs)
    const missed = Math.max(0, Math.floor(owedMs / intervalMs))
    this.#atMs = nowMs - owedMs + (missed + 1) * intervalMs
    return missed + 1
  }

  /** Nobody waits, or nothing may leave for now. */
  rest(): void {
    this.#atMs = null
  }
}

/**
 * What went on in a stretch of a run, some seconds long: what its course is drawn from afterwards, and what its use of
 * the limit is reckoned by.
 */
export interface RunSample {
  /** Milliseconds, UTC. */
  readonly startedAt: number
  readonly endedAt: number
  /** Requests that left, by rate-limit category. */
  readonly requests: { readonly write: number; readonly read: number; readonly search: number }
  /** Answers over the limit (429), in whatever category. */
  readonly throttled: number
  /** Attempts beyond the first of a request. */
  readonly retries: number
  /** Writes a second that the limit allowed this program at the end of the stretch; of samples that were merged, their mean. */
  readonly limit: number
  /** How long nothing could be written because the server had said when to come again, in milliseconds. */
  readonly pausedMs: number
  /** How long the API did not answer, in milliseconds. */
  readonly outageMs: number
  /**
   * Writes by how long their answers took: one count for each of `latencyBoundsMs`, and one for what took longer. An
   * answer counts whatever it says, but for 429; a write that was lost has none.
   */
  readonly latency: readonly number[]
}

/** Upper bounds of the classes in which answers are counted, in milliseconds. */
export const latencyBoundsMs: readonly number[] = [
  10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 30_000,
]

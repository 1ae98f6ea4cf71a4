/** What finding the records of one look-up takes, in requests of the same limit. */
export interface LookUpWork {
  /** Pages of all records. */
  readonly pages: number
  /** Distinct values to find. */
  readonly values: number
  /** Whether rows are matched by it: one that is found so is perhaps not written. */
  readonly isMatch: boolean
}

/** Pages that are read in a second at the rate of the documentation. */
const momentPages = 25
/** Share of the time which the writes take that pages may hold them up. */
const bearableShare = 0.02

/**
 * Whether all records are better read page by page than each value searched for. Fewer requests are better; but pages come
 * before the first write that needs them, and searches go beside the writes: where pages take longer than a moment, they
 * must spare the time that they cost.
 *
 * @param rows how many rows are to be written, at most
 * @param otherSearches searches for other look-ups of the same rows
 */
export function arePagesBetter({ pages, values, isMatch }: LookUpWork, rows: number, otherSearches: number): boolean {
  if (pages >= values) return false
  if (pages <= Math.max(momentPages, rows * bearableShare)) return true
  // Rows that are all there already need no write beside which a search could go.
  if (isMatch) return pages <= values / 2
  return pages < otherSearches + values - rows
}

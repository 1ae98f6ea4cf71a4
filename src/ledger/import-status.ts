import type { ImportActivity } from './activity.ts'
import type { RowState } from './ledger-row.ts'
import type { RunRecord } from './run-record.ts'

export interface FailureGroup {
  readonly code: string
  readonly param: string | null
  readonly count: number
  readonly exampleRow: number
}

/** One import as `status` tells of it. */
export interface ImportStatus {
  readonly name: string
  readonly object: string
  /** Rows per state; states without rows are absent. */
  readonly rows: ReadonlyMap<RowState, number>
  /** The last runs, newest first. */
  readonly runs: readonly RunRecord[]
  /** Most rows first; perhaps not all of them. */
  readonly failures: readonly FailureGroup[]
  /** How many kinds of failures there are. */
  readonly failureKinds: number
  readonly activity: ImportActivity
  /** Rows that the run under way has had to do with so far; null where none is. */
  readonly rowsOfRun: number | null
  /** Rows that the last finished run over a whole file read; null where there is none. */
  readonly rowsOfLastWhole: number | null
}

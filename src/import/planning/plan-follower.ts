import type { RowError } from '../../ledger/ledger-row.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { FieldValue } from '../../model/payload.ts'
import type { PlannedWrite } from './planned-write.ts'

/** What is about to be done with a row. */
export interface Intended {
  readonly outcome: Outcome
  readonly recordId: string | null
  readonly planned: PlannedWrite | null
  /** When an earlier run began to write this row and did not come to its end (milliseconds, UTC); null where none did. */
  readonly begunAt: number | null
}

/** A record that is made because rows name it (`missing: create`). */
export interface PlannedParent {
  readonly object: string
  readonly fields: ReadonlyMap<string, FieldValue>
}

/** Is asked before a run does anything, and told of what it did: holds it to a plan, or draws one. */
export interface PlanFollower {
  /** Rows after this one are left unread; null: the whole source is read. */
  readonly lastRow: number | null
  /** Why a row is not to be done as it is about to be; null where it may. */
  departure(row: number, intended: Intended): RowError | null
  /** Whether a record that rows name may be made. */
  mayMake(parent: PlannedParent): boolean
  /** Takes note of a record that this run has made; `parent`: because rows name it, else for a row of its own. */
  made(recordId: string, parent: PlannedParent | null): void
  /** Takes note of a record that this run has changed. */
  changed(recordId: string): void
}

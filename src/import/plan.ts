import type { LedgerRow, RowError, WrittenBody } from '../ledger/ledger-row.ts'
import type { WritePolicy } from '../mapping/compiled.ts'
import type { Outcome } from '../model/outcome.ts'
import { isDigestOf, recordGone } from './delivery/settled-row.ts'

/** What a run does about a row that could be judged. */
export type Plan =
  /** The row has no record of its own yet: it is created or, in the modes that match, an existing one is looked for. */
  | { readonly kind: 'create' }
  | { readonly kind: 'update'; readonly recordId: string; readonly written: WrittenBody }
  /** Nothing to send: the row's outcome is known. */
  | { readonly kind: 'leave'; readonly outcome: Outcome; readonly error: RowError | null }

export interface PlanOptions {
  readonly runId: string
  /** Send rows again that the API refused, even where nothing about them changed. */
  readonly retryFailed: boolean
  readonly policy: Pick<WritePolicy, 'mode'>
}

/**
 * Decides from the ledger alone. Pure.
 *
 * @param known what the ledger has of the row; null where it is new
 * @param digest digest of what the mapping makes of the row now
 */
export function planRow(known: LedgerRow | null, digest: string, options: PlanOptions): Plan {
  if (known === null) return { kind: 'create' }
  switch (known.state) {
    // Settling comes before planning: what is still open now stays open for this run.
    case 'sending':
    case 'in_doubt':
      return { kind: 'leave', outcome: 'in_doubt', error: known.error }
    case 'failed':
      return planFailed(known, digest, options)
    case 'found':
      return planFound(known, digest, options)
    case 'created':
    case 'updated':
    case 'unchanged':
    case 'skipped': {
      if (known.written?.digest !== digest) return writePlan(known)
      // Settled at the beginning of this run: that is this run's work.
      return { kind: 'leave', outcome: known.runId === options.runId ? known.state : 'skipped', error: null }
    }
    case 'invalid':
    case 'ambiguous':
    case 'duplicate':
    case 'pending':
      return known.written?.digest === digest ? { kind: 'leave', outcome: 'skipped', error: null } : writePlan(known)
  }
}

/** Creates what was never written, else updates the record that is known. */
export function writePlan(known: LedgerRow): Exclude<Plan, { kind: 'leave' }> {
  if (known.recordId === null || known.written === null) return { kind: 'create' }
  return { kind: 'update', recordId: known.recordId, written: known.written }
}

function planFailed(known: LedgerRow, digest: string, { runId, retryFailed }: PlanOptions): Plan {
  const isUnchanged = isDigestOf(known.sent?.digest, digest)
  const wasSentJustNow = known.runId === runId
  // Whether it is still gone takes a look, not a write.
  const isGone = known.error?.code === recordGone
  const isLeft = isUnchanged && !isGone && (wasSentJustNow || !retryFailed)
  return isLeft ? { kind: 'leave', outcome: 'failed', error: known.error } : writePlan(known)
}

/** A record that was found and not written to is looked at again where the row was edited, or may write to it now. */
function planFound(known: LedgerRow, digest: string, { policy }: PlanOptions): Plan {
  const isDone = known.written?.digest === digest && policy.mode !== 'upsert'
  return isDone ? { kind: 'leave', outcome: 'skipped', error: null } : { kind: 'create' }
}

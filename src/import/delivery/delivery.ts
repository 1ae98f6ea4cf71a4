import type { LedgerRow, RowError, WrittenBody } from '../../ledger/ledger-row.ts'
import type { ConductParts } from '../conduct-run.ts'
import type { LookUps } from '../look-up/look-ups.ts'
import type { Matches } from '../look-up/matches.ts'
import { newRow } from '../new-row.ts'
import { type RowResult, resultOf } from '../row-result.ts'
import type { RunConfig } from '../run-config.ts'
import type { Stop } from '../stop.ts'
import type { Task } from '../task.ts'
import { encodeDraft } from './draft-json.ts'
import type { Existing } from './existing.ts'
import { recordGone } from './settled-row.ts'

/** What delivering rows works with. */
export interface DeliveryParts extends ConductParts {
  readonly lookUps: LookUps
  readonly matches: Matches
  readonly stop: Stop
  /** How many writes may be under way just now. */
  readonly bound: () => number
}

/** One row on its way. */
export interface Delivery {
  readonly task: Task
  readonly config: RunConfig
  readonly parts: DeliveryParts
}

/** How a row ends that nothing is sent for. */
export interface Unsent {
  readonly state: 'failed' | 'ambiguous' | 'unchanged' | 'found'
  readonly error?: RowError
  /** The record that the row is about; as before, if left out. */
  readonly record?: { readonly id: string; readonly httpLink: string | null }
  /** What the record holds from this import; as before, if left out. */
  readonly written?: WrittenBody
  /** Whether a relationship was left for later. */
  readonly isPartial?: boolean
}

/** The row as it is before anything is done: what the ledger has of it, at the place where it stands now. */
export function baseRow({ task, config, parts }: Delivery): LedgerRow {
  const { place, known, matched } = task
  const matchKey = matched?.matchKey ?? null
  return { ...newRow(place, config.runId, parts.clock.now()), ...known, ...place, matchKey }
}

/**
 * Writes down that a row departs from its plan. The result tells which record it is about; the ledger has none of a row
 * that never wrote to one.
 */
export async function endDrifted(
  delivery: Delivery,
  error: RowError,
  record: Pick<Existing, 'id' | 'httpLink'> | null,
): Promise<RowResult> {
  const end = await endUnsent(delivery, { state: 'failed', error })
  return record === null ? end : { ...end, recordId: record.id, httpLink: record.httpLink }
}

/** Writes down how a row ends that nothing is sent for. */
export async function endUnsent(delivery: Delivery, unsent: Unsent): Promise<RowResult> {
  const { task, config, parts } = delivery
  if (unsent.state !== 'failed' || unsent.error?.code === recordGone) {
    const intended = { outcome: unsent.state, recordId: unsent.record?.id ?? null, planned: null, begunAt: null }
    const departure = parts.follow?.departure(task.place.row, intended) ?? null
    if (departure !== null) {
      const message = [departure.message, unsent.error?.message].filter(part => part !== undefined).join(' ')
      return endDrifted(delivery, { ...departure, message }, unsent.record ?? null)
    }
  }
  const base = baseRow(delivery)
  const { state, record, written } = unsent
  const isDone = state === 'unchanged' || state === 'found'
  const next: LedgerRow = {
    ...base,
    state,
    recordId: record?.id ?? base.recordId,
    httpLink: record?.httpLink ?? base.httpLink,
    written: written ?? base.written,
    // Without a request of its own a row is tried again by the next run: the record it names may be there by then.
    sent: isDone ? base.sent : null,
    draft: isDone && unsent.isPartial !== true ? null : encodeDraft(task.draft),
    attempts: 0,
    error: unsent.error ?? null,
    runId: config.runId,
    at: parts.clock.now(),
  }
  await parts.ledger.record(next)
  return resultOf(next, state, task.cells)
}

import type { LedgerRow, RowPlace } from '../ledger/ledger-row.ts'
import type { WritePolicy } from '../mapping/compiled.ts'
import type { Draft } from '../model/payload.ts'
import { lookUpDigest, matchValues } from './look-up/look-up-key.ts'
import type { Matched } from './look-up/matches.ts'
import type { Plan } from './plan.ts'
import type { RowResult } from './row-result.ts'

/** A row that has something to do. */
export interface Task {
  readonly place: RowPlace
  /** As they were read; null where the row does not come of a file. */
  readonly cells: readonly string[] | null
  readonly draft: Draft
  readonly digest: string
  /** Canonical JSON of the draft's fields, made for its digest; null where that was known. */
  readonly fieldsJson: string | null
  readonly plan: Exclude<Plan, { kind: 'leave' }>
  readonly known: LedgerRow | null
  /** What an existing record is looked up by; null in mode create, and where the row leaves it blank. */
  readonly matched: Matched | null
}

/** A task with what it is matched by. Pure. */
export function taskOf(task: Omit<Task, 'matched'>, { match }: Pick<WritePolicy, 'match'>): Task {
  const values = match === null ? null : matchValues(match, task.draft.fields)
  if (match === null || values === null) return { ...task, matched: null }
  const matchKey = lookUpDigest(match, values)
  return { ...task, matched: { identity: task.place.identity, matchKey, lookUp: match, values } }
}

/** The result of a row that nothing was sent for: the run was stopped before. */
export function unsentResult({ place, cells, known }: Task): RowResult {
  return {
    ...place,
    outcome: 'pending',
    recordId: known?.recordId ?? null,
    httpLink: known?.httpLink ?? null,
    error: null,
    attempts: 0,
    idempotencyKey: null,
    cells,
    planned: null,
  }
}

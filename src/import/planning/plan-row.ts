import { asJsonObject, type JsonObject } from '../../model/json.ts'
import { type Outcome, outcomes } from '../../model/outcome.ts'
import type { FieldValue } from '../../model/payload.ts'
import { type LinkOperation, linkOperations } from '../delivery/difference.ts'
import { isPlannedId } from '../dry-client.ts'
import type { RowResult } from '../row-result.ts'
import type { PlannedParent } from './plan-follower.ts'

/** What a plan does with a row: an outcome, in the words of somebody who has yet to act. */
export type PlanAction = 'create' | 'update' | Exclude<Outcome, 'created' | 'updated'>

/** Stands in a plan for the id of a record that the run itself makes. */
export const newRecord = 'new'

/** One line of a plan, and a sample of a dry run. */
export interface PlanRow {
  readonly row: number
  readonly line: number
  readonly key: string
  readonly action: PlanAction
  readonly record_id: string | null
  /** What is written: from what the record held when the plan was drawn. */
  readonly fields: Readonly<Record<string, { readonly from: unknown; readonly to: FieldValue }>>
  readonly links: readonly PlanLink[]
  /** Digest of what the record held when the plan was drawn; null where it is not updated, or made by the run itself. */
  readonly record_hash: string | null
  readonly error_code: string | null
  /** Records that the run makes because this row names them (`missing: create`); absent where there are none. */
  readonly parents?: readonly PlanParent[]
}

export interface PlanLink {
  readonly key: string
  readonly operation: LinkOperation
  readonly ids: readonly string[]
}

export interface PlanParent {
  readonly object: string
  readonly fields: Readonly<Record<string, FieldValue>>
}

export function actionOf(outcome: Outcome): PlanAction {
  if (outcome === 'created') return 'create'
  return outcome === 'updated' ? 'update' : outcome
}

/** What a dry run found that a run would do with a row. */
export function planRowOf(
  result: Pick<RowResult, 'row' | 'line' | 'key' | 'outcome' | 'recordId' | 'planned' | 'error'>,
): PlanRow {
  const { row, line, key, outcome, recordId, planned, error } = result
  const record_id = recordId === null ? null : plannedName(recordId)
  return {
    row,
    line,
    key,
    action: actionOf(outcome),
    record_id,
    fields: Object.fromEntries(planned?.fields ?? []),
    links: (planned?.links ?? []).map(({ key, operation, ids }) => ({ key, operation, ids: ids.map(plannedName) })),
    record_hash: record_id === newRecord ? null : (planned?.recordHash ?? null),
    error_code: error?.code ?? null,
  }
}

export function planParentOf({ object, fields }: PlannedParent): PlanParent {
  return { object, fields: Object.fromEntries(fields) }
}

/** Reads a line of a plan; null where it is none. */
export function parsePlanRow(json: unknown): PlanRow | null {
  const root = asJsonObject(json)
  if (root === null) return null
  const { row, line, key, action, record_id, fields, links, record_hash, error_code, parents = [] } = root
  const isRow =
    Number.isSafeInteger(row) &&
    Number.isSafeInteger(line) &&
    typeof key === 'string' &&
    actions.has(action) &&
    [record_id, record_hash, error_code].every(text => text === null || typeof text === 'string') &&
    isObjectOf(fields, change => asJsonObject(change) !== null) &&
    isListOf(links, isLink) &&
    isListOf(parents, isParent)
  // Checked just now, part by part.
  return isRow ? (root as unknown as PlanRow) : null
}

const actions: ReadonlySet<unknown> = new Set(outcomes.map(actionOf))

function plannedName(id: string): string {
  return isPlannedId(id) ? newRecord : id
}

function isLink({ key, operation, ids }: JsonObject): boolean {
  return (
    typeof key === 'string' &&
    linkOperations.some(known => known === operation) &&
    Array.isArray(ids) &&
    ids.every(id => typeof id === 'string')
  )
}

function isParent({ object, fields }: JsonObject): boolean {
  return typeof object === 'string' && asJsonObject(fields) !== null
}

function isListOf(value: unknown, isItem: (item: JsonObject) => boolean): boolean {
  return (
    Array.isArray(value) &&
    value.every(item => {
      const object = asJsonObject(item)
      return object !== null && isItem(object)
    })
  )
}

function isObjectOf(value: unknown, isPart: (part: unknown) => boolean): boolean {
  const object = asJsonObject(value)
  return object !== null && Object.values(object).every(isPart)
}

import { asJsonObject } from '../../model/json.ts'

/** The last line of a plan: without it nobody could tell a whole plan from one that was cut off. */
export interface PlanEnd {
  readonly end: true
  /** How many rows are planned. */
  readonly rows: number
}

export function planEnd(rows: number): PlanEnd {
  return { end: true, rows }
}

/** Whether a line is the last one of a plan. */
export function isPlanEnd(json: unknown): json is PlanEnd {
  const root = asJsonObject(json)
  return root?.['end'] === true && Number.isSafeInteger(root['rows'])
}

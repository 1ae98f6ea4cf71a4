import type { ReadonlyImport } from '../../ledger/ledger.ts'
import type { OwnRowError } from '../../ledger/ledger-row.ts'
import { canonicalJson } from '../../model/json.ts'
import type { StoredPlan } from './plan-file.ts'
import type { Intended, PlanFollower } from './plan-follower.ts'
import { actionOf, newRecord, type PlanLink, type PlanRow, planParentOf } from './plan-row.ts'

/** An import as far as its writes are known. */
type WrittenImport = Pick<ReadonlyImport, 'changes'>

/** Actions that are about one known record. */
const aboutRecord: ReadonlySet<unknown> = new Set(['update', 'unchanged', 'found'])

/**
 * Holds a run to a plan: a row is done exactly as planned, or not at all. What earlier runs have written since the plan
 * was drawn counts as written by this one: an interrupted run goes on.
 *
 * @param imports the imports that the run writes to; asked when a row first needs to know of earlier runs
 */
export function followPlan(plan: StoredPlan, imports: () => Iterable<WrittenImport>): PlanFollower {
  const drawnAt = Date.parse(plan.header.made_at)
  const made = new Set<string>()
  const changed = new Set<string>()
  let knowsEarlier = false

  function isIn(written: ReadonlySet<string>, id: string): boolean {
    if (written.has(id) || knowsEarlier) return written.has(id)
    knowsEarlier = true
    for (const { operation, recordId } of writtenSince(drawnAt, imports())) {
      if (operation === 'create') made.add(recordId)
      else changed.add(recordId)
    }
    return written.has(id)
  }

  /** What the plan calls a record. */
  const nameOf = (id: string): string => (isIn(made, id) ? newRecord : id)
  const isOwnWork = (id: string): boolean => isIn(made, id) || isIn(changed, id)

  function difference(planned: PlanRow, { outcome, recordId, planned: now }: Intended): string | null {
    const action = actionOf(outcome)
    if (planned.action !== action) return `The plan has ${planned.action} for this row, and now it is ${action}.`
    if (aboutRecord.has(action) && recordId !== null && planned.record_id !== recordId) {
      if (planned.record_id !== nameOf(recordId)) return 'The plan has another record for this row.'
    }
    if (now === null) return null
    const isAsItWas = planned.record_hash === null || planned.record_hash === now.recordHash
    if (!isAsItWas && !(recordId !== null && isOwnWork(recordId))) {
      return 'The record was changed since the plan was drawn.'
    }
    const names = planned.links.some(({ ids }) => ids.includes(newRecord)) ? nameOf : (id: string): string => id
    const keys = [
      ...differingKeys(valuesOf(Object.entries(planned.fields)), valuesOf(now.fields)),
      ...differingKeys(changesOf(planned.links, names), changesOf(now.links, names)),
    ]
    return keys.length === 0 ? null : `What is to be written is not what the plan says: ${keys.join(', ')}.`
  }

  return {
    lastRow: plan.lastRow,
    departure(row, intended) {
      // The rest of what a run by this plan began was compared when it began.
      if (intended.begunAt !== null && intended.begunAt >= drawnAt) return null
      const said = difference(plan.row(row), intended)
      return said === null ? null : drifted(said)
    },
    mayMake: parent => plan.makes(planParentOf(parent)),
    made: recordId => void made.add(recordId),
    changed: recordId => void changed.add(recordId),
  }
}

function* writtenSince(at: number, imports: Iterable<WrittenImport>) {
  for (const written of imports) {
    for (const ofRow of written.changes(null)) yield* ofRow.filter(change => change.at >= at)
  }
}

type Keyed<T> = Iterable<readonly [string, T]>

function valuesOf(fields: Keyed<{ readonly to: unknown }>): ReadonlyMap<string, unknown> {
  return new Map([...fields].map(([key, { to }]) => [key, to]))
}

/** The changes of each relationship. */
function changesOf(links: readonly PlanLink[], nameOf: (id: string) => string): ReadonlyMap<string, unknown> {
  const byKey = Map.groupBy(links, ({ key }) => key)
  return new Map(
    [...byKey].map(([key, changes]) => [key, changes.map(({ operation, ids }) => [operation, ids.map(nameOf)])]),
  )
}

function differingKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): readonly string[] {
  const isSame = (key: string): boolean => a.has(key) === b.has(key) && sameJson(a.get(key), b.get(key))
  return [...new Set([...a.keys(), ...b.keys()])].filter(key => !isSame(key))
}

function sameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

function drifted(message: string): OwnRowError {
  return { code: 'drifted', param: null, column: null, message: `${message} Nothing was sent for it: draw a new plan.` }
}

import type { RunSummary } from '../import/run-config.ts'
import type { LimitUse } from '../import/run-meter.ts'
import { type ErrorGroup, failedOutcomes, type ParentGroup } from '../import/tally.ts'
import { type Outcome, type OutcomeCounts, outcomes } from '../model/outcome.ts'

/** How many rows that failed in the second pass had ended how in the first; null: the first pass did not read them. */
export type Departures = ReadonlyMap<Outcome | null, number>

/**
 * The two passes over an import as one: a row counts once, by how it ended in the first pass or, where the second could
 * not complete it, by that. Pure.
 */
export function mergePasses(first: RunSummary, second: RunSummary, departures: Departures): RunSummary {
  const counts = outcomes.map((outcome): [Outcome, number] => {
    const failedNow = failedOutcomes.has(outcome) ? second.outcomes[outcome] : 0
    return [outcome, first.outcomes[outcome] - (departures.get(outcome) ?? 0) + failedNow]
  })
  return {
    ...first,
    rows: first.rows + (departures.get(null) ?? 0),
    outcomes: Object.fromEntries(counts) as OutcomeCounts,
    errors: mergeErrors(first.errors, second.errors),
    parents: summed(first.parents, second.parents),
    lookUps: [...first.lookUps, ...second.lookUps],
    settled: first.settled + second.settled,
    recreated: first.recreated + second.recreated,
    // Other imports ran in between: what counts is the time that this one took.
    endedAt: first.endedAt + second.endedAt - second.startedAt,
    limitUse: sumOfUse(first.limitUse, second.limitUse),
    end: second.end,
    reason: first.reason ?? second.reason,
  }
}

/** Both together; null where either is not known. */
function sumOfUse(first: LimitUse | null, second: LimitUse | null): LimitUse | null {
  if (first === null || second === null) return null
  return {
    allowedWrites: first.allowedWrites + second.allowedWrites,
    pausedMs: first.pausedMs + second.pausedMs,
    outageMs: first.outageMs + second.outageMs,
  }
}

function mergeErrors(first: readonly ErrorGroup[], second: readonly ErrorGroup[]): readonly ErrorGroup[] {
  const groups = Map.groupBy([...first, ...second], ({ code, param }) => JSON.stringify([code, param]))
  return [...groups.values()].map(mergeGroup).sort((a, b) => b.count - a.count)
}

function mergeGroup(groups: readonly ErrorGroup[]): ErrorGroup {
  return groups.reduce((a, b) => ({
    ...(a.exampleRow <= b.exampleRow ? a : b),
    count: a.count + b.count,
    parents: mergeParents(a.parents, b.parents),
  }))
}

function mergeParents(first: readonly ParentGroup[], second: readonly ParentGroup[]): readonly ParentGroup[] {
  const groups = Map.groupBy([...first, ...second], ({ parent }) => parent)
  return [...groups]
    .map(([parent, alike]) => ({
      parent,
      count: alike.reduce((sum, { count }) => sum + count, 0),
      exampleRow: Math.min(...alike.map(({ exampleRow }) => exampleRow)),
    }))
    .sort((a, b) => b.count - a.count)
}

function summed(first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sum = new Map(first)
  for (const [key, count] of second) sum.set(key, (sum.get(key) ?? 0) + count)
  return sum
}

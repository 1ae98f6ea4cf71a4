import type { RunSummary } from '../import/run-config.ts'
import type { LimitUse } from '../import/run-meter.ts'
import type { MigrationSummary } from '../migrate/run-migration.ts'
import { type Outcome, type OutcomeCounts, outcomes } from '../model/outcome.ts'

/** Rows and how they ended, of several runs together. */
export interface Totals {
  readonly rows: number
  readonly outcomes: OutcomeCounts
}

/** What the imports of a migration came to together, with what they had to do with rows of earlier runs. */
export interface MigrationTotals extends Totals, Pick<RunSummary, 'settled' | 'leftInDoubt' | 'limitUse'> {}

/** Of all imports of a migration; a row that had a second pass counts once. */
export function migrationTotals({ imports }: MigrationSummary): MigrationTotals {
  const sum = (key: 'settled' | 'leftInDoubt'): number => imports.reduce((all, { summary }) => all + summary[key], 0)
  return {
    ...sumOf(imports.map(({ summary }) => summary)),
    settled: sum('settled'),
    leftInDoubt: sum('leftInDoubt'),
    limitUse: sumOfUses(imports.map(({ summary }) => summary.limitUse)),
  }
}

/** What the second pass came to. */
export interface SecondPassTotals extends Totals {
  readonly runId: string
  /** Rows that nothing is left to do for. */
  readonly completed: number
  /** Rows that wait on: what they name comes with an import that was left out. */
  readonly waiting: number
}

/** Null where there was none. */
export function secondPassTotals({ secondPasses }: MigrationSummary): SecondPassTotals | null {
  const [first] = secondPasses
  if (first === undefined) return null
  const totals = sumOf(secondPasses.map(({ summary }) => summary))
  const { created, updated, unchanged, skipped } = totals.outcomes
  const waiting = secondPasses.reduce((sum, pass) => sum + pass.waiting, 0)
  const completed = created + updated + unchanged + skipped - waiting
  return { ...totals, runId: first.summary.runId, completed, waiting }
}

/** Null where there is none, or one that is not known. */
function sumOfUses(uses: readonly (LimitUse | null)[]): LimitUse | null {
  const known = uses.filter(use => use !== null)
  if (known.length < uses.length || known.length === 0) return null
  return {
    allowedWrites: known.reduce((sum, use) => sum + use.allowedWrites, 0),
    pausedMs: known.reduce((sum, use) => sum + use.pausedMs, 0),
    outageMs: known.reduce((sum, use) => sum + use.outageMs, 0),
  }
}

function sumOf(all: readonly Totals[]): Totals {
  const counts = outcomes.map((outcome): [Outcome, number] => [
    outcome,
    all.reduce((sum, each) => sum + each.outcomes[outcome], 0),
  ])
  const rows = all.reduce((sum, each) => sum + each.rows, 0)
  return { rows, outcomes: Object.fromEntries(counts) as OutcomeCounts }
}

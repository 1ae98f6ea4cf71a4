import type { RequestCounts } from '../lightfield/client.ts'
import type { MigrationSummary } from '../migrate/run-migration.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { type Afterwards, afterwardsJson, type JsonAfterwards } from './afterwards.ts'
import { endJson, type JsonEnd } from './end-json.ts'
import { type JsonRun, limitJson, runJson } from './json-summary.ts'
import type { MigrationForecast } from './migration-text.ts'
import { migrationTotals, secondPassTotals } from './migration-totals.ts'
import { round } from './round.ts'

/** The one object that `migrate` prints with `--json`. */
export interface JsonMigration
  extends RequestCounts,
    JsonEnd,
    JsonAfterwards,
    Pick<JsonRun, 'limit_used' | 'paused_seconds' | 'outage_seconds'> {
  readonly run_id: string
  /** In their order, each with both of its passes. */
  readonly imports: readonly JsonRun[]
  /** Names of the imports that were not begun. */
  readonly not_reached: readonly string[]
  /** Sums over the imports. */
  readonly rows: number
  readonly outcomes: OutcomeCounts
  readonly seconds: number
  /** Writes a second, on average. */
  readonly rate: number
  readonly ledger: string
  /** Rows that were taken up a second time, and how that ended; null where there were none. */
  readonly second_pass: {
    readonly run_id: string
    readonly rows: number
    readonly completed: number
    readonly waiting: number
    readonly outcomes: OutcomeCounts
  } | null
  /** Rows that are written but for relationships to records of imports that were left out. */
  readonly waiting: number
  /** Only of a dry run: what a run would send, and how long that takes. */
  readonly plan?: {
    readonly requests: RequestCounts['requests']
    readonly settled_first: number
    readonly expected_seconds: number
  }
}

export function migrationJson(
  summary: MigrationSummary,
  counts: RequestCounts,
  ledger: string,
  forecast: MigrationForecast | null,
  afterwards: Afterwards,
): JsonMigration {
  const { limitUse, ...totals } = migrationTotals(summary)
  const seconds = (summary.endedAt - summary.startedAt) / 1000
  const second = secondPassTotals(summary)
  return {
    run_id: summary.runId,
    ...endJson(summary),
    imports: summary.imports.map(each => runJson(each.summary, each.counts, ledger)),
    not_reached: summary.notReached,
    ...totals,
    ...counts,
    seconds: round(seconds),
    rate: seconds > 0 ? round(counts.requests.write / seconds) : 0,
    ...limitJson(summary.endedAt - summary.startedAt, counts, limitUse),
    ledger,
    ...afterwardsJson(afterwards),
    second_pass: second && {
      run_id: second.runId,
      rows: second.rows,
      completed: second.completed,
      waiting: second.waiting,
      outcomes: second.outcomes,
    },
    waiting: summary.waiting,
    ...(forecast !== null && {
      plan: {
        requests: forecast.requests,
        settled_first: forecast.settledFirst,
        expected_seconds: round(forecast.expectedMs / 1000),
      },
    }),
  }
}

import type { RunSummary } from '../import/run-config.ts'
import type { LimitUse } from '../import/run-meter.ts'
import type { ErrorGroup } from '../import/tally.ts'
import type { WriteCounts } from '../ledger/ledger.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { numberOf } from '../messages/catalogue.ts'
import type { Outcome, OutcomeCounts } from '../model/outcome.ts'
import { type Afterwards, afterwardsJson, type JsonAfterwards } from './afterwards.ts'
import type { Forecast, Sample } from './dry-run-text.ts'
import { endJson, type JsonEnd } from './end-json.ts'
import { remedyOf } from './error-lines.ts'
import { limitUsed } from './pace-text.ts'
import { round } from './round.ts'
import type { RunProof } from './summary-text.ts'
import { type JsonRunVerification, runVerificationJson } from './verification-json.ts'

/** The one object that `run` and `check` print with `--json`. */
export interface JsonSummary extends JsonEnd {
  readonly import: string
  readonly object: string
  /** Null for `check`, which is no run. */
  readonly run_id: string | null
  readonly rows: number
  readonly outcomes: OutcomeCounts
  readonly requests: RequestCounts['requests']
  readonly retries: number
  readonly throttled: number
  /** From the first row to the end, reading back included. */
  readonly seconds: number
  /** Writes a second, on average, while rows were written. */
  readonly rate: number
  readonly ledger: string | null
  readonly errors: readonly JsonErrorGroup[]
}

/** Rows that failed in the same way, with what to do about them. */
export interface JsonErrorGroup extends JsonRowGroup {
  /** What people look it up by, such as `LFI0726`; null of a reason of the API's that is not known here. */
  readonly number: string | null
  readonly remedy: string
}

/** Rows that were told the same. */
export interface JsonRowGroup {
  readonly code: string
  readonly param: string | null
  readonly count: number
  readonly example_row: number
}

/** What `run` and `retry` print beside the summary. */
export interface JsonRun extends JsonSummary, Partial<JsonAfterwards> {
  /** Share of the writes that the limit allowed, from 0 to 1, pauses and outages not taken off; null where it is not known. */
  readonly limit_used: number | null
  /** How long nothing could be written because the server had said when to come again. */
  readonly paused_seconds: number
  /** How long the API did not answer. */
  readonly outage_seconds: number
  /** Rows of earlier runs whose lost answers were settled first. */
  readonly settled: number
  /** Rows in doubt that this run did not come by: of earlier files, or after the last row that was read. */
  readonly left_in_doubt: number
  /** Records that were gone and were created anew. */
  readonly recreated: number
  /** Records created because rows name them, by type. */
  readonly parents_created: Readonly<Record<string, number>>
  /** Records that are not there and that rows wait for, the one that most wait for first within each kind of error. */
  readonly waiting_for: readonly (JsonRowGroup & { readonly parent: string })[]
  readonly look_ups: readonly {
    readonly object: string
    readonly by: readonly string[]
    readonly way: 'searches' | 'pages'
    readonly values: number
    readonly records: number
  }[]
  /** Writes of this run that the ledger holds: rows, and records that they went to. Not of a dry run. */
  readonly recorded?: WriteCounts
  /** What reading records back came to (`--verify`). */
  readonly verification?: JsonRunVerification
  /** Only of a dry run: what a run would do. */
  readonly plan?: JsonPlan
}

interface JsonPlan {
  /** Requests that a run would send; those of the summary are what the dry run sent. */
  readonly requests: RequestCounts['requests']
  /** Those of the writes that settle requests of earlier runs, before anything else. */
  readonly settled_first: number
  readonly expected_seconds: number
  /** The first rows in each outcome. */
  readonly samples: Readonly<Partial<Record<Outcome, readonly Sample[]>>>
}

/** What may be known of a run beside its summary. */
interface AboutRun extends Partial<RunProof> {
  /** Of a dry run. */
  readonly forecast?: Forecast | null
  /** Not of an import of a migration. */
  readonly afterwards?: Afterwards
}

export function runJson(
  summary: RunSummary,
  counts: RequestCounts,
  ledger: string,
  { forecast = null, recorded = null, verification = null, afterwards }: AboutRun = {},
): JsonRun {
  const seconds = (summary.endedAt - summary.startedAt) / 1000
  return {
    import: summary.importName,
    object: summary.object,
    run_id: summary.runId,
    ...endJson(summary),
    rows: summary.rows,
    outcomes: summary.outcomes,
    ...counts,
    seconds: round(seconds + (verification?.lastedMs ?? 0) / 1000),
    rate: seconds > 0 ? round(counts.requests.write / seconds) : 0,
    ...limitJson(summary.endedAt - summary.startedAt, counts, summary.limitUse),
    ledger,
    errors: summary.errors.map(errorJson),
    ...(afterwards !== undefined && afterwardsJson(afterwards)),
    settled: summary.settled,
    left_in_doubt: summary.leftInDoubt,
    recreated: summary.recreated,
    parents_created: Object.fromEntries(summary.parents),
    waiting_for: summary.errors.flatMap(waitedFor),
    look_ups: summary.lookUps.map(({ object, by, way, values, records }) => ({ object, by, way, values, records })),
    ...(recorded !== null && { recorded }),
    ...(verification !== null && { verification: runVerificationJson(verification) }),
    ...(forecast !== null && { plan: planJson(forecast) }),
  }
}

function planJson({ requests, settledFirst, expectedMs, samples }: Forecast): JsonPlan {
  return {
    requests,
    settled_first: settledFirst,
    expected_seconds: round(expectedMs / 1000),
    samples: Object.fromEntries(samples),
  }
}

export function errorJson(group: ErrorGroup): JsonErrorGroup {
  return { ...rowGroupJson(group), number: numberOf(group.code), remedy: remedyOf(group) }
}

/** The same of rows with which nothing is wrong. */
export function rowGroupJson({ code, param, count, exampleRow }: ErrorGroup): JsonRowGroup {
  return { code, param, count, example_row: exampleRow }
}

/** How much of the limit was used, and what held the writes up. */
export function limitJson(
  ms: number,
  { requests }: RequestCounts,
  use: LimitUse | null,
): Pick<JsonRun, 'limit_used' | 'paused_seconds' | 'outage_seconds'> {
  const used = limitUsed(ms, requests.write, use)
  return {
    limit_used: used === null ? null : Math.round(used * 10_000) / 10_000,
    paused_seconds: round((use?.pausedMs ?? 0) / 1000),
    outage_seconds: round((use?.outageMs ?? 0) / 1000),
  }
}

function waitedFor({ code, param, parents }: ErrorGroup): JsonRun['waiting_for'] {
  return parents.map(({ parent, count, exampleRow }) => ({ code, param, parent, count, example_row: exampleRow }))
}

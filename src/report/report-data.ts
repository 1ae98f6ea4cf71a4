import type { UndoneWrites } from '../ledger/activity.ts'
import type { ImportStatus } from '../ledger/import-status.ts'
import type { LedgerRow, RowError, RowState } from '../ledger/ledger-row.ts'
import type { FailureReason, ImportOverview } from '../ledger/overview.ts'
import type { RunRecord } from '../ledger/run-record.ts'
import { apiMessages } from '../messages/api.ts'
import { messageOf } from '../messages/catalogue.ts'
import { type Outcome, type OutcomeCounts, outcomes } from '../model/outcome.ts'
import type { Course } from './course.ts'

/** All that a report tells of an import; its size does not depend on the number of rows. */
export interface ReportData {
  readonly importName: string
  readonly object: string
  /** Milliseconds, UTC. */
  readonly madeAt: number
  /** Names of the files, without their folders. */
  readonly mapping: string
  readonly ledger: string
  readonly rows: number
  readonly outcomes: OutcomeCounts
  /** Newest first; perhaps not all of them. */
  readonly runs: readonly RunRecord[]
  readonly runCount: number
  /** What was taken back of runs, the newest first. */
  readonly undone: readonly UndoneWrites[]
  /** Runs whose course is known, newest first. */
  readonly courses: readonly Course[]
  /** Most rows first; perhaps not all of them. */
  readonly failures: readonly ReportFailure[]
  readonly reasonCount: number
  readonly failedCount: number
  readonly inDoubt: readonly ReportRow[]
  readonly links: readonly ReportLink[]
  /** Imports of records that were made because rows name them. */
  readonly parents: readonly { readonly name: string; readonly object: string; readonly outcomes: OutcomeCounts }[]
  readonly hasValues: boolean
}

/** Rows that failed for one reason, and what is to be said of it. */
export interface ReportFailure extends Omit<FailureReason, 'examples'> {
  /** Such as `LFI0712`; null for a code that the catalogue does not know. */
  readonly number: string | null
  readonly meaning: string | null
  readonly remedy: string | null
  /** How the first such row ended, which tells who refused it. */
  readonly outcome: Outcome
  readonly examples: readonly ReportRow[]
}

/** A row to look at. */
export interface ReportRow {
  readonly row: number
  readonly line: number
  readonly column: string | null
  readonly outcome: Outcome
  readonly attempts: number
  /** When its state was recorded (milliseconds, UTC). */
  readonly at: number
  /** What it was told; null where those are the API's words, which may quote a value. */
  readonly message: string | null
  /** The key columns' values; null unless values were asked for. */
  readonly key: string | null
  /** What was sent for it or would have been; null unless values were asked for, and where the ledger has nothing. */
  readonly values: readonly RowValue[] | null
}

/** One field or relationship, with what the row has for it. */
export type RowValue = readonly [name: string, value: string]

export interface ReportLink {
  readonly row: number
  readonly line: number
  readonly outcome: Outcome
  readonly recordId: string
  /** As the API gave it. */
  readonly url: string
}

/** Where a report is made, and from what. */
export interface ReportParts {
  readonly madeAt: number
  readonly mapping: string
  readonly ledger: string
  readonly courses: readonly Course[]
  readonly parents: readonly ImportStatus[]
  /** Reads the values of a row; null: none are to be shown. */
  readonly valuesOf: ((row: LedgerRow) => readonly RowValue[] | null) | null
}

export function reportData(overview: ImportOverview, parts: ReportParts): ReportData {
  const { madeAt, mapping, ledger, courses, parents, valuesOf } = parts
  const { name, object, rows, runs, runCount, reasonCount, failedCount } = overview
  const told = (row: LedgerRow): ReportRow => ({
    row: row.row,
    line: row.line,
    column: row.error?.column ?? null,
    outcome: outcomeOf(row.state),
    attempts: row.attempts,
    at: row.at,
    message: row.error !== null && (valuesOf !== null || isOurs(row, row.error)) ? row.error.message : null,
    key: valuesOf !== null && row.key !== '' ? row.key : null,
    values: valuesOf?.(row) ?? null,
  })
  return {
    importName: name,
    object,
    madeAt,
    mapping,
    ledger,
    rows: [...rows.values()].reduce((sum, count) => sum + count, 0),
    outcomes: countsOf(rows),
    runs: valuesOf === null ? runs.map(withoutWordsOfTheApi) : runs,
    runCount,
    undone: overview.undone,
    courses,
    failures: overview.failures.map(failure => failureOf(failure, told)),
    reasonCount,
    failedCount,
    inDoubt: overview.inDoubt.map(told),
    links: overview.linked.flatMap(linkOf),
    parents: parents.map(parent => ({ name: parent.name, object: parent.object, outcomes: countsOf(parent.rows) })),
    hasValues: valuesOf !== null,
  }
}

function failureOf({ examples, ...reason }: FailureReason, told: (row: LedgerRow) => ReportRow): ReportFailure {
  const message = messageOf(reason.code)
  return {
    ...reason,
    number: message?.number ?? null,
    meaning: message?.meaning ?? null,
    remedy: message?.remedy ?? null,
    outcome: outcomeOf(examples[0]?.state ?? 'failed'),
    examples: examples.map(told),
  }
}

/**
 * Messages of our own never hold a value; what the API says may quote one, whatever code it gives it. It speaks of what was
 * sent to it, and through the message of a row whose parent it refused.
 */
function isOurs({ state, attempts }: LedgerRow, { code }: RowError): boolean {
  if (messageOf(code) === null || Object.hasOwn(apiMessages, code) || code === parentFailed) return false
  return attempts === 0 || judgedHere.has(state)
}

const parentFailed = 'parent_failed'
const judgedHere: ReadonlySet<RowState> = new Set(['invalid', 'duplicate', 'ambiguous', 'sending', 'in_doubt'])

/** Ends of runs whose advice repeats what the API said of one request. */
const quotingEnds: ReadonlySet<string> = new Set(['scope_missing', 'request_refused', 'api_refused_client'])

function withoutWordsOfTheApi(run: RunRecord): RunRecord {
  if (run.stopped === null || !quotingEnds.has(run.stopped.code)) return run
  return { ...run, stopped: { ...run.stopped, hint: messageOf(run.stopped.code)?.remedy ?? null } }
}

function linkOf({ row, line, state, recordId, httpLink }: LedgerRow): readonly ReportLink[] {
  if (recordId === null || httpLink === null) return []
  return [{ row, line, outcome: outcomeOf(state), recordId, url: httpLink }]
}

/** What is being sent, or was when its process was killed, is in doubt. */
function outcomeOf(state: RowState): Outcome {
  return state === 'sending' ? 'in_doubt' : state
}

function countsOf(rows: ReadonlyMap<RowState, number>): OutcomeCounts {
  const counts = Object.fromEntries(outcomes.map(outcome => [outcome, rows.get(outcome) ?? 0])) as OutcomeCounts
  return { ...counts, in_doubt: counts.in_doubt + (rows.get('sending') ?? 0) }
}

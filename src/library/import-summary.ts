import type { Problem, RunStopped } from '../errors.ts'
import type { ErrorGroup } from '../import/error-groups.ts'
import type { LookUpDecision } from '../import/look-up/look-up-plan.ts'
import type { RunSummary } from '../import/run-config.ts'
import { failedOutcomes, Tally } from '../import/tally.ts'
import type { VerifySummary } from '../import/verify/verify-tally.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import type { OutcomeCounts } from '../model/outcome.ts'

/** How something that ran for a while ended. */
export interface RunEnding {
  /** `finished`: it came to its end. `interrupted`: by the signal, `stop`, or a loop that was left. `stopped`: by itself. */
  readonly end: 'finished' | 'interrupted' | 'stopped'
  /** Why it stopped by itself: the key, the API, or too many errors. Null unless it did. */
  readonly stopped: RunStopped | null
  readonly startedAt: Date
  readonly endedAt: Date
}

/** Requests that left, by category of the rate limit, and what became of them. */
export interface RequestsSent {
  readonly requests: Readonly<Record<'write' | 'read' | 'search', number>>
  /** Attempts beyond the first of a request. */
  readonly retries: number
  /** Answers that said that the limit is reached (429). */
  readonly throttled: number
}

/** What was found out about the mapping and the source before the first row. */
export interface SourceNotes {
  /** Names of the columns. */
  readonly columns: readonly string[]
  /** Columns that nothing in the mapping reads or names. */
  readonly unmappedColumns: readonly string[]
  /** Places of the mapping that look odd. */
  readonly warnings: readonly Problem[]
  /** What was detected about the file and is not the usual, as sentences for people. */
  readonly notes: readonly string[]
}

/** How an import, or a retry, ended. */
export interface ImportSummary extends RunEnding, RequestsSent, SourceNotes {
  /** Name of the import in the ledger. */
  readonly importName: string
  readonly object: string
  readonly runId: string
  readonly dryRun: boolean
  /** Whether all of it was done: it finished, no row failed, and every record that was read back is what was sent. */
  readonly ok: boolean
  /** Rows read; the outcomes add up to it. */
  readonly rows: number
  readonly outcomes: OutcomeCounts
  /** Failures by reason, the most frequent first. */
  readonly errors: readonly ErrorGroup[]
  /** Records that were made because rows name them (`missing: create`), by object type. */
  readonly parents: ReadonlyMap<string, number>
  /** How the records of each look-up were found. */
  readonly lookUps: readonly LookUpDecision[]
  /** Records that were gone and were made anew (`gone: recreate`). */
  readonly recreated: number
  /** Rows of earlier runs whose lost answers were settled first. */
  readonly settled: number
  /** Rows in doubt that this run did not come by. */
  readonly leftInDoubt: number
  /** What reading records back came to; null without `verify`. */
  readonly verification: VerifySummary | null
  /** Path of the ledger; null where nothing is remembered. */
  readonly ledger: string | null
}

/** What is known of a run beside its own summary. */
export interface AboutImport {
  readonly counts: RequestCounts
  readonly source: SourceNotes
  readonly verification: VerifySummary | null
  readonly ledger: string | null
  readonly dryRun: boolean
}

export const nothingSent: RequestCounts = { requests: { write: 0, read: 0, search: 0 }, retries: 0, throttled: 0 }

export const nothingRead: SourceNotes = { columns: [], unmappedColumns: [], warnings: [], notes: [] }

export function importSummary(summary: RunSummary, about: AboutImport): ImportSummary {
  const { verification, counts, source, ledger, dryRun } = about
  const { importName, object, runId, rows, outcomes, errors, parents, lookUps, recreated, settled, leftInDoubt } =
    summary
  const isVerified = verification === null || verification.counts.same === verification.rows
  return {
    importName,
    object,
    runId,
    dryRun,
    ok: summary.end === 'finished' && hasNoFailures(outcomes) && isVerified,
    end: summary.end,
    stopped: summary.reason,
    startedAt: new Date(summary.startedAt),
    endedAt: new Date(summary.endedAt),
    rows,
    outcomes,
    errors,
    ...counts,
    parents,
    lookUps,
    recreated,
    settled,
    leftInDoubt,
    verification,
    ledger,
    ...source,
  }
}

/** A run that was stopped or interrupted before its first row. */
export function notBegun(
  about: Pick<ImportSummary, 'importName' | 'object' | 'runId' | 'dryRun' | 'ledger'>,
  counts: RequestCounts,
  reason: RunStopped | null,
  startedAtMs: number,
  endedAtMs: number,
): ImportSummary {
  return {
    ...about,
    ok: false,
    end: reason === null ? 'interrupted' : 'stopped',
    stopped: reason,
    startedAt: new Date(startedAtMs),
    endedAt: new Date(endedAtMs),
    rows: 0,
    outcomes: new Tally().outcomes(),
    errors: [],
    ...counts,
    parents: new Map(),
    lookUps: [],
    recreated: 0,
    settled: 0,
    leftInDoubt: 0,
    verification: null,
    ...nothingRead,
  }
}

/** Whether no row failed, in whatever way. */
export function hasNoFailures(outcomes: OutcomeCounts): boolean {
  return [...failedOutcomes].every(outcome => outcomes[outcome] === 0)
}

import type { CsvReader } from '../csv/open.ts'
import type { RunStopped } from '../errors.ts'
import type { ImportLedger } from '../ledger/ledger.ts'
import type { RunFacts } from '../ledger/run-record.ts'
import type { CompiledMapping, WritePolicy } from '../mapping/compiled.ts'
import type { Clock } from '../model/clock.ts'
import type { Log } from '../model/log.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import type { RunClient } from './dry-client.ts'
import type { LookUpDecision } from './look-up/look-up-plan.ts'
import type { OtherImports } from './other-imports.ts'
import type { PassingOver } from './passing-over.ts'
import type { PlanFollower } from './planning/plan-follower.ts'
import type { RowResult } from './row-result.ts'
import type { LimitUse } from './run-meter.ts'
import type { ErrorGroup } from './tally.ts'

/** How many rows may fail before the run stops: a number, or a share of the rows read. */
export type MaxErrors = { readonly rows: number } | { readonly percent: number }

/** What one run is to do, complete: nothing below this has defaults. */
export interface RunConfig {
  readonly runId: string
  readonly importName: string
  readonly object: string
  /** Name of the file, for the ledger's history. */
  readonly source: string
  /** Whether the client only pretends to write, and the ledger is thrown away. */
  readonly dryRun: boolean
  /** How rows are brought into records that may exist. */
  readonly policy: WritePolicy
  /** Relationships that wait for a later pass where what they name is not there yet. */
  readonly deferred: ReadonlySet<string>
  /** Whether a record is looked at before it is updated: for a plan, which tells when one has changed since. */
  readonly looksAtRecords: boolean
  /** Only the first so many rows that have something to do; null: all. */
  readonly limit: number | null
  /** Requests under way at a time; null: as many as the latency asks for. */
  readonly concurrency: number | null
  readonly maxErrors: MaxErrors | null
  /** Rows in a row that may be refused for one and the same reason before the run stops; null: any number. */
  readonly maxSameErrors: number | null
  readonly retryFailed: boolean
  /**
   * When the import was asked for, with its rows there already (milliseconds, UTC): what is in the workspace by then has to be
   * found. Null: its rows may name what comes later.
   */
  readonly askedAt: number | null
  readonly resendInDoubt: boolean
}

/** What a run works with. */
export interface RunParts {
  readonly reader: CsvReader
  readonly mapping: CompiledMapping
  /** What the next run may be compared with. */
  readonly facts: RunFacts
  readonly client: RunClient
  readonly ledger: ImportLedger
  readonly imports: OtherImports
  readonly clock: Clock
  readonly log: Log
  /** Called for each row as it ends. */
  readonly onRow: (result: RowResult) => void
  /** Called when it is decided how the records of a look-up are found. */
  readonly onLookUps: (decision: LookUpDecision) => void
  /** Compares what is about to be done with a plan that was drawn before; null: there is none. */
  readonly follow: PlanFollower | null
  /** What rows may be passed over, since nothing about them has changed; absent: none. */
  readonly passingOver?: PassingOver | null
  /** Resolves when whoever is told of the rows has room for more; absent: he always has. */
  readonly room?: () => Promise<void>
}

export interface RunSummary {
  readonly importName: string
  readonly object: string
  readonly runId: string
  /** Rows read; the outcomes add up to it. */
  readonly rows: number
  readonly outcomes: OutcomeCounts
  readonly errors: readonly ErrorGroup[]
  /** Records that were made because rows name them (`missing: create`), by type. */
  readonly parents: ReadonlyMap<string, number>
  readonly lookUps: readonly LookUpDecision[]
  /** Records that were trashed or merged and have been made anew (`gone: recreate`). */
  readonly recreated: number
  /** Rows of earlier runs whose lost answers were settled at the start of this one. */
  readonly settled: number
  /** Rows in doubt that this run did not come by: of earlier files, or after the last row that was read. */
  readonly leftInDoubt: number
  readonly startedAt: number
  readonly endedAt: number
  /** How it stood to the limit of its writes; null for a dry run, which writes nothing. */
  readonly limitUse: LimitUse | null
  /** `interrupted`: the caller's signal; `stopped`: `reason` says why. */
  readonly end: 'finished' | 'stopped' | 'interrupted'
  readonly reason: RunStopped | null
}

/**
 * Source column that a field or relationship is read from: what an API error's `param` means to the user. It may be the
 * key alone, or where it is in the body: `fields.city`.
 */
export function columnOf({ bindings }: Pick<CompiledMapping, 'bindings'>, param: string): string | null {
  const key = param.replace(/^(?:fields|relationships)\./, '')
  const binding = bindings.find(one => one.key === param) ?? bindings.find(one => one.key === key)
  return binding?.columns[0] ?? null
}

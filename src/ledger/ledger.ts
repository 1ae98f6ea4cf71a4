import type { OutcomeCounts } from '../model/outcome.ts'
import type { RunSample } from '../model/run-sample.ts'
import type { Claim, Rival } from './claim.ts'
import type { ImportStatus } from './import-status.ts'
import type { Change, LedgerRow, RecordWrite, RowState } from './ledger-row.ts'
import type { ImportOverview, OverviewExtent } from './overview.ts'
import type { EndState, RunFacts, StopReason } from './run-record.ts'
import type { StretchLedger } from './stretch-ledger.ts'
import type { Workspace } from './workspace.ts'

/** Writes that one run has carried out. */
export interface WriteCounts {
  /** Rows that wrote. */
  readonly rows: number
  /** Records that were written to, each of them counted once. */
  readonly records: number
}

/**
 * The rows of one import. The two writing verbs of a request are `intend`, on disk before the request leaves, and
 * `record`, as soon as its outcome is known; both resolve once the write has been committed.
 */
export interface ImportLedger {
  /** What is known of a row; null where it is new. */
  find(identity: string): LedgerRow | null
  /**
   * Writes down that the request in `sent` is about to leave for a row; state, attempts, run and time are set here.
   *
   * @param claim where the request makes a record that another import may be making too: looked up in the same transaction
   * @returns false, and nothing is written, where the claim has a rival
   */
  intend(row: LedgerRow, claim?: Claim | null): Promise<boolean>
  /** The rival of a claim as the ledger has it now; null where there is none. */
  rival(claim: Claim): Rival | null
  /** Writes down what became of a row and, where a write was carried out, that it was (in one transaction). */
  record(row: LedgerRow, change?: Omit<Change, 'id'>): Promise<void>
  /** Takes an intent back, where it is certain that nothing was carried out: the row is again what it was. */
  release(identity: string, known: LedgerRow | null): Promise<void>
  /** Rows whose last request has no known outcome, oldest first. */
  unsettled(): Iterable<LedgerRow>
  /** All rows, in the order of the file, of the given states (all without). */
  rows(states: readonly RowState[]): Iterable<LedgerRow>
  /** Rows of this key text (`key` columns joined by ` / `): one for each record that they have, then a few without. */
  findByKey(key: string): readonly LedgerRow[]
  /**
   * Rows of this match key: for each record that they have the first row that has it, then those without a record whose
   * request has no known outcome.
   */
  findByMatch(matchKey: string): readonly LedgerRow[]
  /** Rows with a record whose last write was recorded at that time or later (milliseconds, UTC), the newest first. */
  writtenSince(at: number): Iterable<LedgerRow>
  /** Rows that are written but for relationships left for later, in the order of the file. */
  incomplete(): Iterable<LedgerRow>
  /** Writes of one run (null: of all) that have not been undone, grouped by row, the newest row and write first. */
  changes(runId: string | null): Iterable<readonly Change[]>
  /** Writes to a record by whatever import of the ledger, but those that have been undone; the oldest first. */
  writesTo(recordId: string): readonly RecordWrite[]
  /** How many rows there are of the given states (of all without). */
  countRows(states: readonly RowState[]): number
  /** Counts the writes of a run of this import, but those that have been undone. */
  countWrites(runId: string): WriteCounts
  /** Writes down that these writes of a row are undone, and what the row is now (in one transaction). */
  recordUndone(row: LedgerRow, changes: readonly Change[]): Promise<void>
  /** Whether the import has had a run of this id. */
  knowsRun(runId: string): boolean
  /** What the last finished run over a whole file was given, and how many rows it read; null where there is none. */
  lastWhole(): { readonly facts: RunFacts; readonly rows: number } | null
  /** What the last run over a file was given, however far it came; null where there is none. */
  lastFacts(): RunFacts | null
  /** Null where nothing is to be remembered of the file: in a dry run. */
  readonly stretches: StretchLedger | null
  /** Whether any row has a record, or may have one: its request has no known outcome. */
  mayHaveRecords(): boolean
  startRun(runId: string, source: string, facts: RunFacts | null): void
  /** Writes down what went on in a stretch of a run; resolves once that has been committed. */
  addSample(runId: string, sample: RunSample): Promise<void>
  /** What went on in a run of this import, stretch by stretch; nothing of one that an older version has made. */
  samples(runId: string): readonly RunSample[]
  /**
   * @param isWhole whether every row of the source was read
   * @param stopped why the run stopped by itself; null unless it did
   */
  endRun(runId: string, state: EndState, outcomes: OutcomeCounts, isWhole: boolean, stopped?: StopReason | null): void
}

/** An import that is only looked at: another process may be working on it. */
export type ReadonlyImport = Pick<
  ImportLedger,
  | 'find'
  | 'rows'
  | 'findByKey'
  | 'writtenSince'
  | 'findByMatch'
  | 'incomplete'
  | 'changes'
  | 'writesTo'
  | 'countRows'
  | 'countWrites'
  | 'knowsRun'
  | 'lastWhole'
  | 'lastFacts'
  | 'mayHaveRecords'
  | 'samples'
>

/** One ledger file: any number of imports of one workspace. */
export interface Ledger extends AsyncDisposable {
  /** Path, for messages. */
  readonly path: string
  /**
   * Opens an import for this process alone; one that this ledger has open already, once more.
   *
   * @throws InputError `ledger_in_use` where another process works on it; `object_changed` where the ledger has it as
   *   an import of another object type
   */
  openImport(name: string, object: string): ImportLedger
  /** Reads an import without taking it; null where the ledger has none of that name. */
  readImport(name: string): ReadonlyImport | null
  /**
   * Makes sure that the ledger is one of this workspace, without holding it to it: for who only reads.
   *
   * @throws InputError `ledger_of_another_workspace`
   */
  assertWorkspace(workspace: Workspace, acceptNewKey: boolean): void
  /** Names of the imports whose names begin so, in the order in which they came to the ledger. */
  importNames(prefix: string): readonly { readonly name: string; readonly object: string }[]
  /** When a record of this type was last written or undone, by whatever import (milliseconds, UTC); null where never. */
  lastWriteAt(object: string): number | null
  /** What `status` tells, of one import or of all. */
  status(name: string | null): readonly ImportStatus[]
  /** What a report tells of one import; null where the ledger has none of that name. */
  overview(name: string, extent: OverviewExtent): ImportOverview | null
}

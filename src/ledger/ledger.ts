import type { Outcome, OutcomeCounts } from '../model/outcome.ts'

/** State of a row in the ledger: an outcome, or `sending` while a request may be under way. */
export type RowState = Outcome | 'sending'

/** The last request for a row: what settles it if its answer is lost. */
export interface SentRequest {
  readonly operation: 'create' | 'update'
  /** Digest of what the mapping made of the row. */
  readonly digest: string
  /** The request's body, to the byte. */
  readonly body: string
  /** What the record holds from this import once the request is done, in the form of a create's body. */
  readonly result: string
  readonly idempotencyKey: string
  /** When the key was first used (milliseconds, UTC): the API forgets it 24 hours later. */
  readonly firstSentAt: number
}

/** What this import last wrote to a record, in the form of a create's body; null before the first success. */
export interface WrittenBody {
  readonly digest: string
  readonly body: string
  /** Key of the request that wrote it. */
  readonly idempotencyKey: string
}

/** Why a row is not done, as far as is known. */
export interface RowError {
  readonly code: string
  readonly param: string | null
  /** Column of the source. */
  readonly column: string | null
  readonly message: string
}

/** Where a row stands in its file. */
export interface RowPlace {
  readonly identity: string
  /** 1 is the first data row. */
  readonly row: number
  /** Line that the row starts on, from 1. */
  readonly line: number
  /** Values of the key columns, for people; empty without `key`. */
  readonly key: string
}

/** All that the ledger knows of a row. */
export interface LedgerRow extends RowPlace {
  readonly state: RowState
  readonly recordId: string | null
  readonly httpLink: string | null
  readonly written: WrittenBody | null
  readonly sent: SentRequest | null
  /** What the mapping made of a row that failed before a request could be put together, as JSON: what `retry` takes up. */
  readonly draft: string | null
  /** Attempts of the last request. */
  readonly attempts: number
  readonly error: RowError | null
  readonly runId: string
  /** When the state was recorded (milliseconds, UTC). */
  readonly at: number
}

/** How one run of an import ended, or that it goes on. */
export type RunState = 'running' | 'finished' | 'stopped' | 'interrupted'

export interface RunRecord {
  readonly id: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly state: RunState
  readonly source: string
  readonly outcomes: OutcomeCounts | null
}

export interface FailureGroup {
  readonly code: string
  readonly param: string | null
  readonly count: number
  readonly exampleRow: number
}

/** One import as `status` tells of it. */
export interface ImportStatus {
  readonly name: string
  readonly object: string
  /** Rows per state; states without rows are absent. */
  readonly rows: ReadonlyMap<RowState, number>
  /** The last runs, newest first. */
  readonly runs: readonly RunRecord[]
  readonly failures: readonly FailureGroup[]
}

/**
 * The rows of one import. The two writing verbs of a request are `intend`, on disk before the request leaves, and
 * `record`, as soon as its outcome is known; both resolve once the write has been committed.
 */
export interface ImportLedger {
  /** What is known of a row; null where it is new. */
  find(identity: string): LedgerRow | null
  /** Writes down that a request is about to leave. */
  intend(place: RowPlace, sent: SentRequest, known: LedgerRow | null): Promise<void>
  /** Writes down what became of a row. */
  record(row: LedgerRow): Promise<void>
  /** Takes an intent back, where it is certain that nothing was carried out: the row is again what it was. */
  release(identity: string, known: LedgerRow | null): Promise<void>
  /** Rows whose last request has no known outcome, oldest first. */
  unsettled(): Iterable<LedgerRow>
  /** All rows, in the order of the file, of the given states (all without). */
  rows(states: readonly RowState[]): Iterable<LedgerRow>
  startRun(runId: string, source: string): void
  endRun(runId: string, state: RunState, outcomes: OutcomeCounts): void
}

/** An import that is only looked at: another process may be working on it. */
export type ReadonlyImport = Pick<ImportLedger, 'find' | 'rows'>

/** One ledger file: any number of imports of one workspace. */
export interface Ledger extends AsyncDisposable {
  /** Path, for messages. */
  readonly path: string
  /**
   * Opens an import for this process alone.
   *
   * @throws InputError `ledger_in_use` where another process works on it; `object_changed` where the ledger has it as
   *   an import of another object type
   */
  openImport(name: string, object: string): ImportLedger
  /** Reads an import without taking it; null where the ledger has none of that name. */
  readImport(name: string): ReadonlyImport | null
  /** What `status` tells, of one import or of all. */
  status(name: string | null): readonly ImportStatus[]
}

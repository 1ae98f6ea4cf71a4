import type { MessageCode } from '../messages/catalogue.ts'
import type { Outcome } from '../model/outcome.ts'

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
  /** What an update's fields and relationships held before, in the form of a create's body; null for a create. */
  readonly before: string | null
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
  /** The record that the row waits for, in words that name no value: what such failures are grouped by. Not stored. */
  readonly parent?: string
}

/** Why a row is not done, as this program says it: in words of its own, which the catalogue of messages knows. */
export interface OwnRowError extends RowError {
  readonly code: MessageCode
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
  /**
   * What the mapping made of the row, as JSON, where its last request does not say all of it: it failed before one could
   * be put together (`retry` takes it up), or relationships were left for later.
   */
  readonly draft: string | null
  /** Attempts of the last request. */
  readonly attempts: number
  readonly error: RowError | null
  readonly runId: string
  /** When the state was recorded (milliseconds, UTC). */
  readonly at: number
  /** Digest of what the row is matched by in the modes that look for an existing record; null in mode create. */
  readonly matchKey: string | null
  /** Key of the last write to a record that is gone or undone: a create that follows it is another request. */
  readonly follows: string | null
}

/** One write that was carried out: what `undo` goes by. */
export interface Change {
  readonly id: number
  readonly identity: string
  readonly runId: string
  readonly operation: 'create' | 'update'
  readonly recordId: string
  /** What an update's fields and relationships held before, in the form of a create's body; null for a create. */
  readonly before: string | null
  /** The update's body; null for a create. */
  readonly body: string | null
  readonly idempotencyKey: string
  /** Milliseconds, UTC. */
  readonly at: number
}

/** A write to a record, as another row or another import of the ledger may look at it. */
export interface RecordWrite extends Change {
  /** Whether a row of the import that asks wrote it. */
  readonly isOwn: boolean
}

import type { LedgerRow } from './ledger-row.ts'

/** A row's claim to a record that it is about to make, so that no other import of the ledger makes the same one. */
export interface Claim {
  /** What the record is known by: the match key of a row, the identity of a parent. */
  readonly key: string
  /** What was written before then (milliseconds, UTC) was looked for in other ways. */
  readonly writtenSince: number
  /** What was sent before then, by the server's clock (milliseconds, UTC), is not sent again without a look. */
  readonly sentSince: number
  /** Whether a record has turned out not to be the one: it is gone, or holds something else by now. */
  isRuledOut(recordId: string): boolean
}

/** A row of another import that has the record of a claim or, without a record, may get it. */
export interface Rival {
  readonly row: LedgerRow
  readonly importName: string
  /** Whether its request is under way: the process that sent it is at work. */
  readonly isUnderWay: boolean
}

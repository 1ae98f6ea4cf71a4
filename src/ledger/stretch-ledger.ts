import type { Stretch } from '../model/stretch.ts'
import type { RowState } from './ledger-row.ts'

/** A stretch of a file whose rows were all done when they were last met. */
export interface KnownStretch extends Stretch {
  readonly id: number
}

/** A row of a stretch, as it is done. */
export interface DoneRow {
  readonly identity: string
  /** Digest of what the mapping made of it, and of what was written. */
  readonly digest: string
  /** Digest of the cells that it was made of, in hexadecimal: its first 64 bits are kept. */
  readonly source: string
}

/** A row that a stretch knows, in words of 32 bits. */
export interface KnownRow {
  /** Number of the row in the ledger. */
  readonly id: number
  /** The first 64 bits of its identity. */
  readonly identityHigh: number
  readonly identityLow: number
  /** The first 64 bits of the digest of the cells that it was made of. */
  readonly sourceHigh: number
  readonly sourceLow: number
}

/** The rows of a stretch that is to be written down. */
export interface StretchRows {
  /** Those that are looked up: whether the ledger has them so. */
  readonly done: readonly DoneRow[]
  /** Those that another stretch had, and that were not read since. */
  readonly known: readonly KnownRow[]
}

/** Rows of one stretch, each at the same place of both. */
export interface RowMarks {
  /** Two words for each row: the first 64 bits of its identity. */
  readonly identities: Uint32Array
  /** Three words for each row: its number in the ledger, and the first 64 bits of its source's digest. */
  readonly sources: Uint32Array
}

/** Stretches of the file of an import that need not be read again, as long as none of their rows changes. */
export interface StretchLedger {
  /**
   * Those that are known, in the order of the file.
   *
   * @param ground digest of all that decides, beside a row's bytes, what is to be done for it
   */
  known(ground: string): readonly KnownStretch[]
  /** The first 64 bits of the identity of each row, as two numbers each; null where the stretch is not known any more. */
  identities(id: number): Uint32Array | null
  /** The rows of all stretches that are known now, stretch by stretch. */
  knownRows(ground: string): Iterable<RowMarks>
  /**
   * Writes a stretch down whose rows are done; resolves once that is committed. Nothing is written where the ledger has
   * any of the rows otherwise.
   *
   * @param states those in which a row with its digest has nothing to do
   */
  add(ground: string, firstRow: number, stretch: Stretch, rows: StretchRows, states: readonly RowState[]): Promise<void>
}

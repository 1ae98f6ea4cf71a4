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
  /**
   * Writes a stretch down whose rows are done; resolves once that is committed. Nothing is written where the ledger has
   * any of the rows otherwise.
   *
   * @param states those in which a row with its digest has nothing to do
   */
  add(
    ground: string,
    firstRow: number,
    stretch: Stretch,
    rows: readonly DoneRow[],
    states: readonly RowState[],
  ): Promise<void>
}

import type { LedgerRow } from '../../ledger/ledger-row.ts'
import type { LookUp, Wanted } from '../../model/payload.ts'
import { plannedRecord } from '../dry-client.ts'
import { type Candidate, CandidatesByKey } from './catalogue.ts'
import { lookUpForm, lookUpKey } from './look-up-key.ts'

/**
 * Records that the ledger has just written, or that a dry run would have: a list does not know of them yet, or as they were
 * before. For each kind of look-up they are gone through once, when it is first asked for.
 */
export class WrittenRecords {
  readonly #rowsOf: (object: string) => Iterable<LedgerRow>
  readonly #written = new Map<string, CandidatesByKey>()

  /** Whether some of it was only pretended by a dry run: then the record itself does not show it. */
  readonly isPretended: boolean

  /** @param rowsOf rows of a type that lists may not know yet */
  constructor(rowsOf: (object: string) => Iterable<LedgerRow>, isPretended: boolean) {
    this.#rowsOf = rowsOf
    this.isPretended = isPretended
  }

  /** Those that would hold these values. */
  find(lookUp: LookUp, values: Wanted['values']): readonly Candidate[] {
    return this.#writtenOf(lookUp).candidates.get(lookUpKey(lookUp, values)) ?? []
  }

  /** Whether it is known what a record would hold, whatever a search finds. */
  has(lookUp: LookUp, id: string): boolean {
    return this.#writtenOf(lookUp).ids.has(id)
  }

  #writtenOf(lookUp: LookUp): CandidatesByKey {
    const form = lookUpForm(lookUp)
    let written = this.#written.get(form)
    if (written === undefined) {
      written = readWritten(lookUp, this.#rowsOf(lookUp.object))
      this.#written.set(form, written)
    }
    return written
  }
}

/** What is not written of a record stays what a search says: without a key of its own it is not known here. */
function readWritten(lookUp: LookUp, rows: Iterable<LedgerRow>): CandidatesByKey {
  const written = new CandidatesByKey(lookUp)
  for (const row of rows) {
    if (row.recordId !== null) written.add([{ ...plannedRecord(row.recordId, row), httpLink: row.httpLink }])
  }
  return written
}

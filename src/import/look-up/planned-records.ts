import type { LedgerRow } from '../../ledger/ledger.ts'
import type { LookUp, Wanted } from '../../model/payload.ts'
import { plannedRecord } from '../dry-client.ts'
import { type Candidate, CandidatesByKey } from './catalogue.ts'
import { lookUpForm, lookUpKey } from './look-up-key.ts'

/**
 * Records that imports before this one would have written in the same dry run: a search does not find them, or as they
 * still are. For each kind of look-up they are gone through once, when it is first asked for.
 */
export class PlannedRecords {
  readonly #rowsOf: (object: string) => Iterable<LedgerRow>
  readonly #written = new Map<string, CandidatesByKey>()

  /** @param rowsOf what a dry run has written of a type so far; nothing in a run that writes */
  constructor(rowsOf: (object: string) => Iterable<LedgerRow>) {
    this.#rowsOf = rowsOf
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

import type { LedgerRow } from '../../ledger/ledger.ts'
import type { LookUp, Wanted } from '../../model/payload.ts'
import { plannedRecord } from '../dry-client.ts'
import { lookUpForm, lookUpKey, recordKeys } from './look-up-key.ts'
import type { Candidate } from './record-finder.ts'

/** Records of a type as a dry run would have left them, by what one kind of look-up goes by. */
interface Written {
  readonly byKey: ReadonlyMap<string, readonly Candidate[]>
  readonly ids: ReadonlySet<string>
}

/**
 * Records that imports before this one would have written in the same dry run: a search does not find them, or as they
 * still are. For each kind of look-up they are gone through once, when it is first asked for.
 */
export class PlannedRecords {
  readonly #rowsOf: (object: string) => Iterable<LedgerRow>
  readonly #written = new Map<string, Written>()

  /** @param rowsOf what a dry run has written of a type so far; nothing in a run that writes */
  constructor(rowsOf: (object: string) => Iterable<LedgerRow>) {
    this.#rowsOf = rowsOf
  }

  /** Those that would hold these values. */
  find(lookUp: LookUp, values: Wanted['values']): readonly Candidate[] {
    return this.#writtenOf(lookUp).byKey.get(lookUpKey(lookUp, values)) ?? []
  }

  /** Whether it is known what a record would hold, whatever a search finds. */
  has(lookUp: LookUp, id: string): boolean {
    return this.#writtenOf(lookUp).ids.has(id)
  }

  #writtenOf(lookUp: LookUp): Written {
    const form = lookUpForm(lookUp)
    let written = this.#written.get(form)
    if (written === undefined) {
      written = readWritten(lookUp, this.#rowsOf(lookUp.object))
      this.#written.set(form, written)
    }
    return written
  }
}

function readWritten(lookUp: LookUp, rows: Iterable<LedgerRow>): Written {
  const byKey = new Map<string, Candidate[]>()
  const ids = new Set<string>()
  for (const row of rows) {
    const { recordId: id, httpLink } = row
    if (id === null || ids.has(id)) continue
    const keys = recordKeys(lookUp, plannedRecord(id, row))
    // What it does not write of a record stays what a search says.
    if (keys.length > 0) ids.add(id)
    for (const key of keys) {
      const alike = byKey.get(key)
      if (alike === undefined) byKey.set(key, [{ id, httpLink, createdAt: null }])
      else alike.push({ id, httpLink, createdAt: null })
    }
  }
  return { byKey, ids }
}

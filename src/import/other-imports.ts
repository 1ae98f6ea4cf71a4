import type { ImportLedger, ReadonlyImport } from '../ledger/ledger.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'

/** The other imports of a run's ledger. */
export interface OtherImports {
  /**
   * The import of the parents of a type that this import makes (`missing: create`): made when first asked for.
   *
   * @throws InputError `ledger_in_use`
   */
  parents(object: string): ImportLedger
  /** The same to look at, where it is there already; null where this import has made no parents of the type. */
  madeParents(object: string): ReadonlyImport | null
  /** Parents of a type that other imports of the ledger have made. */
  parentsOfOthers(object: string): readonly ReadonlyImport[]
  /** The types of parents that earlier runs have made. */
  parentTypes(): readonly string[]
  /** Another import, to look at; null where the ledger has none of that name. */
  named(importName: string): ReadonlyImport | null
  /** When a record of this type was last written by whatever import (milliseconds, UTC); null where never. */
  lastWriteAt(object: string): number | null
  /**
   * Rows of this type that lists may not know yet, by whatever import: what was written since then (milliseconds, UTC)
   * and, in a dry run, all that it has only pretended to write.
   */
  ahead(object: string, since: number): Iterable<LedgerRow>
}

/** Name in the ledger of the import that holds the parents of a type which an import has made. */
export function parentsImportName(importName: string, object: string): string {
  return `${importName}/${object}`
}

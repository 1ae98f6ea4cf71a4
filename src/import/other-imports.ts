import type { ImportLedger, LedgerRow, ReadonlyImport } from '../ledger/ledger.ts'

/** The other imports of a run's ledger. */
export interface OtherImports {
  /**
   * The import of the parents of a type that this import makes (`missing: create`): made when first asked for.
   *
   * @throws InputError `ledger_in_use`
   */
  parents(object: string): ImportLedger
  /** The types of parents that earlier runs have made. */
  parentTypes(): readonly string[]
  /** Another import, to look at; null where the ledger has none of that name. */
  named(importName: string): ReadonlyImport | null
  /** When a record of this type was last written by whatever import (milliseconds, UTC); null where never. */
  lastWriteAt(object: string): number | null
  /** Rows of this type that a dry run has only pretended to write, by whatever import; none in a run that writes. */
  planned(object: string): Iterable<LedgerRow>
}

/** Name in the ledger of the import that holds the parents of a type which an import has made. */
export function parentsImportName(importName: string, object: string): string {
  return `${importName}/${object}`
}

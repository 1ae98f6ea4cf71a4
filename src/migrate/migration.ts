import type { ProblemAt } from '../mapping/document.ts'
import type { Mapping } from '../mapping/mapping.ts'

/** Several imports that belong together, as a description file names them. */
export interface Migration {
  readonly file: string
  /** Where the ledger of all the imports is; null where the description leaves it to the default. */
  readonly ledger: string | null
  /** At least one, in the order of the description; no two have the same name. */
  readonly imports: readonly MigrationImport[]
  /** Points at a place of the description, a bare list too: `problemAt(['imports', 0, 'csv'], 'what is wrong')`. */
  readonly problemAt: ProblemAt
}

/** One import of a migration. Paths start at the current folder, not at the description's. */
export interface MigrationImport {
  readonly csv: string
  readonly mappingFile: string
  /** With the mode that the description gives instead of the mapping's own, if it does. */
  readonly mapping: Mapping
}

import type { LedgerShelf } from '../ledger-shelf.ts'
import { parentsImportName } from '../other-imports.ts'
import { type UndoSelection, undoExtent } from './undo-extent.ts'

/** What undoing an import would do, as the ledger has it before anything is sent. */
export interface UndoPlan {
  /** The import itself, then those of the parents that it made, by type. */
  readonly imports: readonly UndoPlanOfImport[]
  /** Rows whose last answer was lost: they are settled first, and may have something to undo then. */
  readonly unsettled: number
}

export interface UndoPlanOfImport {
  readonly object: string
  /** Records to move to the trash. */
  readonly trashed: number
  /** Records whose values are to be put back. */
  readonly restored: number
}

/** Reads what there is to undo; sends nothing and takes no import that is not open yet. */
export function planUndo(
  shelf: Pick<LedgerShelf, 'named' | 'besides'>,
  { importName, object }: { readonly importName: string; readonly object: string },
  selection: UndoSelection,
): UndoPlan {
  const types = shelf.besides(importName).parentTypes()
  const names = [
    [importName, object] as const,
    ...types.map(type => [parentsImportName(importName, type), type] as const),
  ]
  let { limit } = selection
  let unsettled = 0
  const imports = names.flatMap(([name, type]) => {
    const known = shelf.named(name)
    if (known === null) return []
    const { rows, made, restored } = undoExtent(known, { ...selection, limit })
    if (limit !== null) limit -= rows
    unsettled += Array.from(known.rows(['sending', 'in_doubt'])).length
    return [{ object: type, trashed: made.size, restored }]
  })
  return { imports, unsettled }
}

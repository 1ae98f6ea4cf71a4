import type { ReadonlyImport } from '../../ledger/ledger.ts'
import type { Change } from '../../ledger/ledger-row.ts'
import type { RecordChanges } from './undo-record.ts'

/** Which writes are undone. */
export interface UndoSelection {
  /** Those of one run; null: of all. */
  readonly runId: string | null
  /** Only those of so many rows, the newest first; null: of all. */
  readonly limit: number | null
}

/** What there is to undo in one import. */
export interface UndoExtent {
  readonly rows: number
  /** Records that this import made, with the row that made each: they go to the trash. */
  readonly made: ReadonlyMap<string, string>
  /** Records that it only wrote to, each counted once. */
  readonly restored: number
  /** Records as their rows wrote to them: what is counted as it is undone. */
  readonly records: number
}

/** Counts what there is to undo; sends nothing. */
export function undoExtent(known: Pick<ReadonlyImport, 'changes'>, selection: UndoSelection): UndoExtent {
  const made = new Map<string, string>()
  const written = new Set<string>()
  let rows = 0
  let records = 0
  for (const group of selectedRows(known, selection)) {
    rows += 1
    for (const [newest, ...older] of group) {
      records += 1
      const { recordId, identity } = newest
      if ([newest, ...older].some(({ operation }) => operation === 'create')) made.set(recordId, identity)
      else written.add(recordId)
    }
  }
  return { rows, made, restored: [...written].filter(id => !made.has(id)).length, records }
}

/** The writes to undo, row by row, and of each row by the record that it wrote to: it may have had several in turn. */
export function* selectedRows(
  known: Pick<ReadonlyImport, 'changes'>,
  { runId, limit }: UndoSelection,
): Generator<readonly RecordChanges[]> {
  let left = limit ?? Number.POSITIVE_INFINITY
  if (left === 0) return
  for (const changes of known.changes(runId)) {
    yield byRecord(changes)
    left -= 1
    if (left === 0) return
  }
}

function byRecord(changes: readonly Change[]): readonly RecordChanges[] {
  return [...Map.groupBy(changes, ({ recordId }) => recordId).values()].flatMap(([newest, ...older]) =>
    newest === undefined ? [] : [[newest, ...older] as const],
  )
}

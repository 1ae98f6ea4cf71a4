import { annotationColumns } from '../model/annotation-columns.ts'
import { restoreCell } from '../model/defused-cell.ts'
import type { CsvRow } from './rows.ts'

/**
 * What separates the cells of a file that `--failed` wrote, or that a spreadsheet has saved since: it stands between the
 * columns that were added, whatever the other cells are full of. Null where they are not side by side.
 *
 * @param head the file from its header on
 */
export function annotatedDelimiter(head: string): string | null {
  const [header = ''] = head.split(/[\r\n]/, 1)
  return addedColumns.exec(header)?.groups?.['delimiter'] ?? null
}

const [firstColumn = '', ...otherColumns] = annotationColumns
const addedColumns = new RegExp(`${firstColumn}"?(?<delimiter>[,;\\t|])"?${otherColumns.join('"?\\k<delimiter>"?')}`)

/** A row of such a file with its cells as they were in the source: without what kept a spreadsheet from running them. */
export function restoredRow(row: CsvRow): CsvRow {
  if (row.kind === 'cells') return { ...row, cells: row.cells.map(restoreCell) }
  return { ...row, cells: row.cells?.map(restoreCell) ?? null }
}

import { annotationColumns, codeColumn, lineColumn, mendingAdvice } from '../model/annotation-columns.ts'
import { restoreCell } from '../model/defused-cell.ts'
import type { CsvRow } from './csv-row.ts'
import { rowFaultOf } from './fault.ts'

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

/**
 * Gives the rows of such a file as they were in the source: without what kept a spreadsheet from running their cells. One
 * that could not be read then cannot be now, and is the same row, as long as its text stands behind the added columns:
 * its cells are but what could be made out of it.
 *
 * @param columns the file's column names, the added ones among them
 */
export function rowRestorer(columns: readonly string[]): (row: CsvRow) => CsvRow {
  const codeAt = columns.indexOf(codeColumn)
  const lineAt = columns.indexOf(lineColumn)

  return row => {
    if (row.cells === null) return row
    const cells = row.cells.map(restoreCell)
    const [text = '', ...behind] = cells.slice(lineAt + 1)
    const code = rowFaultOf(cells[codeAt]?.trim() ?? '')
    // With a cell too many or too few, something else stands there.
    const isInPlace = /^\s*\d+\s*$/.test(cells[lineAt] ?? '') && behind.every(isBlank)
    if (code === null || isBlank(text) || !isInPlace) return { ...row, cells }
    const { row: number, line } = row
    return {
      kind: 'unreadable',
      row: number,
      line,
      code,
      message: notMended,
      cells: cells.slice(0, lineAt + 1),
      raw: text,
    }
  }
}

const notMended = `The row is as it could not be read: ${mendingAdvice}`

function isBlank(cell: string): boolean {
  return cell.trim() === ''
}

import { defuseCell } from '../model/defused-cell.ts'
import { plainLine } from './text.ts'

/**
 * One line of a CSV file for people, with its line break: a spreadsheet runs no cell as a formula, and nothing in a cell
 * steers the terminal that shows the file. Cells are quoted where they must be, and where another program might split them.
 * Null is a blank cell.
 *
 * @param before cells that come first and are to be read back as they were: what they hold is not written out
 * @param behind the same, at the end
 */
export function csvLine(
  cells: readonly (string | number | null)[],
  before: readonly string[] = [],
  behind: readonly string[] = [],
): string {
  const shown = cells.map(cell => (typeof cell === 'string' ? plainLine(cell) : cell))
  return `${[...before, ...shown, ...behind].map(writtenCell).join(',')}\r\n`
}

function writtenCell(cell: string | number | null): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell)
  const text = defuseCell(cell)
  return /[",;\t|\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

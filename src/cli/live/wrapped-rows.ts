import { stripVTControlCharacters } from 'node:util'
import { characters, displayWidth } from '../../report/display-width.ts'

/** Rows that lines take once a terminal of this many columns has broken those that are longer. */
export function wrappedRows(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line) => sum + rowsOf(stripVTControlCharacters(line), columns), 0)
}

function rowsOf(line: string, columns: number): number {
  if (displayWidth(line) <= columns) return 1
  let [rows, width] = [1, 0]
  for (const character of characters(line)) {
    const needed = displayWidth(character)
    // A character of two columns is not broken: it goes to the next row.
    if (width + needed > columns) {
      rows += 1
      width = 0
    }
    width += needed
  }
  return rows
}

import type { Outcome } from '../model/outcome.ts'
import { cutToWidth, displayWidth } from './display-width.ts'
import type { ResultRow, resultColumns } from './result-rows.ts'
import type { Style } from './style.ts'
import { plainLine, shortName } from './text.ts'

type ColumnName = (typeof resultColumns)[number]

interface Column {
  readonly name: ColumnName
  readonly title: string
  readonly isNumber?: true
  /** The least that is of use where there is not enough room. */
  readonly least: number
  /** The column that goes first where there is no room for all has the highest. */
  readonly rank: number
}

/** In the order of the table. A message is long, and so at the end. */
const columns: readonly Column[] = [
  { name: 'row', title: 'ROW', isNumber: true, least: 3, rank: 0 },
  { name: 'line', title: 'LINE', isNumber: true, least: 4, rank: 6 },
  { name: 'key', title: 'KEY', least: 8, rank: 4 },
  { name: 'outcome', title: 'OUTCOME', least: 9, rank: 1 },
  { name: 'error_code', title: 'CODE', least: 12, rank: 2 },
  { name: 'column', title: 'COLUMN', least: 8, rank: 5 },
  { name: 'record_id', title: 'RECORD', least: 8, rank: 3 },
  { name: 'error_message', title: 'MESSAGE', least: 20, rank: 7 },
  { name: 'http_link', title: 'LINK', least: 24, rank: 8 },
]

const gap = '  '

/**
 * Rows as a table for a person: columns that hold nothing are left out, then those that there is no room for; what is
 * longer than its column is cut.
 *
 * @param width columns of the terminal; null: nothing is left out for want of room
 */
export function resultsTable(rows: readonly ResultRow[], width: number | null, style: Style): readonly string[] {
  const filled = columns.filter(({ name, rank }) => rank <= 1 || rows.some(row => cell(row, name) !== ''))
  const shown = width === null ? filled : withRoom(filled, width)
  const natural = shown.map(({ name, title }) =>
    Math.max(title.length, ...rows.map(row => displayWidth(cell(row, name)))),
  )
  const widths = width === null ? natural : fitted(natural, shown, width)
  const line = (text: (column: Column) => string, paint: (column: Column, text: string) => string): string =>
    shown
      .map((column, index) => {
        const cut = cutToWidth(text(column), widths[index] ?? 0)
        const padding = ' '.repeat(Math.max((widths[index] ?? 0) - displayWidth(cut), 0))
        const painted = paint(column, cut)
        if (column.isNumber) return padding + painted
        return index === shown.length - 1 ? painted : painted + padding
      })
      .join(gap)
  return [
    line(
      ({ title }) => title,
      (_, text) => style.dim(text),
    ),
    ...rows.map(row =>
      line(
        ({ name }) => cell(row, name),
        ({ name }, text) => (name === 'outcome' ? outcomeStyle(row['outcome'] as Outcome, style)(text) : text),
      ),
    ),
  ]
}

function cell(row: ResultRow, name: ColumnName): string {
  const value = row[name]
  return value === null ? '' : plainLine(shortName(String(value)))
}

/** As many columns as there is room for at their least. */
function withRoom(all: readonly Column[], width: number): readonly Column[] {
  const needed = (chosen: readonly Column[]): number =>
    chosen.reduce((sum, { least }) => sum + least, gap.length * (chosen.length - 1))
  let chosen = all
  while (chosen.length > 1 && needed(chosen) > width) {
    const last = chosen.reduce((worst, column) => (column.rank > worst.rank ? column : worst))
    chosen = chosen.filter(column => column !== last)
  }
  return chosen
}

/** The room that is missing is taken from the columns that have most to spare, one character after the other. */
function fitted(natural: readonly number[], shown: readonly Column[], width: number): readonly number[] {
  const widths = [...natural]
  let missing = widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1)) - width
  while (missing > 0) {
    const spare = widths.map((one, index) => one - (shown[index]?.least ?? 0))
    const most = Math.max(...spare)
    if (most <= 0) break
    const index = spare.indexOf(most)
    widths[index] = (widths[index] ?? 0) - 1
    missing -= 1
  }
  return widths
}

function outcomeStyle(outcome: Outcome, style: Style): (text: string) => string {
  switch (outcome) {
    case 'created':
    case 'updated':
    case 'found':
      return style.green
    case 'invalid':
    case 'failed':
    case 'ambiguous':
      return style.red
    case 'in_doubt':
    case 'duplicate':
      return style.yellow
    case 'unchanged':
    case 'skipped':
    case 'pending':
      return style.dim
  }
}

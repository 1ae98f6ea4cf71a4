import type { Dialect } from './parse.ts'

export const usualDelimiter = ','
const candidates: readonly string[] = [usualDelimiter, ';', '\t', '|']
/** Rows that are looked at. */
const maxRows = 200

export interface DetectedDelimiter {
  readonly delimiter: string
  /** Whether it was seen between cells; otherwise the file has one column, or there is nothing to tell by. */
  readonly isSeen: boolean
}

/**
 * The delimiter that makes the most rows as wide as the header, and the header wide. Where none is in sight, one that
 * leaves the cells of the only column in one piece. What stands in quotes is passed over.
 * @param text the file from its header on
 * @param isWhole whether the file ends with the text; otherwise its last row may be cut, and does not count
 */
export function detectDelimiter(
  text: string,
  isWhole: boolean,
  quoting: Pick<Dialect, 'quote' | 'escape'>,
): DetectedDelimiter {
  const rows = unquotedRows(text, isWhole, quoting)
  const tried = candidates
    .filter(delimiter => delimiter !== quoting.quote && delimiter !== quoting.escape)
    .map(delimiter => ({ delimiter, cells: rows.map(row => row.split(delimiter)) }))
  let best: { readonly delimiter: string; readonly score: number } | null = null
  for (const { delimiter, cells } of tried) {
    if ((cells[0]?.length ?? 0) < 2) continue
    const score = evenness(cells)
    if (best === null || score > best.score) best = { delimiter, score }
  }
  if (best !== null) return { delimiter: best.delimiter, isSeen: true }
  const absent = tried.find(({ cells }) => cells.every(row => row.length === 1))
  return { delimiter: absent?.delimiter ?? usualDelimiter, isSeen: false }
}

/** Share of the rows that are as wide as the header, times the number of delimiters in that. */
function evenness(cells: readonly (readonly string[])[]): number {
  const [header = [], ...rows] = cells
  const even = rows.filter(row => row.length === header.length).length
  const share = rows.length === 0 ? 1 : even / rows.length
  // "Amount, EUR" is one name: a comma or semicolon that separates cells is seldom followed by a space.
  const prose = header.slice(1).filter(name => name.startsWith(' ')).length
  return share * (header.length - 1 - prose / 2)
}

/**
 * The first rows that are not blank, with an opening quote for all that stands in quotes. Not read with csv-parse: other
 * parsers beside it make the one that reads the file a seventh slower, since V8 no longer takes it for the only one.
 */
function unquotedRows(text: string, isWhole: boolean, { quote, escape: escapedBy }: Pick<Dialect, 'quote' | 'escape'>) {
  const rows: string[] = []
  let row = ''
  let isQuoted = false
  let mayOpen = true
  for (let at = 0; at < text.length && rows.length < maxRows; at++) {
    const character = text.charAt(at)
    if (isQuoted) {
      if (character === escapedBy && (escapedBy !== quote || text[at + 1] === quote)) at++
      else if (character === quote) isQuoted = false
    } else if (character === quote && mayOpen) {
      isQuoted = true
      row += character
    } else if (character === '\n' || character === '\r') {
      if (row !== '') rows.push(row)
      row = ''
    } else {
      row += character
    }
    mayOpen = row === '' || candidates.includes(character)
  }
  if (isWhole && row !== '') rows.push(row)
  return rows
}

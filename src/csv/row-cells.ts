/** Number of columns that a header names: unnamed cells at its end, which a delimiter at the end makes, are none. */
export function widthOfHeader(header: readonly string[]): number {
  return header.findLastIndex(name => name.trim() !== '') + 1 || header.length
}

/** The cells of a row without blank ones behind the last column; null where the row is not of that kind. */
export function withoutSurplus(cells: readonly string[], width: number): readonly string[] | null {
  for (let at = width; at < cells.length; at++) if (cells[at]?.trim() !== '') return null
  return cells.length > width ? cells.slice(0, width) : null
}

/** The cells with those blank that are the word, such as the `\N` of MySQL. */
export function blankWhere(cells: readonly string[], word: string): readonly string[] {
  return cells.includes(word) ? cells.map(cell => (cell === word ? '' : cell)) : cells
}

/** One line of a CSV file, with its line break: cells are quoted where they must be. Null is a blank cell. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell => quoted(cell === null ? '' : String(cell))).join(',')}\r\n`
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * The name of a column as it is compared: without spaces around it, and a line break within it, with the spaces at its
 * sides, is one space. A mapping may so name a column by either form.
 */
export function columnName(written: string): string {
  const lines = written.split(/[\r\n]/).map(line => line.trim())
  return lines.filter(line => line !== '').join(' ')
}

/** The code of a failed row's error. */
export const codeColumn = '_error_code'

/** The line that a failed row had in the source. */
export const lineColumn = '_line'

/** Columns that `--failed` adds to the source's own: never part of who a row is. */
export const annotationColumns: readonly string[] = [
  '_outcome',
  codeColumn,
  '_error_param',
  '_error_message',
  lineColumn,
]

/** What is to be done with a row that could not be read, where it stands in the file of `--failed`. */
export const mendingAdvice = `mend its cells, then clear the cell behind ${lineColumn}, which holds the row as it was`

/** Whether these are the columns of a file that `--failed` wrote. */
export function hasAnnotations(columns: readonly string[]): boolean {
  return annotationColumns.every(column => columns.includes(column))
}

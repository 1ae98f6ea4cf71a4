/** The line that a failed row had in the source. */
export const lineColumn = '_line'

/** Columns that `--failed` adds to the source's own: never part of who a row is. */
export const annotationColumns: readonly string[] = [
  '_outcome',
  '_error_code',
  '_error_param',
  '_error_message',
  lineColumn,
]

/** Whether these are the columns of a file that `--failed` wrote. */
export function hasAnnotations(columns: readonly string[]): boolean {
  return annotationColumns.every(column => columns.includes(column))
}

import type { RowError } from '../ledger/ledger-row.ts'
import { annotationColumns, mendingAdvice } from '../model/annotation-columns.ts'
import type { Outcome } from '../model/outcome.ts'
import { csvLine } from './csv-text.ts'
import { openRowFile } from './row-file.ts'

/** What `--failed FILE` keeps of a row. */
export interface FailedRow {
  readonly outcome: Outcome
  readonly error: RowError | null
  readonly line: number
  /** The row's cells as they were read; null where it could not be split into cells. */
  readonly cells: readonly string[] | null
  /** The row's text as it stands, where it could not be read. */
  readonly text?: string
}

/**
 * The file of `--failed`: the source's own columns as they were, then why each row failed. `run` takes it as it stands,
 * once mended: the columns that are added here are no part of a row's identity, and what keeps a spreadsheet from running
 * a cell is taken off again by the reader. Of a row that could not be read, what goes by the header stands in the columns,
 * and the row as it was behind all of them: nothing of it is lost, and as long as that stands there, it is not sent.
 *
 * @param columns the source's columns
 */
export function openFailedRows(path: string, columns: readonly string[]): { add(row: FailedRow): void } & Disposable {
  const file = openRowFile(path)
  const positions = columns.flatMap((column, position) => (annotationColumns.includes(column) ? [] : [position]))
  const own = (cells: readonly string[]) => positions.map(position => cells[position] ?? '')
  file.write(csvLine(annotationColumns, own(columns)))
  return {
    add({ outcome, error, line, cells, text }) {
      const { code = null, param = null, message = null } = error ?? {}
      const kept = own(cells ?? [])
      if (text === undefined) file.write(csvLine([outcome, code, param, message, line], kept))
      else file.write(csvLine([outcome, code, param, withAdvice(message), line], kept, [text]))
    },
    [Symbol.dispose]: () => file[Symbol.dispose](),
  }
}

/** Written once, however often the row comes back unmended. */
function withAdvice(message: string | null): string | null {
  return message === null || message.includes(mendingAdvice) ? message : `${message}; ${mendingAdvice}`
}

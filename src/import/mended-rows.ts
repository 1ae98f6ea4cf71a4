import type { ImportLedger } from '../ledger/ledger.ts'
import { hasAnnotations, lineColumn } from '../model/annotation-columns.ts'
import type { JudgedRow } from './judge-rows.ts'

/**
 * Gives the rows of a file that `--failed` wrote the identities that they had. Without `key`, rows alike to the letter are
 * told apart by which of them it is; where only the second one failed, it stands alone in that file, and would be taken
 * for the first. The line that it had in the source tells which it was.
 *
 * @param columns the file's column names
 * @param isKeyed whether the mapping has a `key`
 */
export function mendedRows(
  columns: readonly string[],
  isKeyed: boolean,
  ledger: Pick<ImportLedger, 'find'>,
): (row: JudgedRow) => JudgedRow {
  if (!hasAnnotations(columns)) return row => row
  const position = columns.indexOf(lineColumn)
  return row => {
    // By its key a row is known wherever it stands; one that cannot be read has none.
    if (isKeyed && row.text === undefined) return row
    const line = Number(row.cells?.[position])
    const [content = ''] = row.place.identity.split('-')
    for (let ordinal = 0; ; ordinal++) {
      const identity = ordinal === 0 ? content : `${content}-${ordinal}`
      const known = ledger.find(identity)
      if (known === null) return row
      if (known.line === line) return { ...row, place: { ...row.place, identity } }
    }
  }
}

import type { CsvRow } from '../csv/csv-row.ts'
import type { RowPlace } from '../ledger/ledger-row.ts'
import type { CompiledMapping } from '../mapping/compiled.ts'
import { Occurrences } from '../model/occurrences.ts'
import type { Judgement, RowProblem } from '../model/payload.ts'
import { rowIdentifier } from './identity.ts'

/** A row that was read, with everything that can be said of it without asking anybody. */
export interface JudgedRow {
  readonly place: RowPlace
  readonly cells: readonly string[] | null
  /** The row's text as it stands, where it could not be read. */
  readonly text?: string
  readonly verdict: Verdict
}

export type Verdict =
  | Extract<Judgement, { kind: 'ready' }>
  | { readonly kind: 'invalid'; readonly errors: readonly [RowProblem, ...RowProblem[]] }
  | { readonly kind: 'duplicate'; readonly error: RowProblem }

/** Judges the rows of one file, which are to be given in their order: what `check` says of a row is what `run` does. */
export type RowJudge = (row: CsvRow) => JudgedRow

/**
 * A judge for the rows of one file. Its memory grows by some 12 bytes a row, which tell duplicates.
 *
 * @param columns the file's column names
 * @param occurrences tells duplicates: identities that were met before
 */
export function rowJudge(
  columns: readonly string[],
  mapping: CompiledMapping,
  occurrences: Occurrences = new Occurrences(),
): RowJudge {
  const { keyColumns } = mapping
  const identifier = rowIdentifier(columns, keyColumns, occurrences)
  const keyNames = keyColumns?.map(position => columns[position] ?? '').join(', ') ?? ''

  return row => {
    if (row.kind === 'unreadable') {
      const { identity, key } = identifier.ofText(row.raw)
      const error: RowProblem = { code: row.code, param: null, column: null, message: row.message }
      const place = { identity, row: row.row, line: row.line, key }
      return { place, cells: row.cells, text: row.raw, verdict: invalid([error]) }
    }
    const { cells } = row
    if (keyColumns?.every(position => isBlank(cells[position]))) {
      const { identity } = identifier.ofKeyless(cells)
      return {
        place: { identity, row: row.row, line: row.line, key: '' },
        cells,
        verdict: invalid([blankKey(keyNames)]),
      }
    }
    const { identity, key, earlier } = identifier.ofCells(cells)
    const place = { identity, row: row.row, line: row.line, key }
    if (earlier > 0 && keyColumns !== null) return { place, cells, verdict: duplicate(keyNames) }
    return { place, cells, verdict: verdictOf(mapping.judge(cells)) }
  }
}

function verdictOf(judgement: Judgement): Verdict {
  if (judgement.kind === 'invalid') return { kind: 'invalid', errors: judgement.problems }
  const { fields, relationships } = judgement.draft
  return fields.size + relationships.size === 0 ? invalid([nothingToSend]) : judgement
}

/** Spreadsheets end in rows of nothing but separators: they are no records without any value. */
const nothingToSend: RowProblem = {
  code: 'nothing_to_send',
  param: null,
  column: null,
  message: 'Every value that the mapping takes from the row is blank or left out: there is nothing to send.',
}

function invalid(errors: readonly [RowProblem, ...RowProblem[]]): Verdict {
  return { kind: 'invalid', errors }
}

function blankKey(names: string): RowProblem {
  return {
    code: 'blank_key',
    param: null,
    column: names,
    message: `${names} identifies the row (key in the mapping) and is blank.`,
  }
}

function duplicate(names: string): Verdict {
  const message = `An earlier row of the file has the same ${names} (key in the mapping).`
  return { kind: 'duplicate', error: { code: 'duplicate_key', param: null, column: names, message } }
}

function isBlank(cell: string | undefined): boolean {
  return cell === undefined || cell.trim() === ''
}

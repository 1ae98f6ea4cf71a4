import { InputError, type Problem } from '../errors.ts'
import { columnName } from '../model/column-name.ts'
import type { CsvRow } from './csv-row.ts'

/**
 * The column names of a header, without spaces around them and each on one line. Any word is an ordinary name.
 * Throws InputError with every problem of the header: `duplicate_column`, `empty_column`, or the code of the fault that
 * makes the header unreadable. `file` is what to call the file in messages.
 */
export function readHeader(header: CsvRow, file: string): readonly string[] {
  if (header.kind === 'unreadable') {
    throw new InputError(
      header.code,
      `The header of ${file} (line ${header.line}) cannot be read: ${header.message}.`,
      {
        hint: unreadableHint(header.code),
        problems: [{ file, line: header.line, column: null, message: header.message, code: header.code }],
      },
    )
  }
  return readColumnNames(header.cells, file, header.line)
}

/**
 * Checks the names of columns: from the header on that line, or from the mapping, where the line is null.
 * Throws InputError `duplicate_column` or `empty_column` with every problem.
 */
export function readColumnNames(names: readonly string[], file: string, line: number | null): readonly string[] {
  const columns = names.map(columnName)
  const faults = findFaults(columns)
  const [first] = faults
  if (first === undefined) return columns
  const problems = faults.map(
    ({ code, position, message }): Problem => ({ file, line, column: position, message, code }),
  )
  const count = problems.length === 1 ? 'a column name' : `${problems.length} column names`
  const place = line === null ? 'csv.columns of the mapping' : `${file}, line ${line}`
  throw new InputError(first.code, `${place}: ${count} cannot be used.`, {
    hint: 'Give every column a name of its own.',
    problems,
  })
}

interface ColumnFault {
  readonly code: 'duplicate_column' | 'empty_column'
  /** From 1. */
  readonly position: number
  readonly message: string
}

function findFaults(columns: readonly string[]): ColumnFault[] {
  const firstPositions = new Map<string, number>()
  const faults: ColumnFault[] = []
  for (const [index, name] of columns.entries()) {
    const position = index + 1
    const earlier = firstPositions.get(name)
    if (name === '') {
      faults.push({ code: 'empty_column', position, message: `column ${position} has no name` })
    } else if (earlier !== undefined) {
      const message = `the name ${JSON.stringify(name)} stands twice, in columns ${earlier} and ${position}`
      faults.push({ code: 'duplicate_column', position, message })
    } else {
      firstPositions.set(name, position)
    }
  }
  return faults
}

function unreadableHint(code: string): string {
  switch (code) {
    case 'nul_byte':
      return 'The file is no text, or of an encoding that must be named in the mapping (csv: { encoding: … }).'
    case 'invalid_encoding':
      return 'Name the encoding in the mapping (csv: { encoding: … }), or save the file as CSV in UTF-8.'
    default:
      return 'Correct the header; every row is read by it. Lines before it are passed over with csv.skip_lines.'
  }
}

import { InputError, type Problem } from '../errors.ts'
import type { CsvRow } from './rows.ts'

/**
 * The column names of a header, trimmed. Any word is an ordinary name.
 * Throws InputError with every problem of the header: `duplicate_column`, `empty_column`, or the code of the fault that
 * makes the header unreadable. `file` is what to call the file in messages.
 */
export function readHeader(header: CsvRow, file: string): readonly string[] {
  if (header.kind === 'unreadable') {
    throw new InputError(header.code, `The header of ${file} (line ${header.line}) cannot be read: ${header.message}`, {
      hint: unreadableHint(header.code),
      problems: [{ file, line: header.line, column: null, message: header.message }],
    })
  }
  const columns = header.cells.map(name => name.trim())
  const faults = findFaults(columns)
  const [first] = faults
  if (first === undefined) return columns
  const problems = faults.map(
    ({ position, message }): Problem => ({ file, line: header.line, column: position, message }),
  )
  const summary = problems.length === 1 ? first.message : `${problems.length} column names cannot be used`
  throw new InputError(first.code, `${file}, line ${header.line}: ${summary}`, {
    hint: 'Give every column of the header a name of its own.',
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
  if (code === 'nul_byte') return 'The file is no text, or UTF-16 without a byte order mark: save it as CSV in UTF-8.'
  if (code === 'invalid_encoding') return 'Save the file as CSV in UTF-8.'
  return 'Correct the header; every row is read by it.'
}

import { InputError } from '../errors.ts'
import { afterLineBreak } from './line-breaks.ts'

/** Where the header begins, or the first row of a file without one. */
export interface TextStart {
  /** Offset in the bytes. */
  readonly at: number
  /** Line of the file, from 1. */
  readonly line: number
  /** What a `sep=` line before it says; null where there is none. */
  readonly delimiter: string | null
}

/**
 * Passes over the lines that the mapping says to skip, and a line such as `sep=;`, which Excel writes and reads.
 * Throws InputError `csv_option` where the head of the file has not so many lines.
 */
export function findTextStart(head: Buffer, skipLines: number, file: string): TextStart {
  let at = 0
  for (let skipped = 0; skipped < skipLines; skipped++) {
    at = afterLineBreak(head, at)
    if (at === -1) throw tooFewLines(file, skipLines, skipped)
  }
  const next = afterLineBreak(head, at)
  const line = head.toString('utf8', at, next === -1 ? head.length : next)
  const delimiter = /^"?sep=([^\r\n])"?[\r\n]*$/i.exec(line)?.[1] ?? null
  if (delimiter === null) return { at, line: skipLines + 1, delimiter }
  return { at: next === -1 ? head.length : next, line: skipLines + 2, delimiter }
}

function tooFewLines(file: string, skipLines: number, lines: number): InputError {
  return new InputError(
    'csv_option',
    `${file}: skip_lines is ${skipLines}, but only ${lines} lines can be passed over.`,
    {
      hint: "Correct skip_lines in the mapping's csv section; it counts the lines before the header, blank ones too.",
    },
  )
}

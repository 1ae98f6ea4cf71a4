import { InputError } from '../errors.ts'
import { encodingNamed } from '../model/encoding-name.ts'

/** How the file is written; what is absent is detected or, where there is nothing to detect, the usual. */
export interface CsvOptions {
  /** What separates cells; by default the one of comma, semicolon, tab and `|` that makes the rows alike. */
  readonly delimiter?: string
  /** One character, `"` by default; empty where the file knows no quoting. */
  readonly quote?: string
  /**
   * One character; what a quote inside a quoted cell is preceded by, the quote itself by default. With a backslash, `\N`
   * is a blank cell, as in the exports of MySQL.
   */
  readonly escape?: string
  /** A name of the Encoding Standard, or a usual one for it; detected by default. */
  readonly encoding?: string
  /** Lines before the header, or before the first row where `columns` are given. */
  readonly skipLines?: number
  /** The names of the columns, where the file has no header. */
  readonly columns?: readonly string[]
  /** Bytes that a cell may take; 1 MiB by default. */
  readonly maxFieldBytes?: number
}

/** Room for the longest notes that people keep in a CRM, and little enough to stop at once where a quote is missing. */
export const defaultMaxFieldBytes = 1024 * 1024

/** The options with their defaults; null: to be detected, or in the file. */
export interface ResolvedOptions {
  readonly delimiter: string | null
  readonly quote: string
  readonly escape: string
  readonly encoding: string | null
  readonly skipLines: number
  readonly columns: readonly string[] | null
  readonly maxFieldBytes: number
}

/** Completes the options. Throws InputError `csv_option` with every problem of them. */
export function resolveOptions(options: CsvOptions): ResolvedOptions {
  const quote = options.quote ?? '"'
  const resolved: ResolvedOptions = {
    delimiter: options.delimiter ?? null,
    quote,
    escape: options.escape ?? quote,
    encoding: options.encoding === undefined ? null : encodingNamed(options.encoding),
    skipLines: options.skipLines ?? 0,
    columns: options.columns ?? null,
    maxFieldBytes: options.maxFieldBytes ?? defaultMaxFieldBytes,
  }
  const problems = optionProblems(options, resolved)
  if (problems.length === 0) return resolved
  throw new InputError('csv_option', `The CSV options do not fit together: ${problems.join('; ')}.`, {
    hint: "Correct the mapping's csv section.",
  })
}

function optionProblems(given: CsvOptions, resolved: ResolvedOptions): string[] {
  const { delimiter, quote, encoding, skipLines, columns, maxFieldBytes } = resolved
  const escapedBy = resolved.escape
  const problems: string[] = []
  if (delimiter === '') problems.push('delimiter is empty')
  if ([...quote].length > 1) problems.push('quote must be one character')
  if ([...escapedBy].length > 1) problems.push('escape must be one character')
  if (delimiter && (delimiter === quote || delimiter === escapedBy)) {
    problems.push('delimiter must differ from quote and escape')
  }
  if (/[\r\n]/.test((delimiter ?? '') + quote + escapedBy)) {
    problems.push('a line break cannot serve as delimiter, quote or escape')
  }
  if (given.encoding !== undefined && encoding === null) problems.push('no such encoding is known')
  if (!Number.isSafeInteger(skipLines) || skipLines < 0) problems.push('skip_lines must be a whole number from 0 on')
  if (columns?.length === 0) problems.push('columns is empty')
  if (!Number.isSafeInteger(maxFieldBytes) || maxFieldBytes < 1) problems.push('max_field_bytes must be at least 1')
  return problems
}

import type { RowFault } from './fault.ts'
import type { Dialect } from './parse.ts'

/**
 * One data row. `row` counts from 1; `line` is the line of the file that the row starts on, from 1.
 * An unreadable row has its cells where they can be told apart, and always its text: at most the first 32 KiB, without
 * the line break at its end. The message holds no value of the row.
 */
export type CsvRow =
  | { readonly kind: 'cells'; readonly row: number; readonly line: number; readonly cells: readonly string[] }
  | {
      readonly kind: 'unreadable'
      readonly row: number
      readonly line: number
      readonly code: RowFault
      readonly message: string
      readonly cells: readonly string[] | null
      readonly raw: string
    }

/** What a reader has to know of a file. */
export interface RowFormat {
  readonly dialect: Dialect
  /** Number of cells of a row, where the file has no header; null: the first row is the header, and sets it. */
  readonly width: number | null
  /** Line of the file on which the first bytes are, from 1. */
  readonly line: number
  /** Bytes that a cell may take. */
  readonly maxFieldBytes: number
  /** Name of the encoding that the bytes were stored in. */
  encoding(): string
}

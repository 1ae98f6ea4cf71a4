/** A row that is longer than this is not kept in memory to its end; given the bytes that one cell may take. */
export function maxRowBytes(maxFieldBytes: number): number {
  return 4 * maxFieldBytes
}

const rowFaults = [
  'text_after_quote',
  'quote_in_cell',
  'unclosed_quote',
  'unparsable',
  'record_too_large',
  'field_too_large',
  'ragged_row',
  'unnamed_column',
  'invalid_encoding',
  'nul_byte',
] as const

/** Why a row is unreadable. */
export type RowFault = (typeof rowFaults)[number]

/** The word as a reason for which a row is unreadable; null where it is none. */
export function rowFaultOf(word: string): RowFault | null {
  return rowFaults.find(fault => fault === word) ?? null
}

/** What a message may need to know beyond the kind of fault. Lines count from 1. */
export interface FaultPlace {
  readonly cells?: number
  readonly width?: number
  /** What says how many cells a row has. */
  readonly widthFrom?: string
  /** Position of a cell, from 1. */
  readonly column?: number
  /** What a cell may take, in bytes. */
  readonly maxFieldBytes?: number
  readonly encoding?: string
  /** Line of the quote that was never closed, null where there is none. */
  readonly quoteLine?: number | null
  readonly lastLine?: number
}

/** Says what is wrong with a row, for people; holds no value of the row. */
export function faultMessage(code: RowFault, place: FaultPlace = {}): string {
  switch (code) {
    case 'text_after_quote':
      return 'Text follows the closing quote of a cell; a quote inside a quoted cell must be doubled'
    case 'quote_in_cell':
      return 'A quote stands inside a cell that does not begin with one; quote the cell and double the quotes in it'
    case 'unclosed_quote':
      return `${openedQuote(place)} is never closed${extent(place)}`
    case 'record_too_large':
      return `The row is longer than ${bytesInWords(maxRowBytes(place.maxFieldBytes ?? 0))}${openQuote(place)}`
    case 'field_too_large':
      return `${place.column === undefined ? 'A cell' : `The cell of column ${place.column}`} is longer than ${bytesInWords(place.maxFieldBytes ?? 0)}${openQuote(place)}; csv.max_field_bytes in the mapping sets the limit`
    case 'ragged_row':
      return `${place.cells} ${place.cells === 1 ? 'cell' : 'cells'} where ${place.widthFrom} has ${place.width}`
    case 'unnamed_column':
      return `Column ${place.column} has a value here, but no name in the header`
    case 'invalid_encoding':
      return `The row holds bytes that are no text in ${place.encoding}; name the right encoding in the mapping (csv.encoding), or save the file as UTF-8`
    case 'nul_byte':
      return 'The row holds NUL bytes, which no text does; the file may be damaged'
    case 'unparsable':
      return 'The row cannot be read as CSV'
  }
}

function openedQuote({ quoteLine }: FaultPlace): string {
  return typeof quoteLine === 'number' ? `The quote opened on line ${quoteLine}` : 'A quote'
}

function extent({ quoteLine, lastLine }: FaultPlace): string {
  return lastLine === undefined || lastLine === quoteLine ? '' : `; no row could be made out up to line ${lastLine}`
}

function openQuote({ quoteLine }: FaultPlace): string {
  return typeof quoteLine === 'number' ? `; a quote opened on line ${quoteLine} may never be closed` : ''
}

function bytesInWords(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MiB` : `${bytes} bytes`
}

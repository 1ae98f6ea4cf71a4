import type { RecordFault } from './parse.ts'

/** A row longer than this is not kept in memory to its end. */
export const maxRowBytes = 16 * 1024 * 1024

/** Why a row is unreadable. */
export type RowFault = RecordFault | 'record_too_large' | 'ragged_row' | 'invalid_encoding' | 'nul_byte'

/** What a message may need to know beyond the kind of fault. Lines count from 1. */
export interface FaultPlace {
  readonly cells?: number
  readonly width?: number
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
      return `The row is longer than ${maxRowBytes / 1024 / 1024} MiB${openQuote(place)}`
    case 'ragged_row':
      return `${place.cells} ${place.cells === 1 ? 'cell' : 'cells'} where the header has ${place.width}`
    case 'invalid_encoding':
      return 'The row holds bytes that are not valid UTF-8; save the file as UTF-8'
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

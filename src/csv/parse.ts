import { type CsvError, type Info, type Options, Parser } from 'csv-parse'

/** The characters that structure a CSV. An empty `quote` means that the file knows no quoting. */
export interface Dialect {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
}

/** Receives each record the moment it is read; `position` is only right until the call returns. */
export type RecordSink = (cells: string[], position: Readonly<Info>) => void

/** Why a record cannot be read as one. */
export type RecordFault = 'text_after_quote' | 'quote_in_cell' | 'unclosed_quote' | 'unparsable'

/** What to make of misplaced quotes: a fault, or ordinary characters. */
export type QuotePolicy = 'strict' | 'lenient'

/**
 * Cuts bytes into records, synchronously: what a chunk completes has reached the sink when `feed` returns. The stream
 * that csv-parse is made as stays unused, since the parser's counters are those of a record only while it is handed
 * over. A parser that has reported a fault is spent.
 */
export class RecordParser extends Parser {
  readonly #sink: RecordSink

  constructor(dialect: Dialect, sink: RecordSink, quotes: QuotePolicy = 'strict') {
    super(parserOptions(dialect, quotes))
    this.#sink = sink
  }

  /** Reads a chunk. Returns the fault that ended the reading, if one did: records before it have been delivered. */
  feed(chunk: Buffer): RecordFault | null {
    let fault: RecordFault | null = null
    super._transform(chunk, 'utf8', error => {
      fault = faultOf(error)
    })
    return fault
  }

  /** Ends the input: delivers a last record that has no line break, or returns the fault that prevents it. */
  finish(): RecordFault | null {
    let fault: RecordFault | null = null
    super._flush(error => {
      fault = faultOf(error)
    })
    return fault
  }

  /** Bytes of the cell that is being read. */
  get openCellBytes(): number {
    return this.#internals.state.field.length
  }

  get #internals(): ParserInternals {
    return this as unknown as ParserInternals
  }

  override push(record: string[] | null): boolean {
    if (record !== null) this.#sink(record, this.info)
    return true
  }
}

/** What csv-parse has as a public property, but not in its types. */
interface ParserInternals {
  readonly state: { readonly field: { readonly length: number } }
}

function parserOptions(dialect: Dialect, quotes: QuotePolicy): Options {
  return {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.escape,
    // Named rather than discovered, so that a file may mix them; the longest first.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: quotes === 'lenient',
    skip_empty_lines: true,
  }
}

function faultOf(error: Error | null | undefined): RecordFault | null {
  if (!error) return null
  switch ((error as Partial<CsvError>).code) {
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text_after_quote'
    case 'INVALID_OPENING_QUOTE':
      return 'quote_in_cell'
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'unclosed_quote'
    default:
      return 'unparsable'
  }
}

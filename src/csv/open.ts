import { InputError, RunStopped } from '../errors.ts'
import { readHeader } from './header.ts'
import type { Dialect } from './parse.ts'
import { type CsvRow, RowReader } from './rows.ts'
import { type ByteSource, openSource, unreadable } from './source.ts'
import { startOfText } from './text-format.ts'

/** How the file is written; what is absent is the default: comma, double quote, the quote itself as escape. */
export interface CsvOptions {
  readonly delimiter?: string
  /** One character; empty where the file knows no quoting. */
  readonly quote?: string
  /** One character; what a quote inside a quoted cell is preceded by. */
  readonly escape?: string
  readonly encoding?: 'utf-8'
}

/** One open CSV. Close it with `await using`. */
export interface CsvReader extends AsyncDisposable {
  /** The names in the header, trimmed; no two are alike and none is empty. */
  readonly columns: readonly string[]
  /** Size of the file as stored, in bytes; null where only the end will tell. */
  readonly totalBytes: number | null
  /** Bytes of the file as stored that have been consumed so far. */
  bytesRead(): number
  /**
   * The rows, in batches of about 64 KiB of text; the next batch is read when it is asked for. To be iterated once.
   * Throws the signal's reason when it is aborted, and RunStopped `file_unreadable` when the file cannot be read on.
   */
  batches(signal: AbortSignal): AsyncIterable<readonly CsvRow[]>
}

/**
 * Opens a CSV and reads as far as its first row. `source` is a path, or `-` for standard input; gzip is recognised.
 * Throws InputError: `file_not_found`, `file_is_directory`, `file_unreadable`, `file_empty`, `no_data_rows`,
 * `duplicate_column`, `empty_column`, `unsupported_encoding`, `not_csv`, `csv_option`, or a row's fault code where the
 * header is unreadable. The signal counts until the promise settles.
 */
export async function openCsv(source: string, options: CsvOptions, signal: AbortSignal): Promise<CsvReader> {
  const dialect = readDialect(options)
  signal.throwIfAborted()
  const bytes = await openSource(source)
  try {
    const batches = readBatches(bytes, dialect)
    const { columns, rows } = await readStart(batches, bytes, signal)
    return {
      columns,
      totalBytes: bytes.totalBytes,
      bytesRead: () => bytes.bytesRead(),
      batches: signal => continueReading(rows, batches, bytes, signal),
      [Symbol.asyncDispose]: () => bytes[Symbol.asyncDispose](),
    }
  } catch (error) {
    await bytes[Symbol.asyncDispose]()
    throw error
  }
}

type Batches = AsyncGenerator<readonly CsvRow[]>

async function* readBatches(bytes: ByteSource, dialect: Dialect): Batches {
  const reader = new RowReader(dialect)
  let isFirst = true
  for await (const chunk of bytes.chunks()) {
    yield* reader.read(isFirst ? startOfText(chunk, bytes.name) : chunk)
    isFirst = false
  }
  yield* reader.end()
}

/** Reads the header and the batch with the first row; `rows` is that batch. */
async function readStart(batches: Batches, bytes: ByteSource, signal: AbortSignal) {
  using _ = bytes.abortWith(signal)
  try {
    const [header, ...rows] = await nextBatch(batches)
    if (header === undefined) {
      throw new InputError('file_empty', `${bytes.name} is empty`, { hint: 'It needs a header and at least one row.' })
    }
    const columns = readHeader(header, bytes.name)
    const rowsToStartWith = rows.length > 0 ? rows : await nextBatch(batches)
    if (rowsToStartWith.length === 0) {
      throw new InputError('no_data_rows', `${bytes.name} has a header and no row`, {
        hint: 'Check that the export is complete.',
      })
    }
    return { columns, rows: rowsToStartWith }
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof InputError ? error : unreadable(bytes.name, error)
  }
}

async function* continueReading(
  rows: readonly CsvRow[],
  batches: Batches,
  bytes: ByteSource,
  signal: AbortSignal,
): Batches {
  using _ = bytes.abortWith(signal)
  signal.throwIfAborted()
  yield rows
  while (true) {
    signal.throwIfAborted()
    const batch = await nextBatch(batches).catch(error => {
      signal.throwIfAborted()
      const { code, message, hint } = unreadable(bytes.name, error)
      throw new RunStopped(code, message, { cause: error, hint })
    })
    if (batch.length === 0) return
    yield batch
  }
}

async function nextBatch(batches: Batches): Promise<readonly CsvRow[]> {
  const next = await batches.next()
  return next.done ? [] : next.value
}

function readDialect(options: CsvOptions): Dialect {
  const quote = options.quote ?? '"'
  const dialect = { delimiter: options.delimiter ?? ',', quote, escape: options.escape ?? quote }
  const problem = dialectProblem(dialect)
  if (problem === null) return dialect
  throw new InputError('csv_option', `The CSV options do not fit together: ${problem}`, {
    hint: "Correct the mapping's csv section.",
  })
}

function dialectProblem(dialect: Dialect): string | null {
  const { delimiter, quote } = dialect
  if (delimiter === '') return 'delimiter is empty'
  if ([...quote].length > 1) return 'quote must be one character'
  if ([...dialect.escape].length > 1) return 'escape must be one character'
  if (delimiter === quote || delimiter === dialect.escape) return 'delimiter must differ from quote and escape'
  const all = delimiter + quote + dialect.escape
  return /[\r\n]/.test(all) ? 'a line break cannot serve as delimiter, quote or escape' : null
}

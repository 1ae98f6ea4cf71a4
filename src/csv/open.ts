import { InputError } from '../errors.ts'
import { hasAnnotations } from '../model/annotation-columns.ts'
import { restoreCell } from '../model/defused-cell.ts'
import { annotatedDelimiter, rowRestorer } from './annotated.ts'
import type { CsvRow } from './csv-row.ts'
import { TextSource } from './decode.ts'
import { detectDelimiter, usualDelimiter } from './delimiter.ts'
import { withFullHead } from './head.ts'
import { readColumnNames, readHeader } from './header.ts'
import { type CsvOptions, type ResolvedOptions, resolveOptions } from './options.ts'
import { RowReader } from './rows.ts'
import { type ByteSource, type CsvBytes, chunkBytes, openSource, unreadable } from './source.ts'
import { findTextStart, type TextStart } from './text-start.ts'

/** One open CSV. Close it with `await using`. */
export interface CsvReader extends AsyncDisposable {
  /** The names in the header, without spaces around them and each on one line; no two are alike and none is empty. */
  readonly columns: readonly string[]
  /**
   * What was detected about the file and is not the usual, as sentences for people. An encoding that shows late in the
   * file adds a note while the rows are read.
   */
  readonly notes: readonly string[]
  /** Size of the file as stored, in bytes; null where only the end will tell. */
  readonly totalBytes: number | null
  /** Bytes of the file as stored that have been consumed so far. */
  bytesRead(): number
  /** Rows that have been handed out so far. */
  rowsRead(): number
  /**
   * The rows, in batches of about 64 KiB of text; the next batch is read when it is asked for. To be iterated once.
   * Throws the signal's reason when it is aborted, and InputError `file_unreadable` or `gzip_ratio` when the file
   * cannot be read on.
   */
  batches(signal: AbortSignal): AsyncIterable<readonly CsvRow[]>
}

/**
 * Opens a CSV and reads as far as its first row. `source` is a path, or `-` for standard input, or
 * the bytes themselves; gzip is recognised. Cells
 * and column names of a file that `--failed` wrote come out as they were in the source.
 * Throws InputError: `file_not_found`, `file_is_directory`, `file_unreadable`, `file_empty`, `no_data_rows`,
 * `duplicate_column`, `empty_column`, `unsupported_encoding`, `not_csv`, `csv_option`, or a row's fault code where the
 * header is unreadable. The signal counts until the promise settles.
 */
export async function openCsv(source: string | CsvBytes, options: CsvOptions, signal: AbortSignal): Promise<CsvReader> {
  const resolved = resolveOptions(options)
  signal.throwIfAborted()
  const bytes = await openSource(source)
  try {
    const notes: string[] = []
    const batches = readBatches(bytes, resolved, notes)
    const { columns, rows } = await readStart(batches, bytes, resolved.columns, signal)
    const isAnnotated = hasAnnotations(columns)
    let rowsRead = 0
    async function* counted(read: Batches): Batches {
      for await (const batch of read) {
        rowsRead += batch.length
        yield batch
      }
    }
    return {
      columns: isAnnotated ? columns.map(restoreCell) : columns,
      notes,
      totalBytes: bytes.totalBytes,
      bytesRead: () => bytes.bytesRead(),
      rowsRead: () => rowsRead,
      batches(signal) {
        const read = counted(continueReading(rows, batches, bytes, signal))
        return isAnnotated ? restored(read, columns) : read
      },
      [Symbol.asyncDispose]: () => bytes[Symbol.asyncDispose](),
    }
  } catch (error) {
    await bytes[Symbol.asyncDispose]()
    throw error
  }
}

type Batches = AsyncGenerator<readonly CsvRow[]>

async function* readBatches(bytes: ByteSource, options: ResolvedOptions, notes: string[]): Batches {
  const text = new TextSource(bytes.chunks(), options.encoding, bytes.name, note => notes.push(note))
  let reader: RowReader | null = null
  for await (const chunk of withFullHead(text.chunks(), chunkBytes)) {
    if (reader !== null) {
      yield* reader.read(chunk)
      continue
    }
    const start = findTextStart(chunk, options.skipLines, bytes.name)
    const head = chunk.subarray(start.at)
    const isWhole = chunk.length < chunkBytes
    const delimiter = decideDelimiter(head, isWhole, start, options, notes)
    reader = new RowReader({
      dialect: { delimiter, quote: options.quote, escape: options.escape },
      width: options.columns?.length ?? null,
      line: start.line,
      maxFieldBytes: options.maxFieldBytes,
      encoding: () => text.encoding,
    })
    yield* reader.read(head)
  }
  if (reader !== null) yield* reader.end()
}

function decideDelimiter(
  head: Buffer,
  isWhole: boolean,
  start: TextStart,
  options: ResolvedOptions,
  notes: string[],
): string {
  const text = head.toString()
  const stated = options.delimiter ?? start.delimiter ?? annotatedDelimiter(text)
  if (stated !== null) return stated
  const { delimiter, isSeen } = detectDelimiter(text, isWhole, options)
  if (isSeen && delimiter !== usualDelimiter) {
    const name = delimiter === '\t' ? 'tabs' : JSON.stringify(delimiter)
    notes.push(
      `going by the first rows, cells are separated by ${name}; where that is wrong, name the delimiter in the mapping ` +
        '(csv: { delimiter: … })',
    )
  }
  return delimiter
}

/** Reads the header and the batch with the first row; `rows` is that batch. */
async function readStart(batches: Batches, bytes: ByteSource, stated: readonly string[] | null, signal: AbortSignal) {
  using _ = bytes.abortWith(signal)
  try {
    if (stated !== null) {
      const columns = readColumnNames(stated, bytes.name, null)
      const rows = await nextBatch(batches)
      if (rows.length === 0) throw emptyFile(bytes, 'It needs at least one row.')
      return { columns, rows }
    }
    const [header, ...rows] = await nextBatch(batches)
    if (header === undefined) throw emptyFile(bytes, 'It needs a header and at least one row.')
    const columns = readHeader(header, bytes.name)
    const rowsToStartWith = rows.length > 0 ? rows : await nextBatch(batches)
    if (rowsToStartWith.length === 0) {
      throw new InputError('no_data_rows', `${bytes.name} has a header and no row.`, {
        hint: 'Check that the export is complete.',
      })
    }
    return { columns, rows: rowsToStartWith }
  } catch (error) {
    signal.throwIfAborted()
    throw unreadable(bytes.name, error)
  }
}

function emptyFile(bytes: ByteSource, hint: string): InputError {
  const what =
    bytes.bytesRead() === 0 ? 'is empty' : 'has no header and no row: where they should be, there are only blank lines'
  return new InputError('file_empty', `${bytes.name} ${what}.`, { hint })
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
      throw unreadable(bytes.name, error)
    })
    if (batch.length === 0) return
    yield batch
  }
}

/** The rows of a file that `--failed` wrote, as they were in the source. */
async function* restored(batches: Batches, columns: readonly string[]): Batches {
  const restore = rowRestorer(columns)
  for await (const batch of batches) yield batch.map(restore)
}

async function nextBatch(batches: Batches): Promise<readonly CsvRow[]> {
  const next = await batches.next()
  return next.done ? [] : next.value
}

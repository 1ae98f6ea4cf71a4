import { InputError } from '../errors.ts'
import { hasAnnotations } from '../model/annotation-columns.ts'
import { restoreCell } from '../model/defused-cell.ts'
import { rowRestorer } from './annotated.ts'
import type { CsvRow } from './csv-row.ts'
import { readColumnNames, readHeader } from './header.ts'
import { type CsvOptions, resolveOptions } from './options.ts'
import { type ByteSource, type CsvBytes, openSource, unreadable } from './source.ts'
import type { KnownStretches } from './stretch.ts'
import type { RowStretch } from './stretch-reader.ts'
import { StretchedText } from './stretched-text.ts'

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
  /** The rows in stretches; null where what comes is not told by its bytes. */
  readonly stretches: StretchSource | null
}

/** Rows by the bytes that they take: those that are known from an earlier reading need not be read. */
export interface StretchSource {
  /** How the bytes are read as rows, as text: the same bytes are the same rows where this is the same. */
  readonly form: string
  /** As `batches`, in whose place it is iterated, but for rows of stretches that are known. */
  read(signal: AbortSignal, known: KnownStretches): AsyncIterable<RowStretch>
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
    const stretched = new StretchedText(bytes, resolved, notes)
    const batches = stretched.batches()
    const { columns, rows } = await readStart(batches, bytes, resolved.columns, signal)
    const isAnnotated = hasAnnotations(columns)
    let rowsRead = 0
    async function* counted(read: Stretches): Stretches {
      for await (const batch of read) {
        rowsRead += batch.kind === 'rows' ? batch.rows.length : batch.stretch.rows
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
        const read = rowsOf(counted(continueReading(rows, batches, bytes, signal)))
        return isAnnotated ? restored(read, columns) : read
      },
      stretches: isAnnotated
        ? null
        : {
            form: stretched.form(),
            read(signal, known) {
              stretched.compareWith(known)
              return counted(continueReading(rows, batches, bytes, signal))
            },
          },
      [Symbol.asyncDispose]: () => bytes[Symbol.asyncDispose](),
    }
  } catch (error) {
    await bytes[Symbol.asyncDispose]()
    throw error
  }
}

type Batches = AsyncGenerator<readonly CsvRow[]>
type Stretches = AsyncGenerator<RowStretch>

/** Reads the header and the batch with the first row; `rows` is that batch. */
async function readStart(batches: Stretches, bytes: ByteSource, stated: readonly string[] | null, signal: AbortSignal) {
  using _ = bytes.abortWith(signal)
  try {
    if (stated !== null) {
      const columns = readColumnNames(stated, bytes.name, null)
      const rows = await nextRows(batches)
      if (rows.length === 0) throw emptyFile(bytes, 'It needs at least one row.')
      return { columns, rows }
    }
    const [header, ...rows] = await nextRows(batches)
    if (header === undefined) throw emptyFile(bytes, 'It needs a header and at least one row.')
    const columns = readHeader(header, bytes.name)
    const rowsToStartWith = rows.length > 0 ? rows : await nextRows(batches)
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
  batches: Stretches,
  bytes: ByteSource,
  signal: AbortSignal,
): Stretches {
  using _ = bytes.abortWith(signal)
  signal.throwIfAborted()
  yield { kind: 'rows', rows, stretch: null }
  while (true) {
    signal.throwIfAborted()
    const next = await batches.next().catch(error => {
      signal.throwIfAborted()
      throw unreadable(bytes.name, error)
    })
    if (next.done) return
    yield next.value
  }
}

/** Without known stretches there are only rows. */
async function* rowsOf(stretches: Stretches): Batches {
  for await (const stretch of stretches) if (stretch.kind === 'rows') yield stretch.rows
}

/** The rows of a file that `--failed` wrote, as they were in the source. */
async function* restored(batches: Batches, columns: readonly string[]): Batches {
  const restore = rowRestorer(columns)
  for await (const batch of batches) yield batch.map(restore)
}

/** The first rows, before anything is known; none where there are none. */
async function nextRows(stretches: Stretches): Promise<readonly CsvRow[]> {
  const next = await stretches.next()
  return next.done || next.value.kind !== 'rows' ? [] : next.value.rows
}

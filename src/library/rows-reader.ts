import { addAbortListener } from 'node:events'
import type { CsvRow } from '../csv/csv-row.ts'
import type { CsvReader } from '../csv/open.ts'
import { InputError } from '../errors.ts'
import { plainLine } from '../report/text.ts'

/** What a cell of a row may hold. A date is read as ISO 8601 in UTC; null and undefined are blank. */
export type RowValue = string | number | bigint | boolean | Date | null | undefined

/** Rows as objects, by their columns. */
export type RowsInput = AsyncIterable<Readonly<Record<string, RowValue>>> | Iterable<Readonly<Record<string, RowValue>>>

const rowsOfABatch = 100

/**
 * Reads rows that are objects already as `openCsv` reads those of a file: by the same names, cells as text. The next are
 * asked for as they are sent.
 *
 * @param stated names of the columns; null: the keys of the first row
 * @throws InputError `no_rows`, `row_invalid`; so does the reading, with the number of the row
 */
export async function readRows(input: RowsInput, stated: readonly string[] | null, name: string): Promise<CsvReader> {
  const rows = new RowSource(input, name)
  const first = await rows.next(null)
  if (first === null) {
    throw new InputError('no_rows', `${name} hands out no row.`, { hint: 'Check the query that they come from.' })
  }
  const columns = stated ?? Object.keys(objectOf(first.row, 1, name))
  const known = new Set(columns)
  let rowsRead = 0

  const cellsOf = (row: unknown, number: number): readonly string[] => {
    const object = objectOf(row, number, name)
    for (const column of Object.keys(object)) if (!known.has(column)) throw unknownColumn(column, number, name)
    return columns.map(column => textOf(Object.hasOwn(object, column) ? object[column] : null, column, number, name))
  }

  async function* batches(signal: AbortSignal): AsyncGenerator<readonly CsvRow[]> {
    let batch: CsvRow[] = []
    for (let next: NextRow = first; next !== null; next = await rows.next(signal)) {
      signal.throwIfAborted()
      rowsRead += 1
      // A row of no file has no line; its number says where it is.
      batch.push({ kind: 'cells', row: rowsRead, line: rowsRead, cells: cellsOf(next.row, rowsRead) })
      if (batch.length < rowsOfABatch) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }

  return {
    columns,
    notes: [],
    totalBytes: null,
    bytesRead: () => 0,
    rowsRead: () => rowsRead,
    batches,
    stretches: null,
    [Symbol.asyncDispose]: () => rows.end(),
  }
}

/** The next row; null: there are no more. */
type NextRow = { readonly row: unknown } | null

/** What hands out the rows: somebody else's, who may never answer. */
class RowSource {
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>
  readonly #name: string
  #isAsked = false
  #hasEnded = false

  constructor(input: RowsInput, name: string) {
    this.#iterator = Symbol.asyncIterator in input ? input[Symbol.asyncIterator]() : input[Symbol.iterator]()
    this.#name = name
  }

  /**
   * @param signal null: there is none yet
   * @throws InputError `rows_unreadable`
   * @throws the signal's reason where it is aborted
   */
  async next(signal: AbortSignal | null): Promise<NextRow> {
    const { promise: aborted, reject } = Promise.withResolvers<never>()
    using _ = signal && addAbortListener(signal, () => reject(signal.reason))
    try {
      this.#isAsked = true
      const next = await Promise.race([this.#iterator.next(), aborted])
      this.#isAsked = false
      this.#hasEnded = next.done === true
      return next.done === true ? null : { row: next.value }
    } catch (cause) {
      signal?.throwIfAborted()
      this.#hasEnded = true
      throw new InputError('rows_unreadable', `${this.#name} fails after some rows or at once.`, {
        cause,
        hint: 'The cause of this error is the one that it threw.',
      })
    }
  }

  /** Lets it go. Of one that has not answered yet nobody waits for the end. */
  async end(): Promise<void> {
    if (this.#hasEnded) return
    const ended = Promise.resolve(this.#iterator.return?.())
    if (this.#isAsked) ended.catch(() => undefined)
    else await ended
  }
}

function objectOf(row: unknown, number: number, name: string): Readonly<Record<string, unknown>> {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Readonly<Record<string, unknown>>
  throw new InputError('row_invalid', `Row ${number} of ${name} is no object.`, {
    hint: 'Each row is an object whose keys are the columns, such as { "Deal ID": 1, Name: "Fax" }.',
  })
}

function unknownColumn(column: string, number: number, name: string): InputError {
  return new InputError(
    'row_invalid',
    `Row ${number} of ${name} has a column ${plainLine(column)} that no row had before.`,
    {
      hint: 'Say with the option columns what columns there are, in every row or not.',
    },
  )
}

function textOf(value: unknown, column: string, number: number, name: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)) return String(value)
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  throw new InputError(
    'row_invalid',
    `Row ${number} of ${name} holds no text, number or date in ${plainLine(column)}.`,
    {
      hint: 'Give a text, number, bigint, boolean or valid Date; null for a blank. Join a list with the sign that split names.',
    },
  )
}

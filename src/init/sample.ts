import type { CsvReader } from '../csv/open.ts'

/** The beginning of a file, as far as it was looked at, column by column. */
export interface Sample {
  readonly columns: readonly ColumnProfile[]
  /** Rows that were looked at. */
  readonly rows: number
  /** Rows among them that could not be read. */
  readonly unreadableRows: number
  /** Whether these are all rows that there are. */
  readonly isWhole: boolean
}

/** What stands in one column. */
export interface ColumnProfile {
  readonly name: string
  /** Every value that is not blank, trimmed, and the number of rows that have it; in the order of the file. */
  readonly values: ReadonlyMap<string, number>
  /** Rows with a value. */
  readonly filled: number
  readonly blank: number
}

export interface SampleBounds {
  readonly maxRows: number
  /** Characters in all cells together. */
  readonly maxCharacters: number
}

export const sampleBounds: SampleBounds = { maxRows: 20_000, maxCharacters: 16 * 1024 * 1024 }

/** Reads the beginning of a file, to the first of the bounds. Throws what the reader throws. */
export async function readSample(reader: CsvReader, bounds: SampleBounds, signal: AbortSignal): Promise<Sample> {
  const tallies = reader.columns.map(name => ({ name, values: new Map<string, number>(), filled: 0, blank: 0 }))
  let rows = 0
  let unreadableRows = 0
  let characters = 0
  const sample = (isWhole: boolean): Sample => ({ columns: tallies, rows, unreadableRows, isWhole })
  for await (const batch of reader.batches(signal)) {
    for (const row of batch) {
      if (rows >= bounds.maxRows || characters >= bounds.maxCharacters) return sample(false)
      rows += 1
      if (row.kind === 'unreadable') {
        unreadableRows += 1
        continue
      }
      for (const [index, tally] of tallies.entries()) {
        const value = (row.cells[index] ?? '').trim()
        characters += value.length
        if (value === '') tally.blank += 1
        else {
          tally.filled += 1
          tally.values.set(value, (tally.values.get(value) ?? 0) + 1)
        }
      }
    }
  }
  return sample(true)
}

/** Whether no two rows have the same value, and none is blank. */
export function identifiesRows({ values, filled, blank }: ColumnProfile): boolean {
  return filled > 0 && blank === 0 && values.size === filled
}

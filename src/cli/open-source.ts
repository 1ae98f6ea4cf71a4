import type { CsvReader } from '../csv/open.ts'
import { openMappedCsv as openQuietly } from '../library/mapped-csv.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { plainLine } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

export { csvOptions, openFailedRows } from '../library/mapped-csv.ts'

/** Opens the CSV as the mapping says that it is written, and says what had to be detected: at once, or when it is closed. */
export async function openMappedCsv(
  csv: string,
  mapping: Mapping,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<CsvReader> {
  const reader = await openQuietly(csv, mapping, signal)
  let told = 0
  const tellNotes = (): void => {
    for (const note of reader.notes.slice(told)) terminal.say(`${terminal.paint.yellow('note:')} ${plainLine(note)}`)
    told = reader.notes.length
  }
  tellNotes()
  return {
    ...reader,
    // What only showed while reading; a generator around the rows, to tell it at once, would cost memory for each of them.
    async [Symbol.asyncDispose]() {
      tellNotes()
      await reader[Symbol.asyncDispose]()
    },
  }
}

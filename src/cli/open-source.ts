import { type CsvReader, openCsv } from '../csv/open.ts'
import type { CsvOptions } from '../csv/options.ts'
import { InputError } from '../errors.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { hasAnnotations } from '../model/annotation-columns.ts'
import { plainLine } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

/** Opens the CSV as the mapping says that it is written, and says what had to be detected: at once, or when it is closed. */
export async function openMappedCsv(
  csv: string,
  mapping: Mapping,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<CsvReader> {
  const reader = (await openFailedRows(csv, mapping, signal)) ?? (await openCsv(csv, csvOptions(mapping), signal))
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

/**
 * A file that `--failed` wrote is read as such files are written, or as a spreadsheet has saved it since, whatever the
 * mapping says of the source; null where it is none. Standard input cannot be looked at beforehand.
 */
export async function openFailedRows(csv: string, mapping: Mapping, signal: AbortSignal): Promise<CsvReader | null> {
  if (csv === '-' || Object.keys(csvOptions(mapping)).length === 0) return null
  await using opened = new AsyncDisposableStack()
  try {
    const { maxFieldBytes } = csvOptions(mapping)
    const reader = opened.use(await openCsv(csv, maxFieldBytes === undefined ? {} : { maxFieldBytes }, signal))
    if (!hasAnnotations(reader.columns)) return null
    opened.move()
    return reader
  } catch (error) {
    // Without the mapping's word it cannot be read: then it is no such file.
    if (error instanceof InputError) return null
    throw error
  }
}

/** How a mapping says that its CSV is written, without what it leaves to detection. */
export function csvOptions({ csv }: Pick<Mapping, 'csv'>): CsvOptions {
  return Object.fromEntries(Object.entries(csv).filter(([, value]) => value !== null))
}

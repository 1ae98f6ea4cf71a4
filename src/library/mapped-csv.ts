import { type CsvReader, openCsv } from '../csv/open.ts'
import type { CsvOptions } from '../csv/options.ts'
import type { CsvBytes } from '../csv/source.ts'
import { InputError } from '../errors.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { hasAnnotations } from '../model/annotation-columns.ts'

/** Opens a CSV as the mapping says that it is written. Throws what `openCsv` throws. */
export async function openMappedCsv(
  csv: string | CsvBytes,
  mapping: Pick<Mapping, 'csv'>,
  signal: AbortSignal,
): Promise<CsvReader> {
  return (await openFailedRows(csv, mapping, signal)) ?? (await openCsv(csv, csvOptions(mapping), signal))
}

/**
 * A file that `--failed` wrote is read as such files are written, or as a spreadsheet has saved it since, whatever the
 * mapping says of the source; null where it is none. What can be read but once cannot be looked at beforehand.
 */
export async function openFailedRows(
  csv: string | CsvBytes,
  mapping: Pick<Mapping, 'csv'>,
  signal: AbortSignal,
): Promise<CsvReader | null> {
  if (typeof csv !== 'string' || csv === '-' || Object.keys(csvOptions(mapping)).length === 0) return null
  const { maxFieldBytes } = csvOptions(mapping)
  try {
    const reader = await openCsv(csv, maxFieldBytes === undefined ? {} : { maxFieldBytes }, signal)
    if (hasAnnotations(reader.columns)) return reader
    await reader[Symbol.asyncDispose]()
    return null
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

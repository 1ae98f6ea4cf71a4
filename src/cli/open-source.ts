import { type CsvOptions, type CsvReader, openCsv } from '../csv/open.ts'
import type { Mapping } from '../mapping/mapping.ts'

/** Opens the CSV as the mapping says that it is written. */
export async function openMappedCsv(csv: string, mapping: Mapping, signal: AbortSignal): Promise<CsvReader> {
  return openCsv(csv, given(mapping.csv), signal)
}

/** Without what the mapping leaves to detection. */
function given(csv: Mapping['csv']): CsvOptions {
  return Object.fromEntries(Object.entries(csv).filter(([, value]) => value !== null))
}

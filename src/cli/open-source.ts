import { type CsvOptions, type CsvReader, openCsv } from '../csv/open.ts'
import { invalidMapping } from '../mapping/document.ts'
import type { Mapping } from '../mapping/mapping.ts'

/**
 * Opens the CSV as the mapping says that it is written.
 *
 * @throws InputError `mapping_invalid` for an encoding that is not read yet, and whatever `openCsv` throws
 */
export async function openMappedCsv(csv: string, mapping: Mapping, signal: AbortSignal): Promise<CsvReader> {
  assertUtf8(mapping)
  return openCsv(csv, given(mapping.csv), signal)
}

/** The mapping language knows every encoding, the reader only one as yet: better refused than misread. */
function assertUtf8({ csv, file, problemAt }: Mapping): void {
  if (csv.encoding === null || new TextDecoder(csv.encoding).encoding === 'utf-8') return
  const message = `encoding ${csv.encoding} is not available yet: save the file as CSV in UTF-8 and leave this out`
  throw invalidMapping(file, [problemAt(['csv', 'encoding'], message)])
}

/** Without what the mapping leaves to detection. */
function given(csv: Mapping['csv']): CsvOptions {
  return Object.fromEntries(Object.entries(csv).filter(([, value]) => value !== null))
}

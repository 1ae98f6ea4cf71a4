import { fileURLToPath } from 'node:url'
import { chunkBytes } from '../src/csv/source.ts'
import { runToEnd, type Usage } from './processes.ts'

const program = fileURLToPath(new URL('peers/bare-csv-parse.mjs', import.meta.url))

/** The least that any program must do with a CSV file: csv-parse alone, in chunks as this program reads them. */
export function parseBarely(file: string): Promise<Usage> {
  return runToEnd(program, [file, String(chunkBytes)])
}

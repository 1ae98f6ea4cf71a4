import { setImmediate } from 'node:timers/promises'
import type { CsvReader } from '../csv/open.ts'

/** A reader that reads on only when whoever is told of the rows has room for more. */
export function gatedReader(reader: CsvReader, room: () => Promise<void>): CsvReader {
  return {
    ...reader,
    // Each row is to be told.
    stretches: null,
    async *batches(signal) {
      for await (const batch of reader.batches(signal)) {
        yield batch
        await room()
        // Bytes that are there already are read without a pause: timers, signals and requests of others want their turn.
        await setImmediate()
      }
    },
  }
}

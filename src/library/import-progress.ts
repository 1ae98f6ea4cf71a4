import type { CsvReader } from '../csv/open.ts'
import type { RunClient } from '../import/dry-client.ts'
import type { RowResult } from '../import/row-result.ts'
import { Tally } from '../import/tally.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { nothingSent, type RequestsSent } from './import-summary.ts'

/** How far an import is. */
export interface ImportProgress extends RequestsSent {
  /** Rows that have ended so far. */
  readonly rows: number
  /** The same by outcome. */
  readonly outcomes: OutcomeCounts
  /** Share of the source that has been read, from 0 to 1; null where its size is not known. */
  readonly share: number | null
  /** Writes a second that the limit allows just now; null before the first answer. */
  readonly writesPerSecond: number | null
  /** What keeps the API from answering, and since when; null while it answers. */
  readonly outage: { readonly reason: string; readonly since: Date } | null
}

/** Where a run leaves what can be told of it while it goes on. */
export class ProgressBoard {
  readonly #tally = new Tally()
  #client: RunClient | null = null
  #reader: Pick<CsvReader, 'totalBytes' | 'bytesRead'> | null = null

  begin(client: RunClient, reader: Pick<CsvReader, 'totalBytes' | 'bytesRead'> | null): void {
    this.#client = client
    this.#reader = reader
  }

  add(result: RowResult): void {
    this.#tally.read()
    this.#tally.add({ ...result, errors: [] })
  }

  now(): ImportProgress {
    const outage = this.#client?.outage ?? null
    return {
      rows: this.#tally.rows,
      outcomes: this.#tally.outcomes(),
      share: shareOf(this.#reader),
      writesPerSecond: this.#client?.limiter('write').limit ?? null,
      outage: outage && { reason: outage.reason, since: new Date(outage.sinceMs) },
      ...(this.#client?.counts() ?? nothingSent),
    }
  }
}

/** Share of a source that has been read; null where its size is not known. */
export function shareOf(reader: Pick<CsvReader, 'totalBytes' | 'bytesRead'> | null): number | null {
  if (reader === null || reader.totalBytes === null) return null
  return reader.bytesRead() / Math.max(reader.totalBytes, 1)
}

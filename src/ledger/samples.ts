import { latencyBoundsMs, type RunSample } from '../model/run-sample.ts'
import type { DatabaseSync } from './sqlite.ts'

/** Adds a sample to those of a run. */
export function writeSample(database: DatabaseSync, importId: number, runId: string, sample: RunSample): void {
  const { startedAt, endedAt, requests, throttled, retries, limit, pausedMs, outageMs, latency } = sample
  database
    .prepare(
      `INSERT INTO samples SELECT :import, :run, coalesce(max(number), 0) + 1, :startedAt, :endedAt, :write, :read, :search,
        :throttled, :retries, :limit, :pausedMs, :outageMs, :latency
      FROM samples WHERE import_id = :import AND run_id = :run`,
    )
    .run({
      import: importId,
      run: runId,
      startedAt: Math.round(startedAt),
      endedAt: Math.round(endedAt),
      ...requests,
      throttled,
      retries,
      limit,
      pausedMs: Math.round(pausedMs),
      outageMs: Math.round(outageMs),
      latency: encodeCounts(latency),
    })
}

/** The samples of a run, in the order in which they were taken. */
export function readSamples(database: DatabaseSync, importId: number, runId: string): readonly RunSample[] {
  return database
    .prepare('SELECT * FROM samples WHERE import_id = ? AND run_id = ? ORDER BY number')
    .all(importId, runId)
    .map(row => ({
      startedAt: Number(row['started_at']),
      endedAt: Number(row['ended_at']),
      requests: { write: Number(row['writes']), read: Number(row['reads']), search: Number(row['searches']) },
      throttled: Number(row['throttled']),
      retries: Number(row['retries']),
      limit: Number(row['rate_limit']),
      pausedMs: Number(row['paused_ms']),
      outageMs: Number(row['outage_ms']),
      latency: decodeCounts(String(row['latency'])),
    }))
}

/** `0,0,12,3`, up to the last count that is not zero: most classes are empty in most samples. */
function encodeCounts(counts: readonly number[]): string {
  return counts.slice(0, counts.findLastIndex(count => count !== 0) + 1).join(',')
}

function decodeCounts(text: string): readonly number[] {
  const counts = text === '' ? [] : text.split(',')
  return [...latencyBoundsMs, Number.POSITIVE_INFINITY].map((_, at) => Number(counts[at] ?? 0))
}

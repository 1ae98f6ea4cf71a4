import { basename, extname } from 'node:path'
import type { RowResult } from '../../import/row-result.ts'
import type { RequestCounts } from '../../lightfield/client.ts'
import { type Outcome, outcomes } from '../../model/outcome.ts'
import type { JsonRun } from '../../report/json-summary.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import type { RunBeginning, RunEnd } from '../run-watcher.ts'
import type { CallWatcher } from './call-watcher.ts'
import { type MetricValues, runMetrics } from './metrics.ts'
import { readMetricsFile, writeMetricsFile } from './metrics-file.ts'
import { metricsText, readMetrics } from './metrics-text.ts'
import type { WatchedClient } from './pulse.ts'
import type { ToldFailure } from './told-summary.ts'

const writeEveryMs = 15_000

/**
 * `--metrics FILE`: what Prometheus' node exporter collects from a file. Replaced as a whole when the run begins, every
 * 15 seconds, and at its end. Totals go on from what the file says of earlier runs.
 *
 * @param warn told once where it cannot be written any more: that is no reason to stop an import
 * @throws InputError `metrics_unwritable`, `not_metrics`
 */
export function openMetrics(path: string, now: () => number, warn: (message: string) => void): CallWatcher {
  const watcher = new MetricsWatcher(path, now, warn)
  watcher.writeFirst()
  return watcher
}

class MetricsWatcher implements CallWatcher {
  readonly #path: string
  readonly #now: () => number
  readonly #warn: (message: string) => void
  readonly #earlier: MetricValues['earlier']
  readonly #startedAt: number
  readonly #rows = new Map<string, Map<Outcome, number>>()
  #client: WatchedClient | null = null
  #ended: MetricValues['ended'] = null
  #writtenAt = 0
  #hasWarned = false

  constructor(path: string, now: () => number, warn: (message: string) => void) {
    this.#path = path
    this.#now = now
    this.#warn = warn
    this.#earlier = readMetrics(readMetricsFile(path))
    this.#startedAt = now()
  }

  /** @throws InputError `metrics_unwritable` */
  writeFirst(): void {
    this.#writtenAt = this.#now()
    writeMetricsFile(this.#path, this.#text())
  }

  begins({ imports }: RunBeginning, client: WatchedClient): void {
    this.#client = client
    for (const name of imports) this.#rows.set(name, new Map())
    this.#write()
  }

  row(importName: string, { outcome }: RowResult, pass: 'first' | 'second' = 'first'): void {
    const counts = this.#rows.get(importName)
    if (pass === 'first') counts?.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }

  passed(importName: string, rows: number): void {
    const counts = this.#rows.get(importName)
    counts?.set('skipped', (counts.get('skipped') ?? 0) + rows)
  }

  tick(now: number): void {
    if (now - this.#writtenAt >= writeEveryMs) this.#write()
  }

  ended({ exitCode: code, summary }: RunEnd): void {
    // What a second pass, or a stop, has made of the rows is in the summary alone.
    const runs: readonly JsonRun[] = 'imports' in summary ? summary.imports : [summary]
    for (const run of runs) this.#rows.set(run.import, new Map(outcomes.map(each => [each, run.outcomes[each]])))
    this.#end(code)
  }

  failed(_: ToldFailure, code: ExitCode): void {
    this.#end(code)
  }

  #end(code: ExitCode): void {
    this.#ended = { exitCode: code, isSuccess: code === exitCode.done, at: this.#now() }
    this.#write()
  }

  #write(): void {
    this.#writtenAt = this.#now()
    try {
      writeMetricsFile(this.#path, this.#text())
    } catch (error) {
      if (!this.#hasWarned) this.#warn(error instanceof Error ? error.message : String(error))
      this.#hasWarned = true
    }
  }

  #text(): string {
    return metricsText(
      runMetrics({
        // Of the file, so that files of one folder never have a series in common, and known before any mapping is read.
        task: basename(this.#path, extname(this.#path)),
        earlier: this.#earlier,
        startedAt: this.#startedAt,
        now: this.#now(),
        rows: this.#rows,
        counts: this.#client?.counts() ?? noRequests,
        limit: this.#client?.limiter('write').limit ?? null,
        isOutage: (this.#client?.outage ?? null) !== null,
        ended: this.#ended,
      }),
    )
  }
}

const noRequests: RequestCounts = { requests: { write: 0, read: 0, search: 0 }, retries: 0, throttled: 0 }

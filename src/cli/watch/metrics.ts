import { version } from '../../library/version.ts'
import type { RequestCounts } from '../../lightfield/client.ts'
import { rateCategories } from '../../lightfield/rate-limiter.ts'
import { type Outcome, outcomes } from '../../model/outcome.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Labels, Metric, readMetrics } from './metrics-text.ts'

/** What the metrics of a call are made of. Times in milliseconds, UTC. */
export interface MetricValues {
  /** What this job is called; with it, no two files have a series in common. */
  readonly task: string
  /** What the file said before this call. */
  readonly earlier: ReturnType<typeof readMetrics>
  readonly startedAt: number
  readonly now: number
  /** By import, the rows that have ended in this run. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<Outcome, number>>
  readonly counts: RequestCounts
  /** Writes a second; null as long as nothing is sent. */
  readonly limit: number | null
  readonly isOutage: boolean
  /** Null while it goes on. */
  readonly ended: { readonly exitCode: ExitCode; readonly isSuccess: boolean; readonly at: number } | null
}

/**
 * Gauges are about the latest run. Counters are about all of them: they go on from the file, so that `rate` and `increase`
 * are right over any number of runs. Times are in seconds. Source: Prometheus' "Metric and label naming".
 */
export function runMetrics(values: MetricValues): readonly Metric[] {
  const { task, earlier, startedAt, now, ended, counts, limit } = values
  const own: Labels = [['task', task]]
  const gauge = (name: string, help: string, value: number | null): Metric => ({
    name,
    type: 'gauge',
    help,
    samples: value === null ? [] : [{ labels: own, value }],
  })
  const total = (name: string, labels: Labels, value: number) => ({
    labels,
    value: value + (earlier(name, labels) ?? 0),
  })
  const counter = (name: string, help: string, value: number): Metric => ({
    name,
    type: 'counter',
    help,
    samples: [total(name, own, value)],
  })
  const success = ended?.isSuccess ? ended.at / 1000 : earlier('last_success_timestamp_seconds', own)
  return [
    {
      name: 'info',
      type: 'gauge',
      help: 'The version of lightfield-import; always 1.',
      samples: [{ labels: [...own, ['version', version]], value: 1 }],
    },
    gauge('in_progress', 'Whether a run is going on (1) or not (0).', ended === null ? 1 : 0),
    gauge('last_run_timestamp_seconds', 'When the latest run began.', startedAt / 1000),
    gauge('last_success_timestamp_seconds', 'When the latest run with exit code 0 ended.', success),
    gauge(
      'duration_seconds',
      'How long the latest run took, or has taken so far.',
      ((ended?.at ?? now) - startedAt) / 1000,
    ),
    gauge('exit_code', 'Exit code of the latest run that has ended.', ended?.exitCode ?? earlier('exit_code', own)),
    {
      name: 'rows',
      type: 'gauge',
      help: 'Rows of the latest run, by import and by how they ended.',
      samples: [...values.rows].flatMap(([name, byOutcome]) =>
        outcomes.map(outcome => ({
          labels: [...own, ['import', name], ['outcome', outcome]] as const,
          value: byOutcome.get(outcome) ?? 0,
        })),
      ),
    },
    {
      name: 'requests_total',
      type: 'counter',
      help: 'Requests that left, by rate-limit category.',
      samples: rateCategories.map(category =>
        total('requests_total', [...own, ['category', category]], counts.requests[category]),
      ),
    },
    counter('retries_total', 'Attempts beyond the first of a request.', counts.retries),
    counter('throttled_total', 'Answers that said the rate limit was exceeded (429).', counts.throttled),
    gauge('rate_limit', 'Writes a second that the latest run may make at most.', limit),
    gauge('outage', 'Whether the API does not answer the latest run (1) or does (0).', values.isOutage ? 1 : 0),
  ]
}

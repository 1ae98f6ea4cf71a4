import { latencyBoundsMs, type RunSample } from '../model/run-sample.ts'

/** The course of one run: what its charts are drawn from. */
export interface Course {
  readonly runId: string
  /** In the order of time; at least one. */
  readonly stretches: readonly RunSample[]
  readonly totals: CourseTotals
}

/** A run as a whole, from the samples that were taken of it. */
export interface CourseTotals {
  readonly startedAt: number
  readonly endedAt: number
  readonly writes: number
  readonly reads: number
  readonly searches: number
  readonly throttled: number
  readonly retries: number
  readonly pausedMs: number
  readonly outageMs: number
  /** Writes a second, while the run was sampled. */
  readonly rate: number
  /** Writes that the limit would have let through in that time; null where there was none. */
  readonly allowedWrites: number | null
  /** Answers by `latencyBoundsMs`, and slower ones last. */
  readonly latency: readonly number[]
}

/**
 * @param merge brings samples down to a number that can be drawn
 * @returns null where no samples were taken
 */
export function courseOf(
  runId: string,
  samples: readonly RunSample[],
  merge: (samples: readonly RunSample[]) => readonly RunSample[],
): Course | null {
  const first = samples[0]
  if (first === undefined) return null
  return { runId, stretches: merge(samples), totals: totalsOf(first, samples) }
}

/** How long a sample lasted, in seconds; never 0, so that it can be divided by. */
export function secondsOf({ startedAt, endedAt }: Pick<RunSample, 'startedAt' | 'endedAt'>): number {
  return Math.max(endedAt - startedAt, 1) / 1000
}

/**
 * Within how many milliseconds this share of the answers came, as the classes tell.
 *
 * @returns null where there are none; infinite where it is in the class without a bound
 */
export function latencyWithin(latency: readonly number[], share: number): number | null {
  const all = sum(latency)
  if (all === 0) return null
  let seen = 0
  const at = latency.findIndex(count => {
    seen += count
    return seen >= all * share
  })
  return latencyBoundsMs[at] ?? Number.POSITIVE_INFINITY
}

function totalsOf(first: RunSample, samples: readonly RunSample[]): CourseTotals {
  const total = (value: (sample: RunSample) => number) => sum(samples.map(value))
  const writes = total(({ requests }) => requests.write)
  const seconds = total(secondsOf)
  const allowed = total(sample => sample.limit * secondsOf(sample))
  return {
    startedAt: first.startedAt,
    endedAt: samples.at(-1)?.endedAt ?? first.endedAt,
    writes,
    reads: total(({ requests }) => requests.read),
    searches: total(({ requests }) => requests.search),
    throttled: total(({ throttled }) => throttled),
    retries: total(({ retries }) => retries),
    pausedMs: total(({ pausedMs }) => pausedMs),
    outageMs: total(({ outageMs }) => outageMs),
    rate: writes / seconds,
    allowedWrites: Number.isFinite(allowed) && allowed > 0 ? allowed : null,
    latency: Array.from({ length: latencyBoundsMs.length + 1 }, (_, at) => total(({ latency }) => latency[at] ?? 0)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

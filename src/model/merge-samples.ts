import type { RunSample } from './run-sample.ts'

/**
 * The samples of a run as at most so many, each over a stretch of the same length: what is drawn of a run of 100 hours
 * need be no larger than what is drawn of one of ten minutes. Counts and times add up to what they were; the limit of
 * merged samples is their mean over time. Pure.
 *
 * @param samples in the order in which they were taken
 * @param most at least 1
 */
export function mergeSamples(samples: readonly RunSample[], most: number): readonly RunSample[] {
  if (samples.length <= most) return samples
  const startedAt = Math.min(...endsOf(samples, 'startedAt'))
  const spanMs = Math.max(...endsOf(samples, 'endedAt')) - startedAt
  const stretchOf = (sample: RunSample): number =>
    spanMs <= 0 ? 0 : Math.min(most - 1, Math.floor(((sample.startedAt - startedAt) * most) / spanMs))
  const stretches = Map.groupBy(samples, stretchOf)
  return [...stretches].sort(([a], [b]) => a - b).map(([, alike]) => alike.reduce(merged))
}

/** A clock may have been set back on the way, so that every sample counts; thousands of them are too many arguments. */
function endsOf(samples: readonly RunSample[], end: 'startedAt' | 'endedAt'): [number, number] {
  const first = samples[0]?.[end] ?? 0
  return samples.reduce(([least, largest], sample) => [Math.min(least, sample[end]), Math.max(largest, sample[end])], [
    first,
    first,
  ] as [number, number])
}

function merged(a: RunSample, b: RunSample): RunSample {
  return {
    startedAt: Math.min(a.startedAt, b.startedAt),
    endedAt: Math.max(a.endedAt, b.endedAt),
    requests: {
      write: a.requests.write + b.requests.write,
      read: a.requests.read + b.requests.read,
      search: a.requests.search + b.requests.search,
    },
    throttled: a.throttled + b.throttled,
    retries: a.retries + b.retries,
    limit: meanLimit(a, b),
    pausedMs: a.pausedMs + b.pausedMs,
    outageMs: a.outageMs + b.outageMs,
    latency: a.latency.map((count, at) => count + (b.latency[at] ?? 0)),
  }
}

function meanLimit(a: RunSample, b: RunSample): number {
  const [aMs, bMs] = [lastedMs(a), lastedMs(b)]
  return aMs + bMs === 0 ? b.limit : (a.limit * aMs + b.limit * bMs) / (aMs + bMs)
}

function lastedMs({ startedAt, endedAt }: RunSample): number {
  return Math.max(0, endedAt - startedAt)
}

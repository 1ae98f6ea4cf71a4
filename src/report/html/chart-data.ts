import { latencyBoundsMs, type RunSample } from '../../model/run-sample.ts'
import { type Course, secondsOf } from '../course.ts'
import { formatNumber } from '../text.ts'

/** What the script of the page draws of a run. */
export interface ChartData {
  /** Milliseconds, UTC; the others are seconds from then. */
  readonly startedAt: number
  readonly at: readonly number[]
  /** Writes a second from then on; null: nothing was sampled. */
  readonly rate: readonly (number | null)[]
  readonly limit: readonly (number | null)[]
  /** Stretches as `[from, to, share]`: what part of it was spent so. */
  readonly paused: readonly Mark[]
  readonly outage: readonly Mark[]
  /** Stretches as `[from, to, answers]`. */
  readonly throttled: readonly Mark[]
  readonly latency: readonly number[]
  readonly classes: readonly string[]
}

type Mark = readonly [from: number, to: number, extent: number]

/** A run as the script of the page takes it: figures alone, as few digits as can be told apart in a drawing. */
export function chartData({ stretches, totals }: Course): ChartData {
  const { startedAt } = totals
  const seconds = (at: number) => Math.round((at - startedAt) / 100) / 10
  const mark = (sample: RunSample, extent: number): Mark => [seconds(sample.startedAt), seconds(sample.endedAt), extent]
  const shares = (spentMs: (sample: RunSample) => number): readonly Mark[] =>
    joined(stretches.map(sample => mark(sample, Math.min(spentMs(sample) / 1000 / secondsOf(sample), 1))))
  const points = pointsOf(stretches)
  const bars = latencyClasses(totals.latency)
  return {
    startedAt,
    at: points.map(({ at }) => seconds(at)),
    rate: points.map(({ rate }) => rate),
    limit: points.map(({ limit }) => limit),
    paused: shares(({ pausedMs }) => pausedMs),
    outage: shares(({ outageMs }) => outageMs),
    throttled: stretches.filter(({ throttled }) => throttled > 0).map(sample => mark(sample, sample.throttled)),
    latency: bars.map(([, count]) => count),
    classes: bars.map(([name]) => name),
  }
}

/** The classes from the first to the last that has an answer, each by its upper bound. */
export function latencyClasses(latency: readonly number[]): readonly (readonly [name: string, count: number])[] {
  const first = latency.findIndex(count => count > 0)
  const last = latency.findLastIndex(count => count > 0)
  return latency.slice(first, last + 1).map((count, at) => {
    const bound = latencyBoundsMs[first + at]
    return [bound === undefined ? `> ${msText(latencyBoundsMs.at(-1) ?? 0)}` : msText(bound), count] as const
  })
}

/** `150 ms`, `1.5 s` */
export function msText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${formatNumber(ms / 1000)} s`
}

/** Marks of an extent, those that touch as one: the share of both. */
function joined(marks: readonly Mark[]): readonly Mark[] {
  const found: Mark[] = []
  for (const mark of marks.filter(([, , share]) => share > 0)) {
    const last = found.at(-1)
    if (last === undefined || mark[0] - last[1] > 1) found.push(mark)
    else {
      const [lasted, lasts] = [last[1] - last[0], mark[1] - mark[0]]
      const share = (last[2] * lasted + mark[2] * lasts) / Math.max(lasted + lasts, 1)
      found.splice(-1, 1, [last[0], mark[1], Math.round(share * 100) / 100])
    }
  }
  return found
}

interface Point {
  readonly at: number
  readonly rate: number | null
  readonly limit: number | null
}

/** Steps: each point holds until the next. What was not sampled in between is a gap. */
function pointsOf(stretches: readonly RunSample[]): readonly Point[] {
  return stretches.flatMap((sample, at) => {
    const next = stretches[at + 1]
    const rate = Math.round((sample.requests.write / secondsOf(sample)) * 10) / 10
    const limit = Number.isFinite(sample.limit) ? Math.round(sample.limit * 10) / 10 : null
    const point = { at: sample.startedAt, rate, limit }
    if (next === undefined) return [point, { at: sample.endedAt, rate, limit }]
    const isGap = next.startedAt - sample.endedAt > 1_000
    return isGap ? [point, { at: sample.endedAt, rate: null, limit: null }] : [point]
  })
}

import type { RequestLogEntry } from '../src/sandbox/sandbox.ts'

/** A create as the server met it. */
export interface Arrival {
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly status: number | null
}

/** The log's entries, by the time of their arrival. */
export function arrivalsOf(log: readonly RequestLogEntry[]): readonly Arrival[] {
  const arrivals = log.map(({ at, status }) => ({ atMs: Date.parse(at), status }))
  return arrivals.toSorted((one, other) => one.atMs - other.atMs)
}

/** Successful creates a second between the arrivals of the first and the last; 0 where there are fewer than two. */
export function sustainedRate(arrivals: readonly Arrival[]): number {
  const [first, last, count] = [successes(arrivals).at(0), successes(arrivals).at(-1), successes(arrivals).length]
  if (first === undefined || last === undefined || last === first) return 0
  return ((count - 1) * 1000) / (last - first)
}

/** Successful creates a second in a span of time, its end left out. */
export function rateBetween(arrivals: readonly Arrival[], fromMs: number, toMs: number): number {
  return (successes(arrivals).filter(atMs => atMs >= fromMs && atMs < toMs).length * 1000) / (toMs - fromMs)
}

/** The rate in each whole piece of that length, from the first success to the last. */
export function ratesOfPieces(arrivals: readonly Arrival[], pieceMs: number): readonly number[] {
  const times = successes(arrivals)
  const [first = 0, last = 0] = [times.at(0), times.at(-1)]
  const pieces = Math.floor((last - first) / pieceMs)
  return Array.from({ length: pieces }, (_, index) => {
    const fromMs = first + index * pieceMs
    return rateBetween(arrivals, fromMs, fromMs + pieceMs)
  })
}

/** How many of 1,000 answers were a 429. */
export function refusedPerThousand(arrivals: readonly Arrival[]): number {
  if (arrivals.length === 0) return 0
  return (1000 * arrivals.filter(({ status }) => status === 429).length) / arrivals.length
}

/**
 * Creates that arrived while a 429 had asked for silence.
 *
 * @param retryAfterMs what the answer's `Retry-After` asked for
 * @param underWayMs for so long after the 429 a create may arrive that had left before its answer was there
 */
export function sentTooEarly(arrivals: readonly Arrival[], retryAfterMs: number, underWayMs: number): number {
  let [silentFromMs, silentToMs, early] = [Number.POSITIVE_INFINITY, 0, 0]
  for (const { atMs, status } of arrivals) {
    if (atMs > silentFromMs && atMs < silentToMs) early += 1
    if (status !== 429) continue
    // A 429 within another's silence makes that longer, and does not begin a new allowance.
    if (atMs >= silentToMs) silentFromMs = atMs + underWayMs
    silentToMs = atMs + retryAfterMs
  }
  return early
}

/** A time in which the same rate could be had. */
export interface Phase {
  readonly fromMs: number
  readonly toMs: number
  readonly perSecond: number
  /** How long a stretch is by which the rate is told. */
  readonly stretchMs: number
}

/**
 * Seconds from the beginning of a phase to that of the first stretch that holds its share of what could be had, give or take
 * the one create that may fall on either side of its edge. Null: there is none.
 */
export function secondsToSettle(arrivals: readonly Arrival[], phase: Phase, share: number): number | null {
  const enough = share - 1000 / (phase.perSecond * phase.stretchMs)
  const settled = stretches(arrivals, phase).find(stretch => stretch.share >= enough)
  return settled === undefined ? null : (settled.fromMs - phase.fromMs) / 1000
}

/** What the slowest stretch of a phase holds of what could be had. */
export function slowestStretch(arrivals: readonly Arrival[], phase: Phase): number {
  return Math.min(...stretches(arrivals, phase).map(({ share }) => share))
}

const stepMs = 250

function stretches(arrivals: readonly Arrival[], { fromMs, toMs, perSecond, stretchMs }: Phase) {
  const count = Math.max(0, Math.floor((toMs - fromMs - stretchMs) / stepMs) + 1)
  return Array.from({ length: count }, (_, index) => {
    const beginMs = fromMs + index * stepMs
    return { fromMs: beginMs, share: rateBetween(arrivals, beginMs, beginMs + stretchMs) / perSecond }
  })
}

function successes(arrivals: readonly Arrival[]): readonly number[] {
  return arrivals.filter(({ status }) => status === 200).map(({ atMs }) => atMs)
}

import { formatDuration } from '../../report/text.ts'
import type { Stretch } from './course.ts'

/** What the time that is left depends on. */
export interface Outlook {
  /** Rows that have not ended. */
  readonly rows: number
  /** How many of these an earlier run has done, as far as the ledger knows: they cost next to nothing. */
  readonly knownRows: number
  /** Requests a second that the limit allows; null: there is none. */
  readonly limit: number | null
  /** What has happened lately; of what was sent, the first are the requests that the limit is about. */
  readonly lately: Stretch
}

/** Less than this share of rows with something to do, and the pace is not that of the requests. */
const mostlyIdle = 0.5
/** As few rows do not tell how many requests one takes. */
const fewRows = 20
/** More than this share of the limit, and the limit is what holds it up. */
const nearLimit = 0.9

/**
 * How long the rest takes, in milliseconds; null where there is nothing to go by.
 *
 * It is what the limit needs for the rows that take requests or, where it is not the limit that holds them up, what the pace
 * of late needs. How many take
 * some is the larger of two guesses: the share of late, and what the ledger does not know. So a resumed run that races
 * through what is done does not promise the rest at that speed, nor a file of new rows what an old one took.
 */
export function timeLeftMs({ rows, knownRows, limit, lately }: Outlook): number | null {
  if (rows === 0) return 0
  if (lately.done === 0) return null
  const activeShare = 1 - lately.idle / lately.done
  const activeRows = Math.max(rows * activeShare, rows - knownRows)
  const active = lately.done - lately.idle
  const sent = lately.sent[0] ?? 0
  const requestsPerRow = active < fewRows ? 1 : sent / active
  const byLimit = limit === null || limit <= 0 ? 0 : (activeRows * requestsPerRow) / limit
  // What comes before the rows themselves, such as records that they name, makes them look slower than they will be.
  if (limit !== null && sent / lately.seconds > limit * nearLimit) return byLimit * 1000
  const byPace =
    activeShare > mostlyIdle ? activeRows / (active / lately.seconds) : rows / (lately.done / lately.seconds)
  return Math.max(byLimit, byPace) * 1000
}

/** By so much of a step it may have become longer again, and what was said still stands. */
const tolerance = 0.3

/** Says how long it takes in words that do not change with every breath. */
export class SteadyTimeLeft {
  #saidMs: number | null = null

  /** @param leftMs null: nobody knows */
  text(leftMs: number | null): string | null {
    if (leftMs === null) {
      this.#saidMs = null
      return null
    }
    const stepMs = stepOf(leftMs)
    const isStill =
      this.#saidMs !== null &&
      this.#saidMs % stepMs === 0 &&
      leftMs > this.#saidMs - stepMs &&
      leftMs <= this.#saidMs + tolerance * stepMs
    if (!isStill || this.#saidMs === null) this.#saidMs = Math.max(1, Math.ceil(leftMs / stepMs)) * stepMs
    return `about ${shortDuration(this.#saidMs)} left`
  }
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The more there is left, the less exactly anybody knows. */
function stepOf(leftMs: number): number {
  if (leftMs <= minuteMs) return 10_000
  if (leftMs <= hourMs) return minuteMs
  return leftMs <= 10 * hourMs ? 10 * minuteMs : hourMs
}

/** `40 s`, `12 min`, `2 h 10 min`, `11 h`. */
function shortDuration(ms: number): string {
  if (ms >= hourMs) return formatDuration(ms).replace(/ 0 min$/, '')
  return ms < minuteMs ? formatDuration(ms) : `${ms / minuteMs} min`
}

import type { LiveFailure, LivePace, Total } from './live-state.ts'

/** What the live view is made of: looked at each time that it is drawn, so that a row costs no more than a count. */
export interface LiveSource {
  /** What is being done. Another title is another thing, with a pace of its own. */
  title(): string
  readonly noun: 'row' | 'record'
  /** How many have ended. */
  done(): number
  /** How many of them have cost no request. */
  idle(): number
  /** How many have ended how. */
  outcomes(): Readonly<Record<string, number>>
  /** How many there will be; null where nobody knows. */
  total(): Total | null
  /** How many of those that are left cost no request, as far as that is known. */
  knownLeft(): number
  /** What the pace is told of; how long the rest takes depends on the first. */
  readonly gauges: readonly Gauge[]
  /** What it waits for just now (milliseconds, UTC), as a sentence; null where it goes on. */
  wait(nowMs: number): string | null
  /** Until when nothing goes on (milliseconds, UTC): infinite where nobody knows, past where nothing holds it. */
  heldUntil(): number
  /** What the time that is left is that of, such as `for this import`; null where it is that of all. */
  readonly partOf?: () => string | null
  /** The last rows that failed, the newest last. */
  failures(): readonly LiveFailure[]
}

/** Something that is counted as it goes. */
export interface Gauge {
  readonly unit: LivePace['unit']
  /** How many so far. */
  sent(): number
  /** How many a second the limit allows; null: it has none. */
  limit(): number | null
  /** Shown only while some are sent. */
  readonly isByTheWay: boolean
}

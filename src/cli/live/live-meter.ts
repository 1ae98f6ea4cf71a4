import { Course, type Stretch } from './course.ts'
import type { Gauge, LiveSource } from './live-source.ts'
import type { LivePace, LiveState } from './live-state.ts'
import { SteadyTimeLeft, timeLeftMs } from './time-left.ts'

/** Paces are those of so long: shorter ones jump, longer ones tell of the past. */
const paceMs = 5_000
/** What is left is reckoned from the pace of so long. */
const latelyMs = 10_000
/** Before, there is nothing to go by. */
const leastSeconds = 3
/** A pause of the rate limit that is shorter is part of the pace. */
const shortPauseMs = 3_000

/** Makes of a source what is shown of it: it remembers how far things were a moment ago. */
export class LiveMeter {
  readonly #source: LiveSource
  readonly #startedAt: number
  readonly #timeLeft = new SteadyTimeLeft()
  #course = new Course(latelyMs)
  #title: string | null = null
  #isHeld = false

  /** @param nowMs when it began (milliseconds, UTC) */
  constructor(source: LiveSource, nowMs: number) {
    this.#source = source
    this.#startedAt = nowMs
    this.#note(nowMs)
  }

  /** What is to be shown now. */
  state(nowMs: number): LiveState {
    const source = this.#source
    this.#note(nowMs)
    const pace = this.#course.last(paceMs)
    return {
      title: source.title(),
      noun: source.noun,
      done: source.done(),
      total: source.total(),
      paces: source.gauges.flatMap((gauge, at) => paceOf(gauge, at, pace)),
      outcomes: source.outcomes(),
      elapsedMs: nowMs - this.#startedAt,
      left: this.#leftText(),
      wait: source.wait(nowMs),
      failures: source.failures(),
    }
  }

  #note(nowMs: number): void {
    const source = this.#source
    const title = source.title()
    // A pause that began long ends short.
    this.#isHeld = source.heldUntil() - nowMs > (this.#isHeld ? 0 : shortPauseMs)
    // Neither the pace of another import nor that of an outage says anything about what is to come.
    if (title !== this.#title || this.#isHeld) this.#course = new Course(latelyMs)
    this.#title = title
    const sent = source.gauges.map(gauge => gauge.sent())
    this.#course.add({ at: nowMs, done: source.done(), idle: source.idle(), sent })
  }

  #leftText(): string | null {
    const left = this.#timeLeft.text(this.#leftMs())
    const part = this.#source.partOf?.() ?? null
    return left === null || part === null ? left : `${left} ${part}`
  }

  #leftMs(): number | null {
    const source = this.#source
    const total = source.total()
    const lately = this.#course.last(latelyMs)
    if (total === null || lately === null || lately.seconds < leastSeconds) return null
    return timeLeftMs({
      rows: Math.max(total.rows - source.done(), 0),
      knownRows: source.knownLeft(),
      limit: source.gauges[0]?.limit() ?? null,
      lately,
    })
  }
}

function paceOf(gauge: Gauge, at: number, lately: Stretch | null): readonly LivePace[] {
  const sent = lately?.sent[at] ?? 0
  if (gauge.isByTheWay && sent === 0) return []
  return [{ unit: gauge.unit, perSecond: lately === null ? 0 : sent / lately.seconds, limit: gauge.limit() }]
}

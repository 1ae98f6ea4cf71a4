import type { Clock } from '../../src/model/clock.ts'

/** A clock on which waiting takes no time: it moves on by as much, and remembers for how long it was asked to wait. */
export interface FakeClock extends Clock {
  readonly slept: readonly number[]
  advance(ms: number): void
}

/** @param random what every `random()` gives */
export function fakeClock(startMs = Date.parse('2026-05-01T12:00:00Z'), random = 0.5): FakeClock {
  let nowMs = startMs
  const slept: number[] = []
  return {
    slept,
    now: () => nowMs,
    random: () => random,
    advance(ms) {
      nowMs += ms
    },
    async sleep(ms, signal) {
      if (signal.aborted) throw signal.reason
      slept.push(ms)
      nowMs += ms
    },
  }
}

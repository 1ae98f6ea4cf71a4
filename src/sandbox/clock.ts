import { setTimeout as wait } from 'node:timers/promises'

/** The sandbox's time: that of the clock it was given, with its offset, plus what it was moved forward by. Milliseconds since 1970. */
export interface SandboxClock {
  now(): number
  /** Moves the time forward for good, so that a test need not wait for an index lag or for 24 hours. */
  advance(ms: number): void
  /** How far it was moved in all. */
  readonly advancedMs: number
}

/** Wraps a clock so that it runs that many milliseconds ahead (or, below 0, behind), and can be moved forward. */
export function startClock(base: () => number, offsetMs: number): SandboxClock {
  let advancedMs = 0
  return {
    now: () => base() + offsetMs + advancedMs,
    advance(ms) {
      advancedMs += ms
    },
    get advancedMs() {
      return advancedMs
    },
  }
}

/** Waits in real time; rejects as soon as the signal is aborted. */
export async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal })
}

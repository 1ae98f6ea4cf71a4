import { type Clock, systemClock } from '../../src/model/clock.ts'
import { seededRandom } from '../../src/sandbox/sandbox.ts'

/** How many seconds of this clock pass in a second. */
const speed = 100

/**
 * A clock on which time flies, for the client and the sandbox alike: what waits for a second waits for a hundredth of it,
 * and everything that is measured against each other stays in proportion.
 */
export function quickClock(seed: number): Clock {
  const startedAt = Date.now()
  const random = seededRandom(seed)
  return {
    now: () => startedAt + Math.round((Date.now() - startedAt) * speed),
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    random,
  }
}

import { systemClock } from '../../src/model/clock.ts'

/**
 * Loaded into the executable with `node --import`: what it would wait for seconds for, such as a search index that lags
 * behind, is over after a hundredth of that. For tests whose server has no lag and whose subject is something else.
 */
const { sleep } = systemClock
Object.assign(systemClock, {
  sleep: (ms: number, signal: AbortSignal) => sleep(ms / 100, signal),
})

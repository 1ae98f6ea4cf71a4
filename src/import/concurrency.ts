import pLimit from 'p-limit'

const smallest = 8
const largest = 512
/** Until the first answers are in, latency is taken to be this long: a slow server must not cost a slow start. */
const assumedLatencyMs = 4_000
const margin = 1.5

/**
 * How many requests may be under way so that the rate is reached: by Little's law rate times latency, and some more
 * because latency varies.
 *
 * @param ratePerSecond what the limiter allows
 * @param slowLatencyMs how long slow answers take; 0 where none has come yet
 */
export function inFlightBound(ratePerSecond: number, slowLatencyMs: number): number {
  const needed = Math.ceil((ratePerSecond * Math.max(slowLatencyMs, assumedLatencyMs) * margin) / 1000)
  return Math.min(Math.max(needed, smallest), largest)
}

/**
 * Calls `work` for each item, at most `bound()` at a time, and reads on only when there is room: a queue of promises
 * never grows with the source. The first error ends the reading and is thrown once all that was begun has ended.
 */
export async function forEachConcurrently<T>(
  source: AsyncIterable<T>,
  bound: () => number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const limit = pLimit(bound())
  const failures: unknown[] = []
  let running = 0
  let onRoom: (() => void) | null = null

  const finish = (): void => {
    running -= 1
    onRoom?.()
  }
  const until = async (isMet: () => boolean): Promise<void> => {
    while (!isMet()) {
      await new Promise<void>(resolve => {
        onRoom = resolve
      })
      onRoom = null
    }
  }

  try {
    for await (const item of source) {
      limit.concurrency = bound()
      running += 1
      limit(work, item)
        .catch(error => failures.push(error))
        .finally(finish)
      if (running >= limit.concurrency) await until(() => running < limit.concurrency || failures.length > 0)
      if (failures.length > 0) break
    }
  } finally {
    await until(() => running === 0)
  }
  if (failures.length > 0) throw failures[0]
}

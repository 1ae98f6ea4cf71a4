/** How long to wait before the next attempt, as a value. All times in milliseconds. */
export interface Backoff {
  readonly firstMs: number
  readonly capMs: number
}

export const defaultBackoff: Backoff = { firstMs: 500, capMs: 15_000 }

/**
 * Full jitter: anywhere between nothing and a bound that doubles with every failure, so that clients that failed
 * together do not come back together.
 *
 * @param failures how many attempts have failed so far, from 1
 * @param random a number in [0, 1)
 */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
  const bound = Math.min(backoff.capMs, backoff.firstMs * 2 ** Math.min(failures - 1, 30))
  return Math.round(random * bound)
}

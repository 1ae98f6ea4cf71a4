import type { Clock } from '../../model/clock.ts'

/** How long the search index may lag behind writes: what is not there is looked for once more after this. */
export const indexLagMs = 3_000

/**
 * Waits until the index must know of what was written before the first look. At the start of a run, when nothing can be
 * sent meanwhile, it is enough that it knows of what was written before the import was asked for.
 *
 * @param lookedAt when the first look was (milliseconds, UTC)
 * @param askedAt see `RunConfig`
 * @throws the signal's reason where it is aborted
 */
export async function untilSecondLook(
  lookedAt: number,
  askedAt: number | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const isStart = askedAt !== null && lookedAt - askedAt < indexLagMs
  // A clock may have been set back since.
  const knownFrom = (isStart ? Math.min(askedAt, lookedAt) : lookedAt) + indexLagMs
  const leftMs = knownFrom - clock.now()
  if (leftMs > 0) await clock.sleep(leftMs, signal)
}

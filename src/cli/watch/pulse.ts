import type { RunClient } from '../../import/dry-client.ts'

/** What is looked at of the client. */
export interface WatchedClient extends Pick<RunClient, 'counts' | 'outage'> {
  limiter(category: 'write'): { readonly limit: number; readonly pausedUntil: number }
}

/** What has changed about the pace since it was last looked at. Times in milliseconds, UTC. */
export type PaceChange =
  | { readonly kind: 'throttled'; readonly count: number; readonly total: number }
  | { readonly kind: 'paused'; readonly untilMs: number }
  | { readonly kind: 'limit_changed'; readonly from: number; readonly to: number }
  | { readonly kind: 'outage_began'; readonly reason: string; readonly sinceMs: number }
  | { readonly kind: 'outage_ended'; readonly sinceMs: number; readonly lastedMs: number }

/** A change of the limit by less than this share is the pace finding its way, and no news. */
const leastChange = 0.01

/** Tells what has changed about a client's pace from one look to the next. */
export class Pulse {
  readonly #client: WatchedClient
  #throttled: number
  #limit: number
  #pausedUntil: number
  #outageSinceMs: number | null = null

  constructor(client: WatchedClient) {
    this.#client = client
    const { limit, pausedUntil } = client.limiter('write')
    this.#throttled = client.counts().throttled
    this.#limit = limit
    this.#pausedUntil = pausedUntil
  }

  /** @param now milliseconds, UTC */
  look(now: number): readonly PaceChange[] {
    return [this.#throttling(), this.#pause(now), this.#limitChange(), this.#outage(now)].filter(one => one !== null)
  }

  #throttling(): PaceChange | null {
    const total = this.#client.counts().throttled
    const count = total - this.#throttled
    this.#throttled = total
    return count > 0 ? { kind: 'throttled', count, total } : null
  }

  #pause(now: number): PaceChange | null {
    const { pausedUntil } = this.#client.limiter('write')
    if (pausedUntil === this.#pausedUntil) return null
    this.#pausedUntil = pausedUntil
    return pausedUntil > now ? { kind: 'paused', untilMs: pausedUntil } : null
  }

  #limitChange(): PaceChange | null {
    const from = this.#limit
    const to = this.#client.limiter('write').limit
    if (Math.abs(to / from - 1) < leastChange) return null
    this.#limit = to
    return { kind: 'limit_changed', from, to }
  }

  #outage(now: number): PaceChange | null {
    const { outage } = this.#client
    const since = this.#outageSinceMs
    this.#outageSinceMs = outage?.sinceMs ?? null
    if (outage !== null && since === null) {
      return { kind: 'outage_began', reason: outage.reason, sinceMs: outage.sinceMs }
    }
    return outage === null && since !== null
      ? { kind: 'outage_ended', sinceMs: since, lastedMs: Math.max(0, now - since) }
      : null
  }
}

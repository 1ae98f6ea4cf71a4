import type { RunClient } from '../../import/dry-client.ts'
import { type RateCategory, rateCategories } from '../../lightfield/rate-limiter.ts'
import { timeOfDay } from '../../model/time-of-day.ts'
import { outageText } from '../outage-notice.ts'
import type { Gauge } from './live-source.ts'

/** What the live view looks at to tell of the API. */
export type WatchedClient = Pick<RunClient, 'limiter' | 'counts' | 'outage'>

const units = { write: 'writes', read: 'reads', search: 'searches' } as const

/** How many requests of a category leave. */
export function requestGauge(client: WatchedClient, category: RateCategory, isByTheWay: boolean): Gauge {
  const limiter = client.limiter(category)
  return {
    unit: units[category],
    sent: () => client.counts().requests[category],
    limit: () => limiter.limit,
    isByTheWay,
  }
}

/** Why the API keeps requests waiting, as a sentence; null where it does not. */
export function apiWait(client: WatchedClient, nowMs: number): string | null {
  if (client.outage !== null) return outageText(client.outage)
  const untilMs = pausedUntil(client)
  return untilMs > nowMs ? `Rate limit: waiting until ${timeOfDay(untilMs)}` : null
}

/** That others use so much of the limit that this program gives way; null where they do not. */
export function givingWay(client: WatchedClient): string | null {
  const write = client.limiter('write')
  return write.slowedBy === 'others' ? 'Giving way to others who use the same rate limit' : null
}

/** Until when the API has nothing leave (milliseconds, UTC); infinite while it does not answer. */
export function apiHeldUntil(client: WatchedClient): number {
  return client.outage === null ? pausedUntil(client) : Number.POSITIVE_INFINITY
}

function pausedUntil(client: WatchedClient): number {
  return Math.max(...rateCategories.map(category => client.limiter(category).pausedUntil))
}

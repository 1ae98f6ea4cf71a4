import type { VerifyTally } from '../../import/verify/verify-tally.ts'
import { apiHeldUntil, apiWait, requestGauge, type WatchedClient } from './api-waits.ts'
import type { LiveSource } from './live-source.ts'

/** How far the reading back of records is. */
export function verifySource(client: WatchedClient, tally: VerifyTally, wanted: () => number): LiveSource {
  return {
    title: () => 'Reading records back',
    noun: 'record',
    done: () => tally.rows,
    idle: () => 0,
    outcomes: () => tally.outcomes(),
    total: () => (wanted() === 0 ? null : { rows: wanted(), isEstimate: false }),
    knownLeft: () => 0,
    gauges: [requestGauge(client, 'read', false)],
    wait: nowMs => apiWait(client, nowMs),
    heldUntil: () => apiHeldUntil(client),
    failures: () => [],
  }
}

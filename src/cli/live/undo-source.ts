import type { UndoTally } from '../../import/undo/undo-tally.ts'
import { apiHeldUntil, apiWait, requestGauge, type WatchedClient } from './api-waits.ts'
import type { LiveSource } from './live-source.ts'

/** How far an undoing is. */
export function undoSource(title: string, client: WatchedClient, tally: UndoTally): LiveSource {
  const pending = (): number => tally.outcomes().pending
  return {
    title: () => title,
    noun: 'record',
    done: () => tally.rows - pending(),
    idle: () => 0,
    outcomes: () => ({ ...tally.outcomes(), pending: 0 }),
    total: () => (tally.rows === 0 ? null : { rows: tally.rows, isEstimate: false }),
    knownLeft: () => 0,
    gauges: [requestGauge(client, 'write', false), requestGauge(client, 'read', true)],
    wait: nowMs => apiWait(client, nowMs),
    heldUntil: () => apiHeldUntil(client),
    failures: () => [],
  }
}

import type { RunClient } from '../import/dry-client.ts'
import type { VerifyTally } from '../import/verify/verify-tally.ts'
import { outageText } from './outage-notice.ts'
import type { ProgressSource } from './progress.ts'

/** How far the reading back of records is. */
export function verifyProgress(
  client: Pick<RunClient, 'limiter' | 'counts' | 'outage'>,
  tally: VerifyTally,
  wanted: () => number,
): ProgressSource {
  const read = client.limiter('read')
  return {
    title: () => 'reading back',
    tally,
    share: () => tally.rows / Math.max(wanted(), 1),
    unit: 'reads',
    sent: () => client.counts().requests.read,
    limit: () => read.limit,
    pausedUntil: () => read.pausedUntil,
    waitingFor: () => (client.outage === null ? null : outageText(client.outage)),
  }
}

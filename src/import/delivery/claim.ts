import type { Claim } from '../../ledger/claim.ts'
import type { ImportLedger } from '../../ledger/ledger.ts'
import type { LedgerRow } from '../../ledger/ledger-row.ts'
import { keyLifetimeMs } from '../../lightfield/idempotency.ts'
import type { Clock } from '../../model/clock.ts'
import type { RunClient } from '../dry-client.ts'
import { longestLagMs } from '../look-up/record-finder.ts'

export interface ClaimParts {
  readonly client: Pick<RunClient, 'serverNow' | 'outage'>
  /** The import that the record is to be made for. */
  readonly ledger: Pick<ImportLedger, 'rival'>
  readonly clock: Clock
}

/** What became of a record that another import of the ledger was first to make. */
export type Decided =
  | { readonly kind: 'made'; readonly row: LedgerRow; readonly recordId: string }
  /** The other was refused or has taken its intent back, or what it made turned out to be something else. */
  | { readonly kind: 'free' }
  /** Its answer was lost, its process died or it takes too long. */
  | { readonly kind: 'unknown'; readonly importName: string }

const pollMs = 250
/** An answer that is not there by then is as good as lost. */
const longestWaitMs = 60_000

/**
 * The claim to a record that is about to be looked for: made before the look, so that what others write after it counts.
 *
 * @param key see `lookUpDigest`
 */
export function claimTo(
  key: string,
  isRuledOut: (recordId: string) => boolean,
  { client, clock }: Omit<ClaimParts, 'ledger'>,
): Claim {
  return {
    key,
    isRuledOut,
    writtenSince: clock.now() - longestLagMs,
    sentSince: client.serverNow() - keyLifetimeMs,
  }
}

/**
 * Waits until it is known what becomes of a record that another import was first to make.
 *
 * @throws the signal's reason where it is aborted
 */
export async function untilDecided(claim: Claim, parts: ClaimParts, signal: AbortSignal): Promise<Decided> {
  const { client, ledger, clock } = parts
  for (let waitedMs = 0; ; ) {
    const rival = ledger.rival(claim)
    if (rival === null) return { kind: 'free' }
    const { row, importName } = rival
    if (row.recordId !== null) return { kind: 'made', row, recordId: row.recordId }
    if (!rival.isUnderWay || waitedMs >= longestWaitMs) return { kind: 'unknown', importName }
    await clock.sleep(pollMs, signal)
    // The other waits for the API too.
    if (client.outage === null) waitedMs += pollMs
  }
}

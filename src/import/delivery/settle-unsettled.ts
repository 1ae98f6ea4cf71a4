import type { ImportLedger, LedgerRow, SentRequest } from '../../ledger/ledger.ts'
import type { Log } from '../../model/log.ts'
import { forEachConcurrently } from '../concurrency.ts'
import type { OtherImports } from '../other-imports.ts'
import { type SendParts, sendWrite } from './send-write.ts'
import { isKeyAlive, keyExpired } from './settled-row.ts'

/** What is settled, and how. */
export interface Settling {
  readonly object: string
  /** The run whose work it counts as; null: that of the run which sent the request. */
  readonly runId: string | null
  /** Send requests again whose keys the API has forgotten. */
  readonly resendInDoubt: boolean
  /** Whether rows are looked up by what they match: that tells of a create whose key the API has forgotten. */
  readonly looksAgain: boolean
}

export interface SettleParts extends SendParts {
  readonly imports: OtherImports
  readonly log: Log
  /** How many writes may be under way just now. */
  readonly bound: () => number
}

/**
 * Settles requests of earlier runs whose answers were lost, before anything else is sent: the same body with the same
 * key, which the API answers as it would have the first time, as long as it remembers the key. Edits of the row since
 * then wait until it is known what the record holds. The parents that earlier runs made are settled first.
 *
 * @returns how many rows have an outcome now
 */
export async function settleUnsettled(settling: Settling, parts: SettleParts): Promise<number> {
  let settled = 0
  for (const object of parts.imports.parentTypes()) {
    // Parents are not looked up by what their rows match: by what those rows name them.
    settled += await settleImport({ ...settling, object, looksAgain: true }, parts.imports.parents(object), parts)
  }
  return settled + (await settleImport(settling, parts.ledger, parts))
}

async function settleImport(settling: Settling, ledger: ImportLedger, parts: SettleParts): Promise<number> {
  const { object } = settling
  let settled = 0
  async function settle(row: LedgerRow): Promise<void> {
    const request = requestToRepeat(row, settling, parts.clock.now())
    if (request === null) await ledger.record(expired(row, settling, parts))
    else if (await repeat(row, request)) settled += 1
  }
  async function repeat(base: LedgerRow, sent: SentRequest): Promise<boolean> {
    // Nothing may be carried out this time; what the earlier run's request did is then still unknown.
    const { row } = await sendWrite(
      { object, runId: settling.runId ?? base.runId, base, known: base, sent },
      { ...parts, ledger },
    )
    parts.log.info(
      { row: base.row, idempotencyKey: sent.idempotencyKey, outcome: row?.state ?? 'in_doubt' },
      'settled a request of an earlier run',
    )
    return row !== null && row.state !== 'in_doubt'
  }
  await forEachConcurrently(untilStopped(ledger, parts), parts.bound, settle)
  return settled
}

async function* untilStopped(ledger: ImportLedger, { stop }: SettleParts): AsyncGenerator<LedgerRow> {
  for (const row of ledger.unsettled()) {
    if (stop.signal.aborted) return
    yield row
  }
}

/** The request that settles a row; null where its key is too old and nobody asked to send it all the same. */
export function requestToRepeat({ sent }: LedgerRow, settling: Settling, nowMs: number): SentRequest | null {
  if (sent === null) return null
  if (isKeyAlive(sent, nowMs)) return sent
  if (isToBeLookedUp(sent, settling)) return null
  return settling.resendInDoubt ? { ...sent, firstSentAt: nowMs } : null
}

function expired(row: LedgerRow, settling: Settling, { clock }: SettleParts): LedgerRow {
  const { sent } = row
  if (sent === null) return row
  const next: LedgerRow = { ...row, runId: settling.runId ?? row.runId, at: clock.now() }
  if (isToBeLookedUp(sent, settling)) return { ...next, state: 'pending', sent: null, follows: sent.idempotencyKey }
  return { ...next, state: 'in_doubt', error: keyExpired(sent) }
}

/** After so long the index knows of the record, if there is one: the row is taken up as one without a record. */
export function isToBeLookedUp(sent: SentRequest, { looksAgain }: Settling): boolean {
  return looksAgain && sent.operation === 'create'
}

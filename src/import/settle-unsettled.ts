import type { LedgerRow, SentRequest } from '../ledger/ledger.ts'
import { forEachConcurrently } from './concurrency.ts'
import type { DeliveryParts } from './deliver-row.ts'
import type { RunConfig } from './run-config.ts'
import { isKeyAlive, keyExpired, settledRow } from './settled-row.ts'

/**
 * Settles requests of earlier runs whose answers were lost, before anything else is sent: the same body with the same
 * key, which the API answers as it would have the first time, as long as it remembers the key. Edits of the row since
 * then wait until it is known what the record holds.
 *
 * @returns how many rows have an outcome now
 */
export async function settleUnsettled(config: RunConfig, parts: DeliveryParts): Promise<number> {
  let settled = 0
  async function settle(row: LedgerRow): Promise<void> {
    const request = requestToRepeat(row, config, parts.clock.now())
    if (request === null) await parts.ledger.record(expired(row, config, parts))
    else if (await repeat(row, request, config, parts)) settled += 1
  }
  await forEachConcurrently(untilStopped(parts), parts.bound, settle)
  return settled
}

async function* untilStopped({ ledger, stop }: DeliveryParts): AsyncGenerator<LedgerRow> {
  for (const row of ledger.unsettled()) {
    if (stop.signal.aborted) return
    yield row
  }
}

/** The request that settles a row; null where its key is too old and nobody asked to send it all the same. */
function requestToRepeat({ sent }: LedgerRow, config: RunConfig, nowMs: number): SentRequest | null {
  if (sent === null) return null
  if (isKeyAlive(sent, nowMs)) return sent
  return config.resendInDoubt ? { ...sent, firstSentAt: nowMs } : null
}

async function repeat(row: LedgerRow, sent: SentRequest, config: RunConfig, parts: DeliveryParts): Promise<boolean> {
  const settled = await parts.client.write(
    {
      object: config.object,
      recordId: sent.operation === 'update' ? row.recordId : null,
      body: sent.body,
      idempotencyKey: sent.idempotencyKey,
      firstSentAt: sent.firstSentAt,
    },
    async attempt => {
      if (attempt === 1) await parts.ledger.intend(row, sent, row)
    },
    parts.stop.signal,
  )
  if (settled.kind === 'halted') parts.stop.because(settled.error)
  const write = {
    place: row,
    sent,
    known: row,
    runId: config.runId,
    nowMs: parts.clock.now(),
    columnOf: parts.columnOf,
  }
  const state = settledRow(settled, write)
  parts.log.info(
    { row: row.row, idempotencyKey: sent.idempotencyKey, outcome: state?.state ?? 'in_doubt' },
    'settled a request of an earlier run',
  )
  // Nothing was carried out this time; what the earlier run's request did is still unknown.
  await parts.ledger.record(state ?? row)
  return state !== null && state.state !== 'in_doubt'
}

function expired(row: LedgerRow, config: RunConfig, parts: DeliveryParts): LedgerRow {
  if (row.sent === null) return row
  return { ...row, state: 'in_doubt', error: keyExpired(row.sent), runId: config.runId, at: parts.clock.now() }
}

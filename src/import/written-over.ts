import type { ImportLedger } from '../ledger/ledger.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'
import type { WritePolicy } from '../mapping/compiled.ts'

/**
 * Whether a row's record holds by now what another row wrote to it in another run. Without `key` an edited row is another
 * row, and an upsert has it meet the same record: edited back, it must not be taken for done. Rows of one file that match
 * one record stay as they are, or each run would write what the last one has written over.
 */
export function isWrittenOver(
  { recordId, identity, key, runId }: LedgerRow,
  ledger: Pick<ImportLedger, 'writesTo'>,
  { mode }: Pick<WritePolicy, 'mode'>,
): boolean {
  if (mode !== 'upsert' || key !== '' || recordId === null) return false
  const last = ledger.writesTo(recordId).findLast(({ isOwn }) => isOwn)
  return last !== undefined && last.identity !== identity && last.runId !== runId
}

import type { LedgerRow } from '../../ledger/ledger.ts'
import type { WritePolicy } from '../../mapping/compiled.ts'
import { isToBeLookedUp, requestToRepeat, type Settling } from '../delivery/settle-unsettled.ts'
import type { LedgerShelf } from '../ledger-shelf.ts'
import { parentsImportName } from '../other-imports.ts'
import type { RunConfig } from '../run-config.ts'

/** What a run would do about rows of earlier runs whose answers were lost, before it does anything else. */
export interface Unsettled {
  /** Rows whose requests it would send again: that settles them. */
  readonly sentAgain: number
  /** Rows that it would look up instead: the API has forgotten their keys. */
  readonly lookedUp: number
}

/**
 * Counts the rows that a run would settle, of the import and of those that hold the parents it made. Those that nothing
 * settles unless it is asked for (`--resend-in-doubt`) are not among them. A dry run leaves all of them as they are: it
 * is to be asked before the dry run begins.
 */
export function countUnsettled(
  shelf: Pick<LedgerShelf, 'named' | 'besides'>,
  config: Pick<RunConfig, 'importName' | 'object' | 'resendInDoubt'> & { readonly policy: Pick<WritePolicy, 'match'> },
  nowMs: number,
): Unsettled {
  const { importName, object, resendInDoubt, policy } = config
  const own = { object, runId: null, resendInDoubt, looksAgain: policy.match !== null }
  let sentAgain = 0
  let lookedUp = 0
  function count(name: string, settling: Settling): void {
    for (const row of shelf.named(name)?.rows(['sending', 'in_doubt']) ?? []) {
      if (requestToRepeat(row, settling, nowMs) !== null) sentAgain += 1
      else if (isLookedUp(row, settling)) lookedUp += 1
    }
  }
  count(importName, own)
  for (const type of shelf.besides(importName).parentTypes()) {
    count(parentsImportName(importName, type), { ...own, object: type, looksAgain: true })
  }
  return { sentAgain, lookedUp }
}

function isLookedUp({ sent }: LedgerRow, settling: Settling): boolean {
  return sent !== null && isToBeLookedUp(sent, settling)
}

import type { WritePolicy } from '../../mapping/compiled.ts'
import { settlementOf } from '../delivery/settle-unsettled.ts'
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
  config: Pick<RunConfig, 'importName' | 'resendInDoubt'> & { readonly policy: Pick<WritePolicy, 'traceBy'> },
  nowMs: number,
): Unsettled {
  const { importName, resendInDoubt, policy } = config
  let sentAgain = 0
  let lookedUp = 0
  function count(name: string, isTraced: boolean): void {
    for (const row of shelf.named(name)?.rows(['sending', 'in_doubt']) ?? []) {
      const settlement = settlementOf(row, { resendInDoubt, isTraced }, nowMs)
      if (settlement === 'repeat') sentAgain += 1
      else if (settlement === 'trace') lookedUp += 1
    }
  }
  count(importName, policy.traceBy !== null)
  for (const type of shelf.besides(importName).parentTypes()) {
    count(parentsImportName(importName, type), true)
  }
  return { sentAgain, lookedUp }
}

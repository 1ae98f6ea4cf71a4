import type { ConductParts } from '../import/conduct-run.ts'
import { completeImport } from '../import/retry-import.ts'
import type { RunConfig, RunSummary } from '../import/run-config.ts'
import { failedOutcomes } from '../import/tally.ts'
import type { ImportLedger } from '../ledger/ledger.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Departures } from './merge-passes.ts'

/** Rows of an import that earlier runs left to be completed, and that its first pass has not read. */
export class UnreadRows {
  readonly #identities: Set<string>

  constructor(ledger: ImportLedger) {
    this.#identities = new Set(Array.from(ledger.incomplete(), ({ identity }) => identity))
  }

  /** Takes note that the first pass has read a row. */
  read(identity: string): void {
    this.#identities.delete(identity)
  }

  has(identity: string): boolean {
    return this.#identities.has(identity)
  }
}

/** Whether there is anything to complete. */
export function isIncomplete(ledger: ImportLedger): boolean {
  for (const _ of ledger.incomplete()) return true
  return false
}

/** What went before a second pass. */
export interface FirstPass {
  readonly runId: string
  readonly unread: UnreadRows
}

/** A second pass over one import. */
export interface SecondPass {
  readonly summary: RunSummary
  /** How rows that failed in it had ended before. */
  readonly departures: Departures
  /** Rows that wait on, for imports that were left out. */
  readonly waiting: number
}

/** Completes the rows of an import, as far as they can be. */
export async function completeRows(
  config: RunConfig,
  parts: ConductParts,
  first: FirstPass,
  signal: AbortSignal,
): Promise<SecondPass> {
  const outcomesBefore = new Map<string, Outcome | null>()
  const departures = new Map<Outcome | null, number>()
  let waiting = 0
  const onRow: ConductParts['onRow'] = result => {
    const before = outcomesBefore.get(result.identity) ?? null
    outcomesBefore.delete(result.identity)
    if (failedOutcomes.has(result.outcome)) departures.set(before, (departures.get(before) ?? 0) + 1)
    else if (result.outcome !== 'pending' && isWaiting(parts.ledger.find(result.identity))) waiting += 1
    parts.onRow(result)
  }
  const taken = (row: LedgerRow): void => {
    outcomesBefore.set(row.identity, outcomeBefore(row, first))
  }
  const summary = await completeImport(config, { ...parts, onRow }, taken, signal)
  return { summary, departures, waiting }
}

/** Whether the ledger has a row as written but in part. */
function isWaiting(row: LedgerRow | null): boolean {
  return row !== null && row.draft !== null
}

/** How a row that waits for the second pass ended in the first; null where that did not read it. */
function outcomeBefore({ identity, state, runId }: LedgerRow, first: FirstPass): Outcome | null {
  if (first.unread.has(identity)) return null
  // What was done by an earlier run and still waits leaves no trace of this one.
  return runId === first.runId && state !== 'sending' ? state : 'skipped'
}

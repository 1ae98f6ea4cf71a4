import type { ImportStatus } from '../ledger/import-status.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedger as openSqliteLedger } from '../ledger/sqlite-ledger.ts'
import { systemClock } from '../model/clock.ts'
import type { Outcome } from '../model/outcome.ts'
import { address, assertOptions } from './check-options.ts'
import { pathOf } from './inputs.ts'
import { type LedgerEntry, ledgerEntry } from './row-outcome.ts'
import { knownImport } from './shelf.ts'

/** A ledger that is open to be read, while others may write to it. Close it, or open it with `await using`. */
export interface OpenLedger extends AsyncDisposable {
  readonly path: string
  /** Its imports, in the order in which they came to it: rows by state, the last runs, failures by reason. */
  imports(): readonly ImportStatus[]
  /**
   * The rows of an import, in the order of the file, read as they are asked for. The `error` of one tells why.
   *
   * @param outcomes only those that ended so; all without. A row in doubt may still be on its way
   * @throws InputError `import_unknown`
   */
  rows(importName: string, outcomes?: readonly Outcome[]): Generator<LedgerEntry, void, undefined>
  close(): Promise<void>
}

/**
 * Opens a ledger to read it; makes none.
 *
 * @throws InputError `ledger_not_found`, `not_a_ledger`, `ledger_too_new`, `option_invalid`, `option_unknown`
 */
export async function openLedger(options: { readonly path: string | URL }): Promise<OpenLedger> {
  assertOptions(options, { path: address }, 'openLedger')
  const path = pathOf(options.path, 'path')
  const ledger = await openLedgerToRead(path)
  let closed: Promise<void> | null = null
  const close = async (): Promise<void> => {
    // Once, however often it is asked for: by hand, and at the end of an `await using`.
    closed ??= Promise.resolve(ledger[Symbol.asyncDispose]())
    await closed
  }
  return {
    path,
    imports: () => ledger.status(null),
    // The import is looked for at once, not at the first row.
    rows: (importName, outcomes = []) => entriesOf(ledger, importName, outcomes),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The ledger itself, which holds no import. Throws as `openLedger` does. */
export async function openLedgerToRead(path: string): Promise<Ledger> {
  return openSqliteLedger({ path, workspace: null, acceptNewKey: false, clock: systemClock })
}

function entriesOf(
  ledger: Ledger,
  importName: string,
  outcomes: readonly Outcome[],
): Generator<LedgerEntry, void, undefined> {
  const states = outcomes.flatMap(outcome => (outcome === 'in_doubt' ? ['sending' as const, outcome] : [outcome]))
  const rows = knownImport(ledger, importName).rows(states)
  return (function* () {
    for (const row of rows) yield ledgerEntry(row)
  })()
}

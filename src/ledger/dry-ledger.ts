import type { ImportLedger, ReadonlyImport } from './ledger.ts'

/** A ledger for a dry run: knows what the real one knows, and writes nothing. Null: there is none yet. */
export function dryLedger(real: ReadonlyImport | null): ImportLedger {
  const writes = async (): Promise<void> => {
    throw new Error('a dry run writes nothing to the ledger')
  }
  return {
    find: identity => real?.find(identity) ?? null,
    rows: states => real?.rows(states) ?? [],
    intend: writes,
    record: writes,
    release: writes,
    unsettled: () => [],
    startRun: () => undefined,
    endRun: () => undefined,
  }
}

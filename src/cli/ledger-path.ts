import { dirname, join } from 'node:path'

/** Where the ledger is: as given, else beside the mapping file, else in the current folder. */
export function ledgerPath(options: { readonly ledger?: string; readonly mapping?: string }): string {
  if (options.ledger !== undefined) return options.ledger
  return options.mapping === undefined ? 'ledger.db' : join(dirname(options.mapping), 'ledger.db')
}

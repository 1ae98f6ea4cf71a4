import { dirname, join } from 'node:path'
import { InputError } from '../errors.ts'

/**
 * Where the ledger is: as given, else beside the mapping file, else in the current folder.
 *
 * @throws InputError `ledger_not_available` for a database server
 */
export function ledgerPath(options: { readonly ledger?: string; readonly mapping?: string }): string {
  const { ledger, mapping } = options
  if (ledger === undefined) return mapping === undefined ? 'ledger.db' : join(dirname(mapping), 'ledger.db')
  // Taken as a path, it would come back in a message, its password with it.
  if (isServerAddress(ledger)) {
    throw new InputError('ledger_not_available', 'A ledger in a database server is not available yet.', {
      hint: 'Name a file with --ledger PATH.',
    })
  }
  return ledger
}

/** Whether `--ledger` names a database server, and no file. */
export function isServerAddress(ledger: string): boolean {
  return /^[a-z][a-z+]+:\/\//i.test(ledger)
}

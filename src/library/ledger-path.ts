import { dirname, join } from 'node:path'
import { InputError } from '../errors.ts'

/** What says where the ledger of a call is. */
export interface LedgerPlace {
  readonly ledger?: string
  readonly mapping?: string
  /** The description of a migration. */
  readonly file?: string
}

/**
 * Where the ledger is: as given, else beside the mapping file or the description, else in the current folder.
 *
 * @throws InputError `ledger_not_available` for a database server
 */
export function ledgerPath({ ledger, mapping, file }: LedgerPlace): string {
  const beside = mapping ?? file
  if (ledger === undefined) return beside === undefined ? 'ledger.db' : join(dirname(beside), 'ledger.db')
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

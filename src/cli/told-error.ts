import { isSqliteError, ledgerFailure } from '../ledger/sqlite.ts'
import { type LedgerPlace, ledgerPath } from '../library/ledger-path.ts'

/** The error as a person is told of it: a database that cannot be read is a ledger that has failed, and no bug. */
export function toldError(error: unknown, place: LedgerPlace): unknown {
  return isSqliteError(error) ? ledgerFailure(ledgerPath(place), error) : error
}

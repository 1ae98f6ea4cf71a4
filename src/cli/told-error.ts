import { isSqliteError, ledgerFailure } from '../ledger/sqlite.ts'
import { ledgerPath } from '../library/ledger-path.ts'

/** What says where the ledger of a call is. */
export interface LedgerPlace {
  readonly ledger?: string
  readonly mapping?: string
  /** That of a migration. */
  readonly file?: string
}

/** The error as a person is told of it: a database that cannot be read is a ledger that has failed, and no bug. */
export function toldError(error: unknown, { ledger, mapping, file }: LedgerPlace): unknown {
  if (!isSqliteError(error)) return error
  const beside = mapping ?? file
  return ledgerFailure(
    ledgerPath({ ...(ledger !== undefined && { ledger }), ...(beside !== undefined && { mapping: beside }) }),
    error,
  )
}

import { systemClock } from '../model/clock.ts'
import type { LockHolder } from './lock.ts'
import { lockHolder } from './lock.ts'
import { ledgerFailure, openSqlite } from './sqlite.ts'
import { migrate } from './sqlite-ledger.ts'
import { readImports } from './status.ts'

/** What is to be known of a ledger before somebody works with it. */
export interface LedgerInspection {
  /** What SQLite finds wrong with the file, a sentence each; empty: nothing. */
  readonly faults: readonly string[]
  /** The workspace that it belongs to; null where no run has said so yet. */
  readonly baseUrl: string | null
  readonly imports: readonly ImportInspection[]
}

export interface ImportInspection {
  readonly name: string
  /** The process that works on it; null: none. */
  readonly holder: LockHolder | null
  /** Rows whose last request has no known outcome. */
  readonly inDoubt: number
}

const longestList = 5

/**
 * Reads a ledger through, as SQLite checks it, and asks who works on it.
 *
 * @throws InputError as `openLedger`
 */
export async function inspectLedger(path: string): Promise<LedgerInspection> {
  const database = await openSqlite(path, { mustExist: true, isDurable: true })
  try {
    migrate(database, path)
    const found = database.prepare(`PRAGMA quick_check(${longestList})`).all()
    const bound = database.prepare("SELECT value FROM meta WHERE name = 'base_url'").get()
    const count = database.prepare(
      "SELECT count(*) AS n FROM rows INDEXED BY rows_unsettled WHERE import_id = ? AND state IN ('sending', 'in_doubt')",
    )
    return {
      faults: found.flatMap(row => String(row['quick_check']).split('\n')).filter(isFault),
      baseUrl: bound === undefined ? null : String(bound['value']),
      imports: readImports(database, null).map(({ id, name }) => ({
        name,
        holder: lockHolder(database, id, systemClock.now()),
        inDoubt: Number(count.get(id)?.['n'] ?? 0),
      })),
    }
  } catch (error) {
    throw ledgerFailure(path, error)
  } finally {
    database.close()
  }
}

/** SQLite begins with the name of the database, and ends with `ok` where there is nothing to tell. */
function isFault(line: string): boolean {
  return line !== 'ok' && line !== '' && !line.startsWith('***')
}

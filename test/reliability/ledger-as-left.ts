import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** What a process has left of its ledger. */
export interface LedgerAsLeft {
  /** What SQLite finds wrong with it: `['ok']` for nothing. */
  readonly integrity: readonly string[]
  /** Rows by import and state, such as `deals sending`. */
  readonly rows: Readonly<Record<string, number>>
}

/**
 * Looks at a ledger with what is in its write-ahead log, in a copy: the next process is to find both as they were left.
 * Null where the process did not come so far as to make one.
 */
export function ledgerAsLeft(path: string): LedgerAsLeft | null {
  if (!existsSync(path)) return null
  const copy = `${path}.copy`
  for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix)
  const database = new DatabaseSync(copy)
  try {
    const integrity = database.prepare('PRAGMA integrity_check').all()
    const hasRows = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'rows'").get() !== undefined
    const query = `SELECT name || ' ' || state AS what, count(*) AS count
      FROM rows JOIN imports ON imports.id = import_id GROUP BY what`
    const counts = hasRows ? database.prepare(query).all() : []
    return {
      integrity: integrity.map(row => String(row['integrity_check'])),
      rows: Object.fromEntries(counts.map(({ what, count }) => [String(what), Number(count)])),
    }
  } finally {
    database.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true })
  }
}

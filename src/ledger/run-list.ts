import { openSqlite } from './sqlite.ts'

/** A run, as somebody looks for it who is to name one. */
export interface ListedRun {
  readonly id: string
  readonly importName: string
  /** Milliseconds, UTC. */
  readonly startedAt: number
}

const longestList = 50

/**
 * The last runs of a ledger, of whatever import, the newest first. Counts nothing, and brings no tables up to date: it is
 * asked while a call is being written.
 *
 * @throws InputError as `openLedger`
 */
export async function listRuns(path: string): Promise<readonly ListedRun[]> {
  const database = await openSqlite(path, { mustExist: true, isDurable: true })
  try {
    const query = `SELECT runs.id, name, started_at FROM runs JOIN imports ON imports.id = import_id
      ORDER BY started_at DESC, runs.rowid DESC LIMIT ?`
    return database
      .prepare(query)
      .all(longestList)
      .map(row => ({ id: String(row['id']), importName: String(row['name']), startedAt: Number(row['started_at']) }))
  } finally {
    database.close()
  }
}

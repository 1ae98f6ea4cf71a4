import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const ledgerFile = 'ledger.db'

export function makeDisk(folder: string): void {
  mkdirSync(folder)
}

/** Copies what a process has on disk at this moment, as the next one finds it if this one dies now. */
export function copyDisk(from: string, to: string): void {
  mkdirSync(to)
  for (const name of [ledgerFile, `${ledgerFile}-wal`]) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name))
  }
}

/** Takes a dead process's locks away, which the next process does where it is another one. */
export function unlock(folder: string): void {
  inLedger(folder, database => database.exec('DELETE FROM locks'))
}

/** What SQLite finds wrong with a ledger: `ok` for nothing. */
export function integrityOf(folder: string): string {
  if (!existsSync(join(folder, ledgerFile))) return 'ok'
  return inLedger(folder, database => Object.values(database.prepare('PRAGMA integrity_check').get() ?? {}).join())
}

/** Whether any request has no known outcome. */
export function isAnyUnsettled(folder: string): boolean {
  if (!existsSync(join(folder, ledgerFile))) return false
  const query = "SELECT 1 FROM rows WHERE state IN ('sending', 'in_doubt')"
  return inLedger(folder, database => database.prepare(query).get() !== undefined)
}

function inLedger<T>(folder: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(folder, ledgerFile))
  try {
    return work(database)
  } finally {
    database.close()
  }
}

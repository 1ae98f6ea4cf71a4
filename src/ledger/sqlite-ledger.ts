import { randomUUID } from 'node:crypto'
import { InputError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import { readLastWriteAt } from './change-log.ts'
import type { ImportStatus } from './import-status.ts'
import type { ImportLedger, Ledger, ReadonlyImport } from './ledger.ts'
import { ImportLock } from './lock.ts'
import { type ImportOverview, type OverviewExtent, readOverview } from './overview.ts'
import { migrations } from './schema.ts'
import { type DatabaseSync, ledgerFailure, openSqlite, transaction } from './sqlite.ts'
import { SqliteImport } from './sqlite-import.ts'
import { readImports, readStatus } from './status.ts'
import { StoredImport } from './stored-import.ts'
import { assertWorkspace, bindWorkspace, type Workspace } from './workspace.ts'

export interface LedgerOptions {
  readonly path: string
  /** The workspace that will be written to; null to read only, which needs no key and makes no file. */
  readonly workspace: Workspace | null
  readonly acceptNewKey: boolean
  readonly clock: Clock
}

/**
 * Opens a ledger file, and makes it where a run needs one.
 *
 * @throws InputError `not_a_ledger`, `ledger_not_found`, `ledger_unwritable`, `ledger_too_new`,
 *   `ledger_of_another_workspace`
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { path, workspace } = options
  const database = await openSqlite(path, { mustExist: workspace === null, isDurable: true })
  try {
    migrate(database, path)
    if (workspace !== null) {
      transaction(database, () => bindWorkspace(database, path, workspace, options.acceptNewKey, randomUUID()))
    }
    return new SqliteLedger(path, database, options.clock)
  } catch (error) {
    database.close()
    throw ledgerFailure(path, error)
  }
}

/** A ledger in an SQLite file whose tables are there. */
export class SqliteLedger implements Ledger {
  readonly path: string
  readonly #database: DatabaseSync
  readonly #clock: Clock
  readonly #open = new Map<number, SqliteImport>()
  readonly #read = new Map<string, StoredImport>()

  constructor(path: string, database: DatabaseSync, clock: Clock) {
    this.path = path
    this.#database = database
    this.#clock = clock
  }

  openImport(name: string, object: string): ImportLedger {
    try {
      const id = this.#importId(name, object)
      const held = this.#open.get(id)
      if (held !== undefined) return held
      const lock = new ImportLock(this.#database, id, name, randomUUID(), this.#clock)
      const opened = new SqliteImport(this.path, this.#database, id, lock, this.#clock)
      this.#open.set(id, opened)
      return opened
    } catch (error) {
      throw ledgerFailure(this.path, error)
    }
  }

  readImport(name: string): ReadonlyImport | null {
    const known = this.#read.get(name)
    if (known !== undefined) return known
    const found = readImports(this.#database, name)[0]
    if (found === undefined) return null
    const stored = new StoredImport(this.#database, found.id)
    this.#read.set(name, stored)
    return stored
  }

  assertWorkspace(workspace: Workspace, acceptNewKey: boolean): void {
    assertWorkspace(this.#database, this.path, workspace, acceptNewKey)
  }

  importNames(prefix: string): readonly { readonly name: string; readonly object: string }[] {
    return readImports(this.#database, null)
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, object }) => ({ name, object }))
  }

  lastWriteAt(object: string): number | null {
    return readLastWriteAt(this.#database, object)
  }

  status(name: string | null): readonly ImportStatus[] {
    return readStatus(this.#database, name, this.#clock.now())
  }

  overview(name: string, extent: OverviewExtent): ImportOverview | null {
    return readOverview(this.#database, name, extent, this.#clock.now())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      for (const opened of this.#open.values()) opened.close()
    } finally {
      this.#database.close()
    }
  }

  #importId(name: string, object: string): number {
    this.#database.prepare('INSERT OR IGNORE INTO imports (name, object) VALUES (?, ?)').run(name, object)
    const known = readImports(this.#database, name)[0]
    if (known === undefined) throw new Error('an import that was just written is not there')
    if (known.object !== object) {
      throw new InputError(
        'object_changed',
        `The ledger ${this.path} has ${name} as an import of ${known.object}, the mapping makes it one of ${object}.`,
        { hint: 'Give the mapping a name of its own with `import:`, or name another ledger with --ledger PATH.' },
      )
    }
    return known.id
  }
}

/**
 * Brings a ledger's tables to this version.
 *
 * @throws InputError `ledger_too_new`
 */
export function migrate(database: DatabaseSync, path: string): void {
  const version = userVersion(database)
  if (version > migrations.length) {
    throw new InputError('ledger_too_new', `The ledger ${path} was written by a newer version of lightfield-import.`, {
      hint: 'Update lightfield-import.',
    })
  }
  if (version === migrations.length) return
  transaction(database, () => {
    // Another process may have been faster.
    const from = userVersion(database)
    for (const step of migrations.slice(from)) database.exec(step)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

function userVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { Ledger } from './ledger.ts'
import { type DatabaseSync, openSqlite } from './sqlite.ts'
import { migrate, SqliteLedger } from './sqlite-ledger.ts'

/**
 * A ledger for a dry run to write to: on disk, since a file has any number of rows; in a folder of its own that only
 * its owner can read; gone with everything in it once it is disposed of.
 *
 * @throws InputError `no_temporary_folder`
 */
export async function openScratchLedger(clock: Clock): Promise<Ledger> {
  const folder = await makeFolder()
  const path = join(folder, 'ledger.db')
  let database: DatabaseSync | null = null
  try {
    database = await openSqlite(path, { mustExist: false, isDurable: false })
    migrate(database, path)
    return new ScratchLedger(folder, path, database, clock)
  } catch (error) {
    database?.close()
    await remove(folder)
    throw error
  }
}

class ScratchLedger extends SqliteLedger {
  readonly #folder: string

  constructor(folder: string, path: string, database: DatabaseSync, clock: Clock) {
    super(path, database, clock)
    this.#folder = folder
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    try {
      await super[Symbol.asyncDispose]()
    } finally {
      await remove(this.#folder)
    }
  }
}

async function makeFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'lightfield-import-dry-run-'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new InputError(
      'no_temporary_folder',
      `A dry run needs a temporary folder, and none can be made: ${reason}.`,
      {
        cause,
        hint: 'Name a folder that can be written to in the environment variable TMPDIR (on Windows TEMP).',
      },
    )
  }
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

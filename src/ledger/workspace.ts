import { createHash } from 'node:crypto'
import { InputError } from '../errors.ts'
import type { DatabaseSync } from './sqlite.ts'

/** The workspace that a run writes to, as far as it can be told: where, and with which key. */
export interface Workspace {
  readonly baseUrl: string
  readonly apiKey: string
}

/**
 * Makes sure that a ledger is not another workspace's.
 *
 * @param acceptNewKey the key was exchanged for another of the same workspace
 * @throws InputError `ledger_of_another_workspace`
 */
export function assertWorkspace(
  database: DatabaseSync,
  path: string,
  workspace: Workspace,
  acceptNewKey: boolean,
): void {
  const boundUrl = readMeta(database, 'base_url')
  if (boundUrl !== null && boundUrl !== workspace.baseUrl) {
    throw new InputError(
      'ledger_of_another_workspace',
      `The ledger ${path} belongs to ${boundUrl}, not to ${workspace.baseUrl}.`,
      {
        hint: 'Name another ledger with --ledger PATH, or the first address with --base-url.',
      },
    )
  }
  const boundKey = readMeta(database, 'key_fingerprint')
  const fingerprint = fingerprintOf(workspace, readMeta(database, 'salt') ?? '')
  if (boundKey !== null && boundKey !== fingerprint && !acceptNewKey) {
    throw new InputError('ledger_of_another_workspace', `The ledger ${path} was made with another API key.`, {
      hint: 'For another workspace name another ledger with --ledger PATH. If this key is a new one of the same workspace, say so once with --accept-new-key.',
    })
  }
}

/**
 * Holds a ledger to one workspace: its record ids mean nothing in another. The key itself is not kept, only a salted
 * fingerprint that tells two keys apart.
 *
 * @param acceptNewKey the key was exchanged for another of the same workspace: remember that one from now on
 * @throws InputError `ledger_of_another_workspace`
 */
export function bindWorkspace(
  database: DatabaseSync,
  path: string,
  workspace: Workspace,
  acceptNewKey: boolean,
  newSalt: string,
): void {
  assertWorkspace(database, path, workspace, acceptNewKey)
  const salt = readMeta(database, 'salt') ?? newSalt
  writeMeta(database, 'salt', salt)
  writeMeta(database, 'base_url', workspace.baseUrl)
  writeMeta(database, 'key_fingerprint', fingerprintOf(workspace, salt))
}

function fingerprintOf({ apiKey }: Workspace, salt: string): string {
  return createHash('sha256').update(`${salt}\n${apiKey}`).digest('hex').slice(0, 32)
}

function readMeta(database: DatabaseSync, name: string): string | null {
  const row = database.prepare('SELECT value FROM meta WHERE name = ?').get(name)
  return row === undefined ? null : String(row['value'])
}

function writeMeta(database: DatabaseSync, name: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(name, value)
}

import diagnostics from 'node:diagnostics_channel'
import { DatabaseSync, type SQLInputValue, StatementSync } from 'node:sqlite'
import type { Death, Moment, Operation, Travel, Writing } from './moments.ts'

/**
 * Loaded into the executable with `node --import`: kills it with SIGKILL at the moment that DIE_AT names. The executable
 * is the real one; what it does is seen where it leaves the process, in its SQL and its HTTP.
 */
const death: Death = JSON.parse(process.env['DIE_AT'] ?? '')
let timesLeft = death.nth

function reach(moment: Moment, operation: Operation | null): void {
  const isIt = death.at === 'any' || (death.at === moment && (death.of === undefined || death.of === operation))
  if (!isIt) return
  timesLeft -= 1
  if (timesLeft === 0) process.kill(process.pid, 'SIGKILL')
}

interface Write {
  readonly writing: Writing
  readonly operation: Operation | null
}

/** What the open transaction has written so far; null where none is open. */
let open: Write[] | null = null

function around<T>(write: Write | null, perform: () => T): T {
  if (write === null) return perform()
  reach(`${write.writing}: before`, write.operation)
  const result = perform()
  reach(`${write.writing}: written`, write.operation)
  if (open === null) reach(`${write.writing}: committed`, write.operation)
  else open.push(write)
  return result
}

function perhapsCommit(sql: string, perform: () => void): void {
  perform()
  const committed = sql === 'COMMIT' ? (open ?? []) : []
  if (sql.startsWith('BEGIN')) open = []
  else if (sql === 'COMMIT' || sql === 'ROLLBACK') open = null
  for (const { writing, operation } of committed) reach(`${writing}: committed`, operation)
}

const writings: readonly (readonly [RegExp, Writing])[] = [
  [/^\s*CREATE TABLE/, 'tables'],
  [/^INSERT OR REPLACE INTO meta/, 'workspace'],
  [/^INSERT OR REPLACE INTO locks/, 'lock'],
  [/^INSERT INTO runs/, 'run start'],
  [/^UPDATE runs SET ended_at/, 'run end'],
  [/^UPDATE changes SET undone_at/, 'undone'],
]

function writeOf(sql: string, values: readonly SQLInputValue[]): Write | null {
  const columns = /^INSERT INTO rows \(([^)]*)\)/.exec(sql)?.[1]?.split(', ')
  if (columns !== undefined) return writeOfRow(new Map(columns.map((column, position) => [column, values[position]])))
  const writing = writings.find(([pattern]) => pattern.test(sql))?.[1]
  return writing === undefined ? null : { writing, operation: null }
}

function writeOfRow(row: ReadonlyMap<string, SQLInputValue | undefined>): Write {
  const state = row.get('state')
  // The parents that an import makes are an import of their own, the second one that a new ledger comes to know.
  const operation = row.get('import_id') === 1 ? row.get('sent_operation') : 'parent'
  if (state === 'pending') return { writing: 'undoing', operation: null }
  return { writing: state === 'sending' ? 'intent' : 'outcome', operation: (operation as Operation | null) ?? null }
}

const { exec } = DatabaseSync.prototype
const run: (this: StatementSync, ...values: SQLInputValue[]) => unknown = StatementSync.prototype.run
Object.assign(DatabaseSync.prototype, {
  exec(this: DatabaseSync, sql: string) {
    perhapsCommit(sql, () => around(writeOf(sql, []), () => exec.call(this, sql)))
  },
})
Object.assign(StatementSync.prototype, {
  run(this: StatementSync, ...values: SQLInputValue[]) {
    return around(writeOf(this.sourceSQL, values), () => run.apply(this, values))
  },
})

/** Source: the "Diagnostics Channel Support" page of undici's documentation. */
const channels: readonly (readonly [string, Travel])[] = [
  ['undici:request:create', 'leaving'],
  ['undici:request:bodySent', 'sent'],
  ['undici:request:headers', 'answered'],
  ['undici:request:trailers', 'read'],
]

for (const [channel, travel] of channels) {
  diagnostics.subscribe(channel, message => {
    const { request } = message as { readonly request: { readonly method: string; readonly path: string } }
    const operation = operationOf(request)
    if (operation !== null) reach(`request: ${travel}`, operation)
  })
}

/** Of a request to the types that the tests import, deals with companies as parents; null for one that only reads. */
function operationOf({ method, path }: { readonly method: string; readonly path: string }): Operation | null {
  if (method === 'DELETE') return 'delete'
  if (method !== 'POST') return null
  if (path.endsWith('/v1/accounts')) return 'parent'
  return path.endsWith('/v1/opportunities') ? 'create' : 'update'
}

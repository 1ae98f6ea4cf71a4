import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchCompanies, writeRows } from '../../bench/generate-rows.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { sandboxKey } from '../cli/program.ts'

const createsMapping = fileURLToPath(new URL('../../bench/rows.mapping.yaml', import.meta.url))

/** The same rows for other imports: one finds the records that were made of them, one makes them again with their parents. */
const findingMapping = `object: opportunity
import: found
key: [Deal ID]
mode: find-or-create
match: sourceId
fields: { sourceId: Deal ID, $name: Deal Name, $stage: { value: Lead } }
relationships:
  $account: { column: Company, find: { object: account, by: $name } }
`
const parentsMapping = `object: opportunity
import: with-parents
key: [Deal ID]
fields: { $name: Deal Name, $stage: { value: Lead } }
relationships:
  $account: { column: Company, find: { object: account, by: $name } }
  $champion:
    column: Contact Email
    find: { object: contact, by: $email, missing: create, fields: { $name: { firstName: Deal Name, lastName: Company } } }
`

/** The jobs whose work is counted, in the order in which they follow each other. */
export const jobNames = [
  'check',
  'create',
  'nothing changed',
  'find',
  'create with parents',
  'results',
  'report',
] as const
export type JobName = (typeof jobNames)[number]

/** A file of so many rows, an empty workspace, and the command lines of the jobs. */
export interface Worksite extends AsyncDisposable {
  readonly sandbox: Sandbox
  readonly commands: Readonly<Record<JobName, readonly string[]>>
}

/** Prepares the jobs over so many rows, in a folder that is the caller's to remove. */
export async function openWorksite(rows: number, folder: string): Promise<Worksite> {
  const inFolder = (name: string): string => join(folder, `${rows}-${name}`)
  const file = inFolder('rows.csv')
  const finding = inFolder('finding.yaml')
  const parents = inFolder('parents.yaml')
  await Promise.all([writeRows(file, rows), writeFile(finding, findingMapping), writeFile(parents, parentsMapping)])

  // Answers that come after a while come several at a time: as those of a server far away, they share a commit.
  const sandbox = await startSandbox({ limits: { write: 0, read: 0, search: 0 }, indexLagMs: 0, latencyMs: 20 })
  for (const name of benchCompanies) await createAccount(sandbox, name)

  const ledger = ['--ledger', inFolder('ledger.db')]
  const freely = ['--rate', '100000', '--concurrency', '50', '--yes', '--json']
  const creates = ['--mapping', createsMapping, ...ledger]
  return {
    sandbox,
    commands: {
      check: ['check', file, '--mapping', createsMapping, '--offline', '--json'],
      create: ['run', file, ...creates, ...freely],
      'nothing changed': ['run', file, ...creates, ...freely],
      find: ['run', file, '--mapping', finding, ...ledger, ...freely],
      'create with parents': ['run', file, '--mapping', parents, ...ledger, ...freely],
      results: ['results', ...creates, '--out', inFolder('results.csv')],
      report: ['report', ...creates, '--out', inFolder('report.html')],
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  }
}

async function createAccount({ url }: Sandbox, name: string): Promise<void> {
  const answer = await fetch(`${url}/v1/accounts`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${sandboxKey}`,
      'content-type': 'application/json',
      'lightfield-version': '2026-03-01',
    },
    body: JSON.stringify({ fields: { $name: name } }),
  })
  if (!answer.ok) throw new Error(`the sandbox refuses an account: ${await answer.text()}`)
}

/** A nightly load: creates what is new, updates what has changed, skips the rest, and tries failures once more. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  checkCsv,
  type ImportSummary,
  importCsv,
  type MappingDefinition,
  retryRows,
  startSandbox,
} from 'lightfield-import'

const mapping: MappingDefinition = {
  object: 'account',
  import: 'crm-accounts',
  key: 'ID',
  mode: 'upsert',
  match: '$name',
  fields: { $name: 'Name', region: 'Region' },
}

const sandbox = await startSandbox()
const connection = { apiKey: 'sk_lf_sandbox', baseUrl: sandbox.url }
// One that stays from night to night: a row that has not changed costs no request.
const ledger = join(await mkdtemp(join(tmpdir(), 'example-')), 'ledger.db')

async function load(csv: Uint8Array): Promise<ImportSummary> {
  const { ok, findings } = await checkCsv({ ...connection, csv, mapping }).summary
  if (!ok) for (const { message, lines } of findings) console.log(`lines ${lines.join(', ')}: ${message}`)
  // `headroomPercent` leaves a part of the limit to whoever is at work that late.
  const first = await importCsv({ ...connection, csv, mapping, ledger, maxErrors: '5%', headroomPercent: 20 }).summary
  // The API has refused some, or did not answer: they are in the ledger, and the file is not needed for another try.
  if (first.outcomes.failed === 0) return first
  return await retryRows({ ...connection, mapping, ledger }).summary
}

const monday = await load(Buffer.from('ID,Name,Region\n1,Acme,EMEA\n2,Beta,AMER\n'))
console.log(`Monday: ${monday.outcomes.created} created.`)

sandbox.setFaults([{ kind: 'status', status: 422, match: { method: 'POST' }, times: 1 }])
const tuesday = await load(Buffer.from('ID,Name,Region\n1,Acme,EMEA\n2,Beta,APAC\n'))
console.log(`Tuesday, at the second try: ${tuesday.outcomes.updated} updated, ${tuesday.requests.write} request.`)
await sandbox.close()

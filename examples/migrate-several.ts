/**
 * Brings several objects over, parents before children: one ledger tells the second import what the first has made. For
 * whole workspaces, with references in circles, `lightfield-import migrate` sorts all of it by itself.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importCsv, type MappingDefinition, startSandbox } from 'lightfield-import'

const accounts: MappingDefinition = {
  object: 'account',
  import: 'crm-accounts',
  key: 'Account ID',
  fields: { $name: 'Name' },
}

const deals: MappingDefinition = {
  object: 'opportunity',
  import: 'crm-deals',
  key: 'Deal ID',
  fields: { $name: 'Name', $stage: 'Stage' },
  // The account that the other import made for this key, whatever its id is now.
  relationships: { $account: { column: 'Account', import: 'crm-accounts' } },
}

const steps = [
  { mapping: accounts, csv: 'Account ID,Name\nA1,Acme\nA2,Beta\n' },
  {
    mapping: deals,
    csv: 'Deal ID,Name,Stage,Account\nD1,Fax machines,Won,A1\nD2,Typewriters,Lost,A2\nD3,Lamps,Won,A1\n',
  },
]

const sandbox = await startSandbox()
const ledger = join(await mkdtemp(join(tmpdir(), 'example-')), 'ledger.db')
for (const { mapping, csv } of steps) {
  const { ok, importName, outcomes, stopped } = await importCsv({
    csv: Buffer.from(csv),
    mapping,
    ledger,
    apiKey: 'sk_lf_sandbox',
    baseUrl: sandbox.url,
  }).summary
  console.log(`${importName}: ${outcomes.created} created`)
  // Children without their parents would only fail.
  if (!ok) throw stopped ?? new Error(`${importName} did not go through`)
}
const { account = [], opportunity = [] } = sandbox.state().records
console.log(`${account.length} accounts and ${opportunity.length} opportunities that belong to them.`)
await sandbox.close()

/** Brings a table into the workspace, without a CSV: rows as a cursor hands them out, and ids written back. */
import { importRows, startSandbox } from 'lightfield-import'

const sandbox = await startSandbox()

/** What a database's driver gives: rows that are read as they are sent, and never held all at once. */
async function* customers() {
  yield { id: 17, name: 'Acme', website: 'https://acme.example', since: new Date('2021-03-01') }
  yield { id: 18, name: 'Beta', website: null, since: null }
  yield { id: 19, name: 'ACME', website: null, since: null }
}

const run = importRows({
  rows: customers(),
  mapping: {
    object: 'account',
    import: 'customers',
    key: 'id',
    // A record of that name is taken as it is; only where there is none it is made.
    mode: 'find-or-create',
    match: { by: '$name', fold: 'case' },
    fields: { $name: 'name', $website: { column: 'website', split: ' ' }, customerSince: 'since' },
  },
  ledger: null,
  apiKey: 'sk_lf_sandbox',
  baseUrl: sandbox.url,
})

const idsByCustomer = new Map<string, string>()
for await (const { key, recordId } of run) {
  // `UPDATE customers SET lightfield_id = … WHERE id = …`: the next row is sent meanwhile.
  if (recordId !== null) idsByCustomer.set(key, recordId)
}

const { outcomes } = await run.summary
const isSame = idsByCustomer.get('17') === idsByCustomer.get('19')
console.log(`${outcomes.created} created, ${outcomes.found} found; 17 and 19 are ${isSame ? 'one account' : 'two'}.`)
await sandbox.close()

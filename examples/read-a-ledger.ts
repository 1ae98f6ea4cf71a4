/** Reads what became of an import: its runs, and the rows that failed with the reason. No key and no network is needed. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importCsv, messageOf, openLedger, startSandbox } from 'lightfield-import'

const path = join(await mkdtemp(join(tmpdir(), 'example-')), 'ledger.db')
await importSomething(path)

const ledger = await openLedger({ path })
for (const { name, rows, runs } of ledger.imports()) {
  console.log(
    `${name}: ${[...rows].map(([state, count]) => `${count} ${state}`).join(', ')}; last run ${runs[0]?.state}`,
  )
  for (const { line, key, error } of ledger.rows(name, ['failed', 'invalid', 'ambiguous', 'in_doubt'])) {
    console.log(`line ${line} (${key}): ${error?.message}`)
    console.log(`What to do: ${messageOf(error?.code ?? '')?.remedy}`)
  }
}
const byKey = new Map([...ledger.rows('companies', ['created'])].map(row => [row.key, row.recordId]))
console.log(`Acme is the record ${byKey.get('1')}.`)
await ledger.close()

/** So that there is something to read. */
async function importSomething(path: string): Promise<void> {
  const sandbox = await startSandbox()
  const { end } = await importCsv({
    csv: Buffer.from('ID,Name,Revenue\n1,Acme,12\n2,Beta,a lot\n'),
    mapping: {
      object: 'account',
      import: 'companies',
      key: 'ID',
      fields: { $name: 'Name', annualRevenue: 'Revenue' },
    },
    ledger: path,
    apiKey: 'sk_lf_sandbox',
    baseUrl: sandbox.url,
  }).summary
  await sandbox.close()
  console.log(`The import has ${end}.`)
}

/** Shows how far an import is, and lets somebody stop it: what is under way is finished, the next run goes on. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ImportCsvOptions, importCsv, startSandbox } from 'lightfield-import'

const sandbox = await startSandbox({ limits: { write: 200, read: 0, search: 0 } })

const names = Array.from({ length: 400 }, (_, index) => `Company ${index + 1}`)
const options: ImportCsvOptions = {
  csv: Buffer.from(`Name\n${names.join('\n')}\n`),
  mapping: { object: 'account', import: 'companies', key: 'Name', fields: { $name: 'Name' } },
  ledger: join(await mkdtemp(join(tmpdir(), 'example-')), 'ledger.db'),
  apiKey: 'sk_lf_sandbox',
  baseUrl: sandbox.url,
}

const stopping = new AbortController()
// In a program of yours: process.once('SIGINT', () => stopping.abort())

const run = importCsv({ ...options, signal: stopping.signal })
for await (const { row } of run) {
  const { rows, share, writesPerSecond } = run.progress
  if (row % 25 === 0 && row <= 100) {
    console.log(`${rows} rows done, ${Math.round((share ?? 0) * 100)}% of the file read, up to ${writesPerSecond}/s`)
  }
  if (row === 100) stopping.abort()
}
const first = await run.summary
console.log(`${first.end}: ${first.outcomes.created} of ${names.length} created`)

// Who needs no rows awaits the summary alone.
const second = await importCsv(options).summary
const isWhole = first.outcomes.created + second.outcomes.created === names.length
console.log(`The second run ${second.end}, and none was ${isWhole ? 'left out or made twice' : 'where it should be'}.`)
await sandbox.close()

/** Imports a file, tells of the rows that failed, and ends with the exit code that the command line would have. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importCsv, startSandbox } from 'lightfield-import'

// A simulator of the API, so that this runs as it stands. Leave it and `baseUrl` out, and take your own key.
const sandbox = await startSandbox({ limits: { write: 200, read: 0, search: 0 } })

const run = importCsv({
  csv: new URL('../fixtures/accounts.csv', import.meta.url),
  mapping: new URL('../fixtures/accounts.mapping.yaml', import.meta.url),
  // Yours stays where it is: that is what lets the next run skip what is done.
  ledger: join(await mkdtemp(join(tmpdir(), 'example-')), 'ledger.db'),
  apiKey: 'sk_lf_sandbox',
  baseUrl: sandbox.url,
})

for await (const row of run) {
  if (row.error !== null) console.log(`line ${row.line}: ${row.error.message} (${row.error.code})`)
}

const { ok, outcomes, end, stopped } = await run.summary
if (stopped !== null) console.log(`Stopped: ${stopped.message} ${stopped.hint ?? ''}`)
process.exitCode = ok ? 0 : end === 'finished' ? 1 : 3
console.log(`${outcomes.created} accounts created, ${outcomes.invalid + outcomes.failed} rows failed.`)
await sandbox.close()

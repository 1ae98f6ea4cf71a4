import { RunStopped } from '../../src/errors.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { createdRow, ledgerOptions, rowToSend } from './ledger-rows.ts'

/**
 * A process of its own that works on a ledger: `child.ts JOB PATH IMPORT`. What it has done it tells on stdout.
 *
 * - `hold` takes the import, writes one intent and waits to be killed
 * - `write` records a hundred rows, each in a commit of its own, and ends
 * - `fill` records rows until the ledger fails, gives the import back, and tells how many there were and what failed
 */
const [job = '', path = '', name = ''] = process.argv.slice(2)

await using ledger = await openLedger(ledgerOptions(path))
const rows = ledger.openImport(name, 'account')
rows.startRun(`run-of-${process.pid}`, 'rows.csv', null)

switch (job) {
  case 'hold':
    await rows.intend(rowToSend(1))
    tell({ pid: process.pid })
    setInterval(() => undefined, 60_000)
    await new Promise(() => undefined)
    break
  case 'write':
    for (let row = 1; row <= 100; row++) await rows.record(createdRow(row))
    break
  case 'fill':
    tell(await fill())
    break
  default:
    throw new Error(`there is no job ${job}`)
}

async function fill(): Promise<unknown> {
  for (let row = 1; ; row++) {
    const failed = await rows.record(createdRow(row)).catch((error: unknown) => error)
    if (failed instanceof RunStopped) return { written: row - 1, code: failed.code, message: failed.message }
    if (failed !== undefined) throw failed
  }
}

function tell(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

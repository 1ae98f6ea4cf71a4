import { fileURLToPath } from 'node:url'
import { chunkBytes } from '../src/csv/source.ts'
import { type Bench, rowsMapping } from './bench.ts'
import { command, runToEnd } from './processes.ts'
import { figure, median, spread } from './tables.ts'

const bareLoop = fileURLToPath(new URL('bare-csv-parse.mjs', import.meta.url))
const mapping = fileURLToPath(rowsMapping)

/** Rows a second of `check --offline`, beside the parser that it stands on. */
export const checkBench: Bench = {
  name: 'check',
  title: 'check --offline, in rows a second',
  async measure(size, workplace) {
    const rows = size === 'quick' ? 100_000 : 1_000_000
    const file = await workplace.rowsFile(rows)
    const bare: number[] = []
    const check: number[] = []
    // In turn, so that whatever else the machine does meets both alike.
    for (let run = 0; run < 5; run++) {
      bare.push(rows / (await runToEnd(bareLoop, [file, String(chunkBytes)])).seconds)
      check.push(rows / (await runToEnd(command, ['check', file, '--mapping', mapping, '--offline'])).seconds)
    }
    const share = `${figure((100 * median(check)) / median(bare))}%`
    return {
      columns: [`${figure(rows)} rows`, 'median', 'smallest–largest of 5', 'of bare csv-parse'],
      rows: [
        ['bare csv-parse', figure(median(bare)), spread(bare), '100%'],
        ['`check --offline`', figure(median(check)), spread(check), share],
      ],
    }
  },
}

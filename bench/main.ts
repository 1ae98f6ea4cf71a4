/**
 * Measures lightfield-import on this machine: `npm run bench -- [NAME …] [options]`. Without a name it measures
 * everything and writes docs/performance.md.
 *
 * --quick      smaller files and shorter runs, for a first look and for CI
 * --minutes N  how long creates go on at the limit, in each cell of the table; 5 unless said otherwise
 * --write      puts the tables into docs/performance.md; --no-write does not
 */
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Bench, BenchSize } from './bench.ts'
import { benches } from './benches.ts'
import { withFigures } from './document.ts'
import { conditions } from './machine.ts'
import { buildCommand } from './processes.ts'
import { findingsText } from './tables.ts'
import { openWorkplace } from './workplace.ts'

const page = new URL('../docs/performance.md', import.meta.url)
const usage = `Usage: npm run bench -- [NAME …] [--quick] [--minutes N] [--write | --no-write]
Names: ${benches.map(({ name }) => name).join(', ')}
`

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.exit(code))
}

const call = readCall()
if (call === null) {
  process.stderr.write(usage)
  process.exitCode = 2
} else {
  await measureAll(call)
}

interface BenchCall {
  readonly wanted: readonly Bench[]
  readonly size: BenchSize
  readonly writes: boolean
}

/** Null: that is no call. */
function readCall(): BenchCall | null {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    strict: false,
    options: { quick: { type: 'boolean' }, minutes: { type: 'string' }, write: { type: 'boolean' } },
  })
  const { quick: isQuick = false, minutes = isQuick ? 0.25 : 5, write, ...others } = values
  const known = benches.map(({ name }) => name)
  if (positionals.some(name => !known.includes(name)) || Object.keys(others).length > 0) return null
  if (typeof isQuick !== 'boolean' || (write !== undefined && typeof write !== 'boolean')) return null
  if (!(Number(minutes) > 0)) return null
  return {
    wanted: benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    size: { isQuick, limitSeconds: 60 * Number(minutes) },
    // Figures of a first look, or of a part, take the place of others only where somebody says so.
    writes: write ?? (positionals.length === 0 && !isQuick),
  }
}

async function measureAll({ wanted, size, writes }: BenchCall): Promise<void> {
  await buildCommand()
  await using workplace = await openWorkplace()
  for (const bench of wanted) {
    process.stderr.write(`${bench.title} …\n`)
    const figures = `${conditions(size)}\n\n${findingsText(await bench.measure(size, workplace))}`
    process.stdout.write(`\n${bench.title}\n\n${figures}\n\n`)
    if (writes) await writeFile(page, withFigures(await readFile(page, 'utf8'), bench.name, figures))
  }
}

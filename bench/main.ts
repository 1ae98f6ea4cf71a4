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

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    quick: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    write: { type: 'boolean' },
  },
})
const unknown = names.filter(name => !benches.some(bench => bench.name === name))
const minutes = Number(options.minutes ?? (options.quick ? 0.25 : 5))
if (unknown.length > 0 || !(minutes > 0)) {
  process.stderr.write(usage)
  process.exitCode = 2
} else {
  const wanted = benches.filter(bench => names.length === 0 || names.includes(bench.name))
  // Figures of a first look, or of a part, take the place of others only where somebody says so.
  const isWhole = names.length === 0 && !options.quick
  await measureAll(wanted, { isQuick: options.quick, limitSeconds: 60 * minutes }, options.write ?? isWhole)
}

async function measureAll(wanted: readonly Bench[], size: BenchSize, writes: boolean): Promise<void> {
  await buildCommand()
  await using workplace = await openWorkplace()
  for (const bench of wanted) {
    process.stderr.write(`${bench.title} …\n`)
    const figures = `${conditions(size)}\n\n${findingsText(await bench.measure(size, workplace))}`
    process.stdout.write(`\n${bench.title}\n\n${figures}\n\n`)
    if (writes) await writeFile(page, withFigures(await readFile(page, 'utf8'), bench.name, figures))
  }
}

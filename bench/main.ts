/**
 * Measures lightfield-import on this machine: `npm run bench -- [creates] [check] [memory] [unlimited] [options]`.
 *
 * --quick  smaller files and shorter runs, for a first look
 * --full   also what takes very long: a run of a million rows
 * --write  puts the tables into docs/performance.md
 */
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Bench, type BenchSize, openWorkplace } from './bench.ts'
import { checkBench } from './check.ts'
import { createsBench } from './creates.ts'
import { conditions } from './machine.ts'
import { memoryBench } from './memory.ts'
import { buildCommand } from './processes.ts'
import { markdownTable, withFigures } from './tables.ts'
import { unlimitedBench } from './unlimited.ts'

const benches: readonly Bench[] = [createsBench, checkBench, memoryBench, unlimitedBench]
const document = new URL('../docs/performance.md', import.meta.url)

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const unknown = names.filter(name => !benches.some(bench => bench.name === name))
if (unknown.length > 0 || (options.quick && options.full)) {
  process.stderr.write('Usage: npm run bench -- [creates] [check] [memory] [unlimited] [--quick | --full] [--write]\n')
  process.exitCode = 2
} else {
  const wanted = benches.filter(bench => names.length === 0 || names.includes(bench.name))
  await measureAll(wanted, options.quick ? 'quick' : options.full ? 'full' : 'usual', options.write)
}

async function measureAll(wanted: readonly Bench[], size: BenchSize, writes: boolean): Promise<void> {
  await buildCommand()
  await using workplace = await openWorkplace()
  for (const bench of wanted) {
    process.stderr.write(`${bench.title} …\n`)
    const figures = `${conditions(size)}\n\n${markdownTable(await bench.measure(size, workplace))}`
    process.stdout.write(`\n${bench.title}\n\n${figures}\n\n`)
    if (writes) await writeFile(document, withFigures(await readFile(document, 'utf8'), bench.name, figures))
  }
}

/**
 * Tries everything that reads what others have written, for as long as is wanted:
 * `npm run fuzz -- [--minutes N] [--seed N] [--path PATH] [--only WORDS]`.
 *
 * --minutes  how long in all, shared between the targets; 1 by default
 * --seed     the sequence to begin with; each further round takes the next one
 * --path     with --seed and --only, as printed for a failure: tries that one case alone
 * --only     targets whose name holds these words
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { csvReaderTargets } from './csv-reader.ts'
import { mappingLoaderTargets } from './mapping-loader.ts'
import { responseParserTargets } from './response-parser.ts'
import type { FuzzTarget } from './target.ts'

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const seed = Number(options.seed)
const minutes = Number(options.minutes)
const targets = [...csvReaderTargets, ...mappingLoaderTargets, ...responseParserTargets].filter(({ name }) =>
  name.includes(options.only),
)
if (!Number.isSafeInteger(seed) || !(minutes > 0) || targets.length === 0) {
  process.stderr.write('Usage: npm run fuzz -- [--minutes N] [--seed N] [--path PATH] [--only WORDS]\n')
  process.exitCode = 2
} else {
  process.stdout.write(`seed ${seed}, ${minutes} minutes, ${targets.length} targets\n`)
  for (const target of targets) if (!(await holds(target, (minutes * 60_000) / targets.length))) process.exitCode = 1
}

/** Round after round until the time is over: each begins with simple cases again. */
async function holds({ name, property, tries }: FuzzTarget, forMs: number): Promise<boolean> {
  const { path } = options
  const endsAt = performance.now() + forMs
  let runs = 0
  for (let round = seed; ; round++) {
    const details = await fc.check(property, {
      seed: round,
      numRuns: tries * 4,
      ...(path === undefined ? {} : { path }),
    })
    runs += details.numRuns
    if (details.failed) {
      process.stdout.write(`FAILED  ${name}\n${fc.defaultReportMessage(details)}\n`)
      process.stdout.write(
        `again: npm run fuzz -- --seed ${round} --path ${details.counterexamplePath} --only '${name}'\n`,
      )
      return false
    }
    if (path !== undefined || performance.now() > endsAt) break
  }
  process.stdout.write(`ok      ${name}: ${runs} cases\n`)
  return true
}

import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const sources = join(dirname(fileURLToPath(import.meta.url)), '../../src')

/** What is loaded with a source, before any of it is carried out: files of ours by their paths, packages by their names. */
function loadedWith(path: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(path)) return loaded
  loaded.add(path)
  const source = readFileSync(join(sources, path), 'utf8')
  for (const [, from = ''] of source.matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)'/gm)) {
    if (from.startsWith('.')) loadedWith(posix.join(posix.dirname(path), from), loaded)
    else loaded.add(from)
  }
  return loaded
}

function packagesAmong(loaded: Iterable<string>): readonly string[] {
  return [...loaded].filter(name => !name.startsWith('node:') && !name.endsWith('.ts')).toSorted()
}

/** Each with the packages that it may load, and with files that it must not; packages take most of the time. */
const starts: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    'cli/main.ts',
    ['commander'],
    /^(ledger|import\/delivery|lightfield|csv|mapping|cli\/(commands|help|carry-out|code-cache))/,
  ],
  [
    'cli/carry-out.ts',
    ['get-east-asian-width'],
    /^(ledger\/sqlite|import\/(?!error-groups|tally)|lightfield|csv|mapping|messages\/|cli\/commands)/,
  ],
  [
    'cli/commands/status.ts',
    ['get-east-asian-width'],
    /^(import\/(?!error-groups|tally)|lightfield|csv|mapping|sandbox)/,
  ],
  [
    'cli/commands/results.ts',
    ['get-east-asian-width', 're2js', 'yaml', 'zod'],
    /^(import\/(delivery|look-up|run)|lightfield|csv|sandbox)/,
  ],
  ['cli/commands/report.ts', ['get-east-asian-width', 're2js', 'yaml', 'zod'], /^(import\/run|lightfield|csv|sandbox)/],
  [
    'cli/commands/check.ts',
    ['csv-parse', 'get-east-asian-width', 'libphonenumber-js/min', 'luxon', 're2js', 'yaml', 'zod'],
    /^(ledger\/sqlite|import\/(delivery\/deliver|run)|lightfield\/(client|transport|rate-limiter)|sandbox)/,
  ],
  // All else is loaded while the API answers.
  [
    'cli/commands/run.ts',
    ['bottleneck', 'csv-parse', 're2js', 'undici', 'yaml', 'zod'],
    /^(ledger\/sqlite|import\/(run|delivery|look-up|verify)|mapping\/(compile|values)|cli\/live|sandbox)/,
  ],
  [
    'cli/commands/definitions.ts',
    ['bottleneck', 'undici'],
    /^(ledger\/sqlite|import\/run|csv|mapping\/compile|sandbox)/,
  ],
  ['cli/commands/sandbox.ts', ['get-east-asian-width'], /^(ledger\/sqlite|import\/run|lightfield|csv|mapping)/],
  // Importing node:http has Node load a client of its own, which takes as long as ours.
  ['cli/connect.ts', ['bottleneck', 'undici'], /^(lightfield\/tunnel|sandbox)|^node:https?$/],
]

test.each(starts)('%s loads no more than it needs', (path, packages, idle) => {
  const loaded = [...loadedWith(path)]
  expect(loaded.filter(name => idle.test(name))).toEqual([])
  expect(packagesAmong(loaded)).toEqual(packages)
})

test('what is loaded is found through other files', () => {
  const loaded = loadedWith('cli/commands/run.ts')
  expect([...loaded]).toEqual(expect.arrayContaining(['cli/connect.ts', 'lightfield/client.ts', 'undici', 'csv-parse']))
})

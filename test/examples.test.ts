import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'

const folder = new URL('../examples/', import.meta.url).pathname
const sources = new URL('./library/from-sources.ts', import.meta.url).pathname

/** The README's demonstration, which has a test of its own and leaves files behind. */
const demo = 'demo.ts'

/** What each example says at its end. */
const ends: ReadonlyMap<string, RegExp> = new Map([
  ['import-a-file.ts', /^240 accounts created, 0 rows failed\.$/],
  ['check-in-ci.ts', /^3 rows, 2 of them cannot be sent: mend them first\.$/],
  ['from-a-database.ts', /^2 created, 1 found; 17 and 19 are one account\.$/],
  ['progress-and-abort.ts', /^The second run finished, and none was left out or made twice\.$/],
  ['read-a-ledger.ts', /^Acme is the record acc_\d+\.$/],
  ['in-your-tests.ts', /duration_ms/],
  ['nightly-upsert.ts', /^Tuesday, at the second try: 1 updated, 1 request\.$/],
  ['migrate-several.ts', /^2 accounts and 3 opportunities that belong to them\.$/],
])

const examples = globSync('*.ts', { cwd: folder })
  .filter(name => name !== demo)
  .toSorted()

test('every example is run here, and listed for readers', () => {
  expect(examples).toEqual([...ends.keys()].toSorted())
  const list = readFileSync(`${folder}README.md`, 'utf8')
  for (const name of [...examples, demo]) expect(list).toContain(`(${name})`)
})

test('every example imports the package by its name, as its readers do', () => {
  const others = examples.filter(name => !/from 'lightfield-import'\n/.test(readFileSync(`${folder}${name}`, 'utf8')))
  expect(others).toEqual([])
})

test('every example is written in what the oldest Node runs without a compiler', () => {
  // The first to know `using` is Node 24: stripping types does not translate it.
  const newer = examples.filter(name => /\busing [a-z]\w* =/.test(readFileSync(`${folder}${name}`, 'utf8')))
  expect(newer).toEqual([])
})

test.each([...ends])('%s runs as it stands', async (name, end) => {
  const { code, lines } = await run(name)
  expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: expect.stringMatching(end) })
})

async function run(name: string): Promise<{ readonly code: unknown; readonly lines: readonly string[] }> {
  // Nothing of the environment: an example brings its own key and its own API.
  const env = { PATH: '', TMPDIR: process.env['TMPDIR'] ?? '/tmp', NO_COLOR: '1' }
  const child = spawn(process.execPath, ['--import', sources, `${folder}${basename(name)}`], { env, stdio: 'pipe' })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
    })
  }
  const [code] = await once(child, 'close')
  return { code, lines: printed.trimEnd().split('\n') }
}

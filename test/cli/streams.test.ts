import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { call, executable, start, towards } from './program.ts'
import { cellMark } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

const summaryKeys = 'import object run_id rows outcomes requests retries throttled seconds rate ledger errors'.split(
  ' ',
)
const outcomeKeys = 'created updated unchanged found skipped duplicate invalid failed ambiguous in_doubt pending'.split(
  ' ',
)
const resultKeys =
  'row line key outcome record_id http_link error_code error_param column error_message attempts idempotency_key run_id at'.split(
    ' ',
  )

let sandbox: Sandbox
/** An import that has been run: two rows made records, one is invalid, one a duplicate. */
let done: ReturnType<typeof writeDeals>

beforeAll(async () => {
  sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const deals = [
    { id: '1', account, name: 'Café "Ü", Inc.\nsecond line' },
    { id: '2', account },
    { id: '3', account, stage: cellMark },
    { id: '1', account },
  ]
  done = writeDeals(stage.folder(), deals)
  await call(['run', done.csv, '--mapping', done.mapping, '--rate', '500'], { env: towards(sandbox) })
})

test.concurrent('run --json prints one object on stdout, with the keys of the contract and nothing else', async () => {
  const ledger = join(stage.folder(), 'my ledger.db')
  const run = ['run', done.csv, '--mapping', done.mapping, '--ledger', ledger]

  const json = await call([...run, '--json'], { env: towards(sandbox) })
  const told = await call(run, { env: towards(sandbox) })

  expect(json.code).toBe(1)
  expect(json.stdout.match(/\n/g)).toHaveLength(1)
  const summary = JSON.parse(json.stdout)
  expect(Object.keys(summary)).toEqual(expect.arrayContaining(summaryKeys))
  expect(Object.keys(summary.outcomes)).toEqual(outcomeKeys)
  expect(summary).toMatchObject({ import: 'deals', object: 'opportunity', rows: 4, ledger })
  expect(Object.keys(summary.requests).toSorted()).toEqual(['read', 'search', 'write'])
  const remedy = expect.stringContaining('Map the word')
  const about = { code: 'unknown_option', param: '$stage', number: 'LFI0724', remedy }
  expect(summary.errors).toEqual([{ ...about, count: 1, example_row: 3 }])
  expect(summary).toMatchObject({
    limit_used: null,
    links: [expect.stringMatching(/^https:/), expect.stringMatching(/^https:/)],
    files: { ledger, results: null, failed: null },
    next: { command: expect.stringMatching(/^lightfield-import results .* --status invalid$/) },
  })

  expect(told).toMatchObject({ code: 1, stdout: '' })
  expect(told.stderr).toContain('unknown_option $stage (LFI0724), first row 3 (line 5)')
  expect(told.stderr).toContain(`results --mapping ${done.mapping} --ledger '${ledger}' --status invalid\n`)
  expect(json.stderr + told.stderr).not.toContain(cellMark)
})

test.concurrent('run speaks to people on stderr alone, and --quiet silences all of it', async () => {
  const files = writeDeals(
    stage.folder(),
    numberedDeals(1).map(deal => ({ ...deal, account: 'acc_00000001' })),
  )
  const run = ['run', files.csv, '--mapping', files.mapping]

  const told = await call([...run, '--dry-run'], { env: towards(sandbox) })
  const quiet = await call([...run, '--quiet'], { env: towards(sandbox) })
  const again = await call(run, { env: towards(sandbox) })

  expect(told).toMatchObject({ code: 0, stdout: '' })
  expect(told.stderr).toMatch(/deals → opportunity, dry run: finished\n {2}a run would end with 1 row read = 1 created/)
  expect(told.stderr).toContain('nothing was written')
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(again).toMatchObject({ code: 0, stdout: '' })
  expect(again.stderr).toContain('Nothing to do: every row was done by an earlier run.')
})

test.concurrent('results is CSV that reads back, or JSON lines, on stdout or in a file for its owner alone', async () => {
  const results = ['results', '--mapping', done.mapping]
  const out = join(stage.folder(), 'results.csv')

  const csv = await call(results)
  const invalid = await call([...results, '--status', 'invalid, duplicate', '--format', 'jsonl'])
  const json = await call([...results, '--json'])
  const file = await call([...results, '--out', out])

  const rows = parse(csv.stdout, { columns: true }) as Record<string, string>[]
  expect(csv).toMatchObject({ code: 0, stderr: '' })
  expect(Object.keys(rows[0] ?? {})).toEqual(resultKeys)
  expect(rows.map(row => [row['row'], row['line'], row['key'], row['outcome']])).toEqual([
    ['1', '2', '1', 'created'],
    ['2', '4', '2', 'created'],
    ['3', '5', '3', 'invalid'],
    ['4', '6', '1', 'duplicate'],
  ])
  expect(linesOf(invalid.stdout).map(row => row['outcome'])).toEqual(['invalid', 'duplicate'])
  expect(linesOf(json.stdout).map(row => Object.keys(row))).toEqual(Array.from({ length: 4 }, () => resultKeys))
  expect(file).toMatchObject({ code: 0, stdout: '' })
  expect(file.stderr).toContain(`Wrote 4 rows to ${out}`)
  expect(readFileSync(out, 'utf8')).toBe(csv.stdout)
  expect(statSync(out).mode & 0o777).toBe(0o600)
})

test.concurrent('status tells people and programs what a ledger holds', async () => {
  const text = await call(['status', '--ledger', done.ledger])
  const json = await call(['status', '--mapping', done.mapping, '--json'])

  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toContain('deals → opportunity')
  expect(text.stdout).toContain('2 created, 1 duplicate, 1 invalid')
  expect(text.stdout).toMatch(/unknown_option \$stage \(LFI\d{4}\), first row 3/)
  const [one] = JSON.parse(json.stdout).imports
  expect(one).toMatchObject({ import: 'deals', rows: 4, outcomes: { created: 2, invalid: 1, duplicate: 1 } })
  expect(one.runs.at(-1)).toMatchObject({ state: 'finished', source: done.csv, outcomes: { created: 2 } })
})

test.concurrent('definitions prints what check --definitions reads; check needs no network then', async () => {
  const file = join(stage.folder(), 'opportunity.json')
  const printed = await call(['definitions', 'opportunity'], { env: towards(sandbox) })
  writeFileSync(file, printed.stdout)
  const check = ['check', done.csv, '--mapping', done.mapping]

  const fromApi = await call(check, { env: towards(sandbox) })
  const fromFile = await call([...check, '--definitions', file, '--json'])
  const offline = await call([...check, '--offline'])
  const quiet = await call([...check, '--definitions', file, '--quiet'])

  expect(printed).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(printed.stdout)).toMatchObject({ objectType: 'opportunity' })
  expect(fromApi).toMatchObject({ code: 1, stdout: '' })
  expect(fromApi.stderr).toMatch(/Stage +→ +\$stage +SINGLE_SELECT, 2 values/)
  expect(fromApi.stderr).toContain('4 rows read = 2 can be sent + 1 cannot + 1 duplicate would be left out')
  expect(fromFile.code).toBe(1)
  const summary = JSON.parse(fromFile.stdout)
  expect(Object.keys(summary)).toEqual(expect.arrayContaining(summaryKeys))
  expect(summary).toMatchObject({ run_id: null, rows: 4, outcomes: { pending: 2, invalid: 1, duplicate: 1 } })
  expect(summary.requests).toEqual({ write: 0, read: 0, search: 0 })
  expect(fromFile.stderr).not.toMatch(/Stage +→ +\$stage +SINGLE_SELECT, 2 values/)
  expect(offline).toMatchObject({ code: 0, stdout: '' })
  expect(quiet).toMatchObject({ code: 1, stdout: '', stderr: '' })
})

test.concurrent('a reader that leaves early is no error, on stdout or on stderr', async () => {
  const files = writeDeals(
    stage.folder(),
    numberedDeals(400).map(deal => ({ ...deal, stage: '?' })),
  )
  const running = start(['run', files.csv, '--mapping', files.mapping, '--log-level', 'debug'], {
    env: towards(sandbox),
  })
  running.child.stderr?.once('data', () => running.child.stderr?.destroy())
  const run = await running.ended
  const listing = start(['results', '--mapping', files.mapping])
  listing.child.stdout?.once('data', () => listing.child.stdout?.destroy())
  const results = await listing.ended

  expect(run.code).toBe(1)
  expect(results).toMatchObject({ code: 0, stderr: '' })
  expect(results.stdout).toContain('row,line,key')
})

test.concurrent('sandbox prints its address and serves until it is interrupted', async () => {
  const running = start(['sandbox', '--json'])
  const printed = await new Promise<string>(resolve => running.child.stdout?.once('data', resolve))
  const { url, api_key: key } = JSON.parse(printed)
  const answer = await fetch(`${url}/v1/auth/validate`, {
    headers: { authorization: `Bearer ${key}`, 'lightfield-version': '2026-03-01' },
  })
  const taken = await call(['sandbox', '--port', new URL(url).port])
  running.child.kill('SIGINT')

  expect(answer.status).toBe(200)
  expect(taken).toMatchObject({ code: 2, stdout: '' })
  expect(taken.stderr).toContain(`port ${new URL(url).port}`)
  expect(await running.ended).toMatchObject({ code: 0 })
})

const options: readonly (readonly [string, string])[] = [
  [
    'run',
    '--mapping --ledger --dry-run --limit --mode --rate --concurrency --max-errors --retry-failed --yes --results --failed --give-up-after --resend-in-doubt --guard --accept-new-key --accept-new-identity --allow-http --base-url --api-key-file',
  ],
  ['check', '--mapping --offline --definitions --base-url --api-key-file --allow-http'],
  ['status', '--mapping --ledger'],
  ['results', '--mapping --ledger --status --format --out'],
  ['definitions', '--out --base-url --api-key-file --allow-http'],
  ['sandbox', '--port --state --latency --limit --faults'],
]

test.concurrent.each(options)('%s --help names each of its options and gives an example', async (command, own) => {
  const help = await call([command, '--help'])

  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const option of [...own.split(' '), ...'--json --quiet --log-file --log-level --no-color --help'.split(' ')]) {
    expect(help.stdout).toMatch(new RegExp(`^ +(-\\w, )?${option}\\b`, 'm'))
  }
  expect(help.stdout).toContain(`$ lightfield-import ${command} `.trimEnd())
})

test.concurrent('--version is that of the package; --help lists the commands', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const help = await call(['--help'])

  expect(await call(['--version'])).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  expect(help.code).toBe(0)
  for (const [command] of options) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
})

/** Starts a program on a terminal of its own; only the `script` of util-linux takes these arguments. */
function onTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const line = [process.execPath, executable, ...args].map(word => `'${word}'`).join(' ')
  return execFileSync('script', ['--quiet', '--command', line, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...env },
    encoding: 'utf8',
  })
}

const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  } catch {
    return false
  }
})()

const colour = '\u001b[1m'

test.skipIf(!hasScript)('there are colours on a terminal, but with --no-color or NO_COLOR', () => {
  const status = ['status', '--ledger', done.ledger]

  expect(onTerminal(status)).toContain(colour)
  expect(onTerminal([...status, '--no-color'])).not.toContain('\u001b[')
  expect(onTerminal(status, { NO_COLOR: '1' })).not.toContain('\u001b[')
})

test.concurrent('there are none where no terminal is', async () => {
  const status = await call(['status', '--ledger', done.ledger])
  const error = await call(['status', '--ledger', join(stage.folder(), 'none.db')])

  expect(status.stdout + error.stderr).not.toContain('\u001b')
})

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

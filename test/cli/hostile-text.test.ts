import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { type Sandbox, seedWorkspace, type Workspace } from '../../src/sandbox/sandbox.ts'
import { call, type Ended, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()

/** One of each kind that steers a terminal or deceives who reads it: colours, a title, a reversal, what is not seen. */
const evil = '\u001b[31m\u001b]0;x\u0007\u009b2J\u007f\u202e\u2066\u200b\u2028\u061c\ufeff\ufff9\u{e0041}'
/** Whatever reaches a terminal consists of characters that are seen, line breaks, and colours of our own. */
const harmless = /^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]*$/u
const ownColours = new RegExp(`${String.fromCharCode(27)}\\[(?:1|2|22|31|32|33|39)m`, 'g')

let sandbox: Sandbox
let folder: string
let csv: string
let mapping: string
let migration: string
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  const refusal = { error: { type: 'bad_request', code: `bad${evil}`, param: `p${evil}`, message: `no${evil}\nnot` } }
  sandbox = await stage.sandbox({
    workspace: hostileWorkspace(),
    faults: [{ kind: 'status', status: 400, body: refusal, match: { category: 'write', body: '"annualRevenue":2' } }],
  })
  folder = stage.folder()
  env = towards(sandbox)
  csv = join(folder, `rows${evil}.csv`)
  mapping = join(folder, `rows${evil}.yaml`)
  migration = join(folder, `all${evil}.yaml`)
  const cell = `cell${evil}`
  const rows = [
    [`1${evil}`, cell, 'Public', '1'],
    [`2${evil}`, cell, 'Public', '2'],
    [`3${evil}`, cell, cell, cell],
    [`3${evil}`, cell, cell, cell],
  ]
  writeFileSync(
    csv,
    [[`ID${evil}`, `Name${evil}`, 'Type', 'Revenue', `Left out${evil}`], ...rows.map(row => [...row, cell])]
      .map(csvRow)
      .join(''),
  )
  writeFileSync(
    mapping,
    JSON.stringify({
      object: 'account',
      import: `hostile${evil}`,
      key: [`ID${evil}`],
      fields: {
        $name: `Name${evil}`,
        $lastFundingType: { column: 'Type', values: { [`word${evil}`]: 'Public' } },
        annualRevenue: { column: 'Revenue', decimal: '.' },
        [`field${evil}`]: `Name${evil}`,
      },
    }),
  )
  writeFileSync(migration, JSON.stringify({ imports: [{ csv, mapping }] }))
  await call(['run', csv, '--mapping', mapping, '--concurrency', '1'], { env })
})

test.concurrent.each([
  ['check', () => ['check', csv, '--mapping', mapping]],
  ['a dry run', () => ['run', csv, '--mapping', mapping, '--dry-run', '--ledger', join(stage.folder(), `l${evil}.db`)]],
  ['run', () => ['run', csv, '--mapping', mapping, '--ledger', join(stage.folder(), `ledger${evil}.db`)]],
  ['run over a ledger', () => ['run', csv, '--mapping', mapping]],
  ['run of a file that is not there', () => ['run', `${csv}.no`, '--mapping', mapping]],
  [
    'run with a log on stderr',
    () => ['run', csv, '--mapping', mapping, '--ledger', join(stage.folder(), `l.db`), '--log-level', 'debug'],
  ],
  ['run with a guard', () => ['run', csv, '--mapping', mapping, '--guard', '10%']],
  ['retry', () => ['retry', '--mapping', mapping]],
  ['status', () => ['status', '--mapping', mapping]],
  ['status of a ledger that is not there', () => ['status', '--ledger', join(folder, `no${evil}.db`)]],
  ['results', () => ['results', '--mapping', mapping]],
  ['results as JSON lines', () => ['results', '--mapping', mapping, '--format', 'jsonl']],
  ['results with an outcome that is none', () => ['results', '--mapping', mapping, '--status', `faild${evil}`]],
  ['results to a file', () => ['results', '--mapping', mapping, '--out', join(stage.folder(), `out${evil}.csv`)]],
  ['definitions', () => ['definitions', 'account']],
  ['definitions to a file', () => ['definitions', 'account', '--out', join(stage.folder(), `out${evil}.json`)]],
  ['definitions of a type that is none', () => ['definitions', `acount${evil}`]],
  ['init', () => ['init', csv, '--object', 'account', '--out', join(stage.folder(), `out${evil}.yaml`)]],
  ['init to stdout', () => ['init', csv, '--object', 'account', '--out', '-']],
  ['init of a type that is none', () => ['init', csv, '--object', `acount${evil}`]],
  ['migrate', () => ['migrate', migration, '--ledger', join(stage.folder(), `ledger${evil}.db`)]],
  ['a dry run of migrate', () => ['migrate', migration, '--dry-run']],
  ['verify', () => ['verify', '--mapping', mapping]],
  ['verify to a file', () => ['verify', '--mapping', mapping, '--out', join(stage.folder(), `v${evil}.csv`)]],
  ['undo', () => ['undo', '--mapping', mapping, '--dry-run']],
  ['undo of a run that is none', () => ['undo', '--mapping', mapping, '--run', `r${evil}`]],
  ['an option that does not exist', () => ['run', csv, `--evil${evil}\nx`]],
  ['a command that does not exist', () => [`evil${evil}\nx`]],
  ['a value that is no number', () => ['run', csv, '--mapping', mapping, '--rate', `${evil}\nx`]],
] as const)('%s writes nothing to a terminal that could steer it', async (_, args) => {
  const [coloured, json] = await Promise.all([
    call(args(), { env: { ...env, FORCE_COLOR: '1' } }),
    call([...args(), '--json'], { env }),
  ])

  expectHarmless(coloured, text => text.replace(ownColours, ''))
  expectHarmless(json, text => text)
})

test('colours are there to be left out', async () => {
  const status = await call(['status', '--mapping', mapping], { env: { FORCE_COLOR: '1' } })
  expect(status.stdout).toMatch(ownColours)
})

test('nothing is lost by it: JSON says what the server and the file said', async () => {
  const jsonl = await call(['results', '--mapping', mapping, '--format', 'jsonl'])
  const rows = jsonl.stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(rows.map(({ key }) => key)).toEqual([`1${evil}`, `2${evil}`, `3${evil}`, `3${evil}`].map(key => key.trim()))
  expect(rows[1]).toMatchObject({ error_code: `bad${evil}`, error_param: `p${evil}`, error_message: `no${evil}\nnot` })
})

test("files for people have it written out, but for the source's own columns of failed rows, which are to be read back", async () => {
  const [results, failed] = [join(folder, 'results.csv'), join(folder, 'failed.csv')]
  await call(['run', csv, '--mapping', mapping, '--retry-failed', '--results', results, '--failed', failed], { env })

  for (const text of [readFileSync(results, 'utf8'), (await call(['results', '--mapping', mapping])).stdout]) {
    expect(text.replaceAll('\r\n', '')).toMatch(harmless)
    expect(text).toContain('\\u001b[31m')
  }
  const [, row] = parse(readFileSync(failed)) as string[][]
  expect(row?.[1]).toBe(`cell${evil}`)
  expect(row?.slice(5).join('')).toMatch(harmless)
})

/** Labels are what a workspace's admin makes of them. */
function hostileWorkspace(): Workspace {
  return {
    ...seedWorkspace,
    objects: seedWorkspace.objects.map(object =>
      object.type !== 'account'
        ? object
        : {
            ...object,
            fields: [...object.fields, { key: `field${evil}`, label: `Label${evil}`, valueType: 'TEXT' as const }],
          },
    ),
  }
}

function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell => `"${cell}"`).join(',')}\n`
}

function expectHarmless({ stdout, stderr }: Ended, without: (text: string) => string): void {
  for (const line of without(`${stdout}\n${stderr}`).split(/\r?\n/)) expect(line).toMatch(harmless)
}

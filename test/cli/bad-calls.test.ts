import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { dealsMapping, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { cellMark, expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await stage.sandbox()
})

// Whatever was wrong with a call, it was found before the first write.
afterAll(() => expect(sandbox.state().requests.write.total).toBe(0))

const markedDeal = { id: `${cellMark}1`, name: cellMark, stage: cellMark, amount: cellMark, account: cellMark }

const wrongArguments: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['no command', [], ['Usage: lightfield-import']],
  ['an unknown command', ['rn', 'deals.csv'], ["unknown command 'rn'", 'Did you mean run?']],
  ['no CSV', ['run', '--mapping', 'deals.yaml'], ["missing required argument 'csv'", '--help']],
  ['two CSVs', ['run', 'a.csv', 'b.csv', '--mapping', 'deals.yaml'], ['too many arguments']],
  ['no --mapping', ['run', 'deals.csv'], ["required option '--mapping <file>'"]],
  ['a misspelt option', run('--dryrun'), ["unknown option '--dryrun'", 'Did you mean --dry-run?', '--help']],
  [
    'a key as an argument',
    ['run', 'deals.csv', '--mapping', 'deals.yaml', '--api-key=sk_lf_secret'],
    ['The API key is never an argument', 'LIGHTFIELD_API_KEY', '--api-key-file'],
  ],
  ['a rate of nothing', run('--rate', '0'), ['--rate', 'a number above 0']],
  ['a rate in words', run('--rate', 'fast'), ['--rate', 'a number above 0']],
  ['a limit of 0', run('--limit', '0'), ['--limit', 'a whole number of at least 1']],
  ['a limit with a fraction', run('--limit', '1.5'), ['--limit', 'a whole number of at least 1']],
  ['--max-errors above 100%', run('--max-errors', '101%'), ['--max-errors', 'at most 100%']],
  ['--max-errors in words', run('--max-errors', 'few'), ['--max-errors', 'a whole number']],
  ['--give-up-after without a unit that exists', run('--give-up-after', '3weeks'), ['a duration such as 90s']],
  ['an unknown log level', run('--log-level', 'loud'), ['--log-level', 'debug, info, warn']],
  ['an outcome that does not exist', ['results', '--mapping', 'deals.yaml', '--status', 'faild'], ['mean failed?']],
  ['an object type that does not exist', ['definitions', 'oportunity'], ['Did you mean opportunity?']],
]

function run(...more: readonly string[]): readonly string[] {
  return ['run', 'deals.csv', '--mapping', 'deals.yaml', ...more]
}

test.concurrent.each(wrongArguments)('%s is refused with what to do', async (_, args, told) => {
  const folder = stage.folder()
  writeDeals(folder, [markedDeal])

  const ended = await call(args, { cwd: folder, env: towards(sandbox) })

  expect(ended).toMatchObject({ code: 2, stdout: '' })
  for (const text of told) expect(ended.stderr).toContain(text)
  expect(ended.stderr).not.toMatch(/sk_lf_s|^\s+at /m)
})

const wrongFiles: readonly (readonly [string, string | null, readonly string[]])[] = [
  ['a file that is not there', null, ['There is no file', 'deals.csv']],
  ['an empty file', '', ['deals.csv is empty', 'header']],
  ['a header alone', 'ID,Name,Stage,Amount,Account\n', ['deals.csv has a header and no row']],
  ['a column name that stands twice', 'ID,Name,ID\n1,2,3\n', ['line 1', '"ID" stands twice, in columns 1 and 3']],
  [
    'several faults of the header at once',
    'ID,,Name,ID\n1,2,3,4\n',
    ['deals.csv:1:2: column 2 has no name', 'deals.csv:1:4: the name "ID" stands twice'],
  ],
  [
    'columns that the mapping names and the file has not',
    `ID,Name,Stge,Amount,Compny\n1,${cellMark},open,1,a\n`,
    ['deals.yaml:7:21: the file has no column "Stage"; nearest: "Stge"', 'deals.yaml:11:23', '"Account"'],
  ],
]

test.concurrent.each(wrongFiles)('%s is refused: what, where, what to do', async (_, content, told) => {
  const folder = stage.folder()
  const files = writeDeals(folder, [])
  const csv = content === null ? join(folder, 'nowhere', 'deals.csv') : files.csv
  if (content !== null) writeFileSync(csv, content)

  expectRefusal(await call(['run', csv, '--mapping', files.mapping], { env: towards(sandbox) }), 2, told)
})

test.concurrent('a directory is refused as a CSV, as a mapping, as a ledger and as a key file', async () => {
  const folder = stage.folder()
  const files = writeDeals(folder, [markedDeal])
  const env = towards(sandbox)
  const good = ['run', files.csv, '--mapping', files.mapping]

  expectRefusal(await call(['run', folder, '--mapping', files.mapping], { env }), 2, ['is a directory', 'one CSV file'])
  expectRefusal(await call(['run', files.csv, '--mapping', folder], { env }), 2, ['it is a directory', '--mapping'])
  expectRefusal(await call([...good, '--ledger', folder], { env }), 2, ['is not a file', '--ledger'])
  expectRefusal(await call([...good, '--api-key-file', folder], { env }), 2, ['it is a directory', '--api-key-file'])
})

const wrongMappings: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a mapping that is no YAML',
    'object: [a\n  b: {',
    ['deals.yaml has 3 problems', 'deals.yaml:1:10', 'deals.yaml:2:7'],
  ],
  [
    'a mapping with several faults',
    dealsMapping.replace('import: deals', 'mode: upsrt\nfeilds: 1').replace('sourceId: ID', 'sourceId: { colum: ID }'),
    [
      'deals.yaml has 3 problems',
      'deals.yaml:3:7: expected create, find-or-create or upsert; nearest: upsert',
      'deals.yaml:4:1: unknown key "feilds"; nearest: fields',
      'deals.yaml:9:15: unknown key "colum"; nearest: column',
    ],
  ],
  [
    'a mapping of keys that the workspace has not, that are read-only, or that are missing',
    'object: opportunity\nfields:\n  $opportunityStatus: Stage\n  amuont: Amount\n  $stage: Stage\n',
    [
      'opportunity needs the relationship $account',
      'deals.yaml:2:1: opportunity needs the field $name',
      'deals.yaml:3:3: $opportunityStatus is read-only',
      'deals.yaml:4:3: opportunity has no field "amuont"; nearest: amount',
    ],
  ],
  [
    'a select option that the workspace has not',
    dealsMapping.replace('open: Lead', 'open: Leed'),
    ['deals.yaml:7:44: not one of the 6 options of $stage; nearest: Lead'],
  ],
]

test.concurrent.each(wrongMappings)(
  '%s is refused with every problem at its line and column',
  async (_, mapping, told) => {
    const files = writeDeals(stage.folder(), [markedDeal], mapping)

    expectRefusal(await call(['run', files.csv, '--mapping', files.mapping], { env: towards(sandbox) }), 2, told)
  },
)

test.concurrent('a file that the call reads is never written over', async () => {
  const folder = stage.folder()
  const files = writeDeals(folder, [markedDeal])
  const env = towards(sandbox)
  const good = ['run', files.csv, '--mapping', files.mapping]
  mkdirSync(join(folder, 'sub'))

  const overCsv = await call([...good, '--failed', join(folder, 'sub', '..', 'deals.csv')], { env })
  const overLedger = await call([...good, '--results', files.ledger], { env })
  const overEachOther = await call([...good, '--results', 'out.csv', '--failed', './out.csv'], { env, cwd: folder })
  const overMapping = await call(['check', files.csv, '--mapping', files.mapping, '--failed', files.mapping], { env })

  expectRefusal(overCsv, 2, ['--failed', 'is the same file as the CSV', 'Name another file'])
  expectRefusal(overLedger, 2, ['--results', 'is the same file as the ledger'])
  expectRefusal(overEachOther, 2, ['--failed ./out.csv is the same file as --results'])
  expectRefusal(overMapping, 2, ['is the same file as the mapping'])
})

test.concurrent('a file that cannot be made is refused before anything is sent', async () => {
  const folder = stage.folder()
  const files = writeDeals(folder, [markedDeal])
  const env = towards(sandbox)
  const nowhere = join(folder, 'nowhere', 'file')
  const good = ['run', files.csv, '--mapping', files.mapping]

  for (const option of ['--failed', '--results', '--log-file']) {
    expectRefusal(await call([...good, option, nowhere], { env }), 2, [nowhere, 'there is no such file or folder'])
  }
  expectRefusal(await call(['definitions', 'opportunity', '--out', nowhere], { env }), 2, [nowhere, '--out'])
})

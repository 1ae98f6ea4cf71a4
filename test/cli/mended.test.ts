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

test.concurrent('of rows alike to the letter the one that failed is taken up again, though it stands alone then', async () => {
  const sandbox = await sandboxFor()
  const folder = temporaryFolder()
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

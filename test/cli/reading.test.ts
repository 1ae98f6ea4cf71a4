import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'
import { call } from './program.ts'

const header = 'Deal ID;"Deal\r\nName"\r\n'

async function check(content: Buffer, csv = '{}') {
  const folder = temporaryFolder()
  const mapping = join(folder, 'deals.yaml')
  await writeFile(mapping, `object: note\nkey: Deal ID\ncsv: ${csv}\nfields: { $title: "Deal\\nName" }\n`)
  return call(['check', '-', '--mapping', mapping, '--offline', '--no-color'], { stdin: content })
}

test('what was found out about a file is told before its rows are', async () => {
  const { code, stderr } = await check(gzipSync(Buffer.from(`${header}1;Müller\r\n`, 'latin1')))
  expect(code).toBe(0)
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^note: the file is not UTF-8 and is read as windows-1252;/),
    expect.stringMatching(/^note: going by the first rows, cells are separated by ";";/),
  ])
})

test('an encoding that shows late in the file is told too', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `${index};plain\r\n`).join('')
  const { code, stderr } = await check(Buffer.from(`${header}${rows}x;Müller\r\n`, 'latin1'), '{ delimiter: ";" }')
  expect(code).toBe(0)
  expect(stderr.match(/^note: .*/gm)).toEqual([expect.stringContaining('read as windows-1252;')])
  expect(stderr).toContain('20,001 rows')
})

test('what the mapping says is not told', async () => {
  const content = Buffer.from(`Deals, as of today\r\n1;Müller\r\n2;\u0081\r\n`, 'latin1')
  const csv = '{ delimiter: ";", encoding: Latin-1, skip_lines: 1, columns: [Deal ID, Deal Name] }'
  const { code, stderr } = await check(content, csv)
  expect(code).toBe(1)
  expect(stderr).not.toContain('note:')
  expect(stderr).toMatch(/invalid_encoding[\s\S]*line 3/)
})

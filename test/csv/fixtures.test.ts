import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accounts } from '../../fixtures/accounts.ts'
import { csvTable } from '../../fixtures/csv-text.ts'
import { opportunities } from '../../fixtures/opportunities.ts'
import { quirks } from '../../fixtures/quirks.ts'
import { quirk, readCsv } from './read-csv.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')

test.each([
  ['accounts.csv', () => accounts()],
  ['opportunities.csv', () => opportunities(accounts())],
])('%s reads back as the records it was generated from', async (name, records) => {
  const { columns, rows } = await readCsv(join(fixtures, name))
  const read = rows.map(row => columns.map((column, index) => [column, row.cells?.[index]]))
  expect(read).toEqual(records().map(record => Object.entries(record)))
})

test('generating again gives the files that are there, byte by byte', async () => {
  const all = accounts()
  expect(await readFile(join(fixtures, 'accounts.csv'), 'utf8')).toBe(`\ufeff${csvTable(all, '\r\n')}`)
  expect(await readFile(join(fixtures, 'opportunities.csv'), 'utf8')).toBe(csvTable(opportunities(all), '\n'))
  for (const [name, content] of quirks) expect(await readFile(quirk(name))).toEqual(Buffer.from(content))
})

test('there are 240 accounts, each of its own name, and 1,200 opportunities of theirs with an id each', () => {
  const all = accounts()
  const names = new Set(all.map(account => account['Account Name']))
  const deals = opportunities(all)
  expect([all.length, names.size]).toEqual([240, 240])
  expect(new Set(deals.map(deal => deal['Deal ID'])).size).toBe(1200)
  expect(deals.filter(deal => !names.has(deal['Company'] ?? ''))).toEqual([])
})

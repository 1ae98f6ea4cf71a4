import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { guessObjects } from '../../src/init/guess-object.ts'
import { sampleFile, sampleOf } from './drafting.ts'

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))

test.each([
  ['exports/hubspot-deals.csv', 'opportunity'],
  ['exports/pipedrive-deals.csv', 'opportunity'],
  ['exports/salesforce-opportunities.csv', 'opportunity'],
  ['exports/attio-companies.csv', 'account'],
  ['exports/spreadsheet-contacts.csv', 'contact'],
])('%s is taken for %s', async (file, object) => {
  const path = join(fixtures, file)
  expect(guessObjects(await sampleFile(path), basename(path))[0]?.object).toBe(object)
})

test('columns tell where the name of the file says nothing', async () => {
  const sample = await sampleFile(join(fixtures, 'exports/hubspot-deals.csv'))
  expect(guessObjects(sample, 'export (3).csv')[0]?.object).toBe('opportunity')
})

test('the name of the file tells where the columns say nothing, in the plural and in other languages', async () => {
  const sample = await sampleOf({ a: ['x'], b: ['y'] })
  expect(guessObjects(sample, 'companies-2026.csv')[0]?.object).toBe('account')
  expect(guessObjects(sample, 'Aufgabe.csv')[0]?.object).toBe('task')
})

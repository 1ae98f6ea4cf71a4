import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faultKinds, parseFaults } from '../../src/sandbox/fault-rules.ts'
import { resolveOptions } from '../../src/sandbox/options.ts'
import { settingNames } from '../../src/sandbox/settings.ts'

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8')
/** First cells of the page's tables. */
const rows = page.split('\n').filter(line => line.startsWith('| `'))

test('every kind of fault has a row of its own, and every row is a kind of fault', () => {
  const told = rows.filter(row => / (not done|done|done late) \|/.test(row)).map(row => /`([^`]+)`/.exec(row)?.[1])
  expect(told.toSorted()).toEqual(faultKinds.toSorted())
})

test.each(Object.keys(resolveOptions({})))('the option %s has a row', option => {
  expect(rows.filter(row => row.split('|')[1]?.includes(`\`${option}\``))).toHaveLength(1)
})

test.each(settingNames)('%s is told of as something that can be changed', name => {
  expect(rows.find(row => row.includes('POST /_sandbox/settings'))).toContain(`\`${name}\``)
})

test('the faults of the page can be put in force as they stand', () => {
  const faults = [...page.matchAll(/'([[{][^']*"kind"[^']*)'/g)].map(([, json = '']) => JSON.parse(json))
  expect(faults).toHaveLength(2)
  for (const fault of faults) expect(parseFaults(fault)).toHaveLength(1)
})

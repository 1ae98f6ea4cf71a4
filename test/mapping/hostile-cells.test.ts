import { expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { columnName } from '../../src/model/column-name.ts'
import { valueTypes } from '../../src/model/definitions.ts'
import { matchedForm } from '../../src/model/value-form.ts'
import { opportunityDefinitions } from './definitions.ts'

/**
 * Texts that a pattern which goes back and forth over them would take minutes for: a cell may be 1 MiB long, and one is
 * enough to stop an import.
 */
const repeated = [
  ' ',
  '\t',
  '\n',
  ' \n',
  '0',
  '1',
  ',',
  '.',
  '1,',
  '1.',
  '000,',
  '-',
  '+',
  '(',
  ')',
  '()',
  '@',
  'a@',
  'a.',
  '.a@',
]
const words = [
  'a',
  'é',
  'A a',
  'a ',
  'a,',
  'a;',
  '/',
  'http://',
  'www.',
  '/a',
  '%2e',
  ':',
  '1:',
  '0-',
  'ext',
  'x1',
  '&',
  '$',
  '{',
  '\\',
]
const lengthOfCells = 100_000
const texts = [...repeated, ...words].flatMap(unit => {
  const long = unit.repeat(Math.ceil(lengthOfCells / unit.length))
  return [long, `a${long}!`, `1${long}x`, `+1${long}\u0000`, `http://a${long} `, `a@b${long}\n.`]
})

test.each([
  'memo: A',
  'emails: { column: A, split: "," }',
  'memo: { column: A, replace: { pattern: "(a+)+$", with: "b" } }',
  'memo: { column: A, lower: true, values: { x: y } }',
  'memo: { template: "{A}-{A}" }',
  'amount: A',
  'amount: { column: A, decimal: ",", round: true }',
  'seats: A',
  'closeDate: A',
  'closeDate: { column: A, format: "MM/dd/yyyy HH:mm", zone: Europe/Berlin }',
  'closeDate: { column: A, format: "EEEE, d. MMMM yyyy", locale: de }',
  'closeDate: { column: A, format: excel }',
  'isKey: A',
  'segments: { column: A, split: ";" }',
  'outcome: A',
  'billingEmail: A',
  'emails: { column: A, split: " " }',
  'sites: A',
  'sites: { column: A, split: "," }',
  'phones: A',
  'phones: { column: A, region: DE }',
  'hq: { street: A, city: A, postalCode: A, country: A, latitude: A }',
  'sponsor: A',
  'sponsor: { firstName: A, lastName: A }',
  'x: A',
])('no cell keeps %s busy', rule => {
  const text = `object: opportunity
fields:
  $name: Name
  $stage: Stage
  ${rule}
relationships: { $account: Company }`
  const columns = ['Name', 'Stage', 'Company', 'A']
  const compiled = compileMapping(parseMapping(text, 'm.yaml'), columns, opportunityDefinitions)
  for (const cell of texts) assertQuick(cell, () => compiled.judge(['Deal', 'Won', 'acc_1', cell]))
})

test('no name of a column and no value of a record keeps the program busy', () => {
  for (const text of texts) {
    assertQuick(text, () => columnName(text))
    for (const type of valueTypes) assertQuick(text, () => matchedForm(text, type))
  }
})

function assertQuick(text: string, work: () => void): void {
  const startedAt = performance.now()
  work()
  expect(performance.now() - startedAt, `ms for ${JSON.stringify(text.slice(0, 20))}`).toBeLessThan(1_000)
}

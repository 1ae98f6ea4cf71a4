import { expect, test } from 'vitest'
import { mappingGround } from '../../src/mapping/ground.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { accountDefinitions, opportunityDefinitions } from './definitions.ts'

const text = `
object: opportunity
key: [ID]
fields: { $name: Name, $stage: { column: Stage, values: { a: Lead } } }
relationships: { $account: { column: Firm, find: { object: account, by: $name } } }
`
const columns = ['ID', 'Name', 'Stage', 'Firm']
const related = new Map([['account', accountDefinitions]])
const mappedTo = { columns, definitions: opportunityDefinitions, related }

const ground = (mapping = text, more: Partial<typeof mappedTo> = {}, versions = ['1', '2']): string =>
  mappingGround(parseMapping(mapping, 'deals.yaml'), { ...mappedTo, ...more }, versions)

const stage = opportunityDefinitions.fields.get('$stage')
if (stage === undefined) throw new Error('the definitions have no stage')
const withoutOption = new Map(opportunityDefinitions.fields).set('$stage', {
  ...stage,
  options: stage.options.slice(1),
})

test('is the same for the same mapping of the same columns, wherever it stands', () => {
  expect(ground(text)).toBe(ground(`# a comment\n${text}`))
  const elsewhere = parseMapping(`import: deals\n${text}`, '/elsewhere/others.yaml')
  expect(mappingGround(elsewhere, mappedTo, ['1', '2'])).toBe(ground(`import: deals\n${text}`))
})

test.each([
  ['a rule', ground(text.replace('a: Lead', 'b: Lead'))],
  ['the key', ground(text.replace('[ID]', '[Name]'))],
  ['the mode', ground(`${text}mode: upsert\nmatch: $name\n`)],
  ['a column', ground(text, { columns: [...columns, 'More'] })],
  ['the order of the columns', ground(text, { columns: columns.toReversed() })],
  ['an option of a select', ground(text, { definitions: { ...opportunityDefinitions, fields: withoutOption } })],
  ['what is known of another object', ground(text, { related: new Map() })],
  ['the version of the program', ground(text, {}, ['2', '2'])],
  ['the version of a package', ground(text, {}, ['1', '3'])],
])('is another where %s is another', (_, other) => {
  expect(other).not.toBe(ground())
})

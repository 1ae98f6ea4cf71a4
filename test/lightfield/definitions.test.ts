import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { parseDefinitions } from '../../src/lightfield/definitions.ts'

function parseField(json: unknown) {
  const root = { objectType: 'account', fieldDefinitions: { field: json }, relationshipDefinitions: {} }
  return parseDefinitions(root, 'a test').fields.get('field')
}

const plain = {
  key: 'field',
  label: 'field',
  valueType: 'TEXT',
  readOnly: false,
  options: [],
  multipleValues: null,
  currency: null,
  handleService: null,
  parentFieldKey: null,
}

test.each([
  ['nothing but its key', {}, plain],
  ['no object', 'text', plain],
  [
    'a label and a type',
    { id: 'ad_1', label: 'Amount', description: null, valueType: 'CURRENCY', typeConfiguration: { currency: 'EUR' } },
    { ...plain, label: 'Amount', valueType: 'CURRENCY', currency: 'EUR' },
  ],
  ['a type that this version does not know', { valueType: 'HOLOGRAM' }, plain],
  ['a mark that it can be read only', { readOnly: true }, { ...plain, readOnly: true }],
  [
    'several values',
    { valueType: 'EMAIL', typeConfiguration: { multipleValues: true, unique: true } },
    { ...plain, valueType: 'EMAIL', multipleValues: true },
  ],
  ['one value', { typeConfiguration: { multipleValues: false } }, { ...plain, multipleValues: false }],
  [
    'the service of its handles',
    { valueType: 'SOCIAL_HANDLE', typeConfiguration: { handleService: 'LINKEDIN' } },
    { ...plain, valueType: 'SOCIAL_HANDLE', handleService: 'LINKEDIN' },
  ],
  ['a service that nobody knows', { typeConfiguration: { handleService: 'MYSPACE' } }, plain],
  [
    'options, of which one has no id and one no label',
    {
      valueType: 'SINGLE_SELECT',
      typeConfiguration: {
        options: [{ id: 'opt_1', label: 'Won', parentId: 'opt_9' }, { label: 'Lost' }, { id: 'opt_3' }, null],
        parentFieldKey: 'pipeline',
      },
    },
    {
      ...plain,
      valueType: 'SINGLE_SELECT',
      parentFieldKey: 'pipeline',
      options: [
        { id: 'opt_1', label: 'Won', parentId: 'opt_9' },
        { id: 'opt_3', label: 'opt_3', parentId: null },
      ],
    },
  ],
])('reads a field with %s', (_, json, expected) => {
  expect(parseField(json)).toEqual(expected)
})

test.each([
  [{ label: 'Owner', cardinality: 'HAS_ONE', objectType: 'member' }, 'Owner', 'HAS_ONE', 'member'],
  [{ cardinality: 'HAS_MANY', objectType: '$contact' }, 'link', 'HAS_MANY', 'contact'],
  [{}, 'link', 'HAS_MANY', ''],
])('reads the relationship %j', (json, label, cardinality, objectType) => {
  const root = { objectType: 'account', fieldDefinitions: {}, relationshipDefinitions: { link: json } }
  const definition = parseDefinitions(root, 'a test').relationships.get('link')
  expect(definition).toEqual({ key: 'link', label, cardinality, objectType })
})

test('fields and relationships may have any name', () => {
  const entries = '{"__proto__": {"label": "P"}, "constructor": {"label": "C"}, "toString": {"label": "S"}}'
  const json = `{"objectType": "thing", "fieldDefinitions": ${entries}, "relationshipDefinitions": ${entries}}`
  const { fields, relationships } = parseDefinitions(JSON.parse(json), 'a test')
  expect([...fields.keys()]).toEqual(['__proto__', 'constructor', 'toString'])
  expect([...relationships.values()].map(({ label }) => label)).toEqual(['P', 'C', 'S'])
})

test.each([
  ['nothing', undefined],
  ['a list', []],
  ['no object type', { fieldDefinitions: {}, relationshipDefinitions: {} }],
  ['no fields', { objectType: 'account', relationshipDefinitions: {} }],
  ['no relationships', { objectType: 'account', fieldDefinitions: {} }],
])('%s holds no definitions, and the message says where it came from', (_, json) => {
  const parse = () => parseDefinitions(json, 'The file defs.json')
  expect(parse).toThrow(InputError)
  expect(parse).toThrow(/^The file defs\.json does not hold/)
})

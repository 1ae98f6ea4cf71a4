import { expect, test } from 'vitest'
import { parsePage, parseRecord } from '../../src/lightfield/record.ts'

const record = {
  id: 'opp_1',
  createdAt: '2026-05-01T12:00:00Z',
  updatedAt: null,
  httpLink: 'https://crm.lightfield.app/o/opp_1',
  externalId: null,
  fields: { $name: { valueType: 'TEXT', value: 'Acme' }, amount: { valueType: 'CURRENCY', value: null } },
  relationships: { $account: { cardinality: 'HAS_ONE', objectType: 'account', values: ['acc_1'] } },
}

test('unwraps the values and the related ids of a record', () => {
  expect(parseRecord(record)).toEqual({
    id: 'opp_1',
    httpLink: 'https://crm.lightfield.app/o/opp_1',
    createdAt: '2026-05-01T12:00:00Z',
    updatedAt: null,
    fields: new Map([
      ['$name', 'Acme'],
      ['amount', null],
    ]),
    relationships: new Map([['$account', ['acc_1']]]),
  })
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'acc_1'],
  ['a list', [record]],
  ['no id', { ...record, id: undefined }],
  ['an empty id', { ...record, id: '' }],
  ['a number for an id', { ...record, id: 7 }],
  ['an id that leads up in a path', { ...record, id: '..' }],
  ['an id that stays where it is', { ...record, id: '.' }],
  ['an id with another path in it', { ...record, id: '../accounts/acc_1' }],
  ['an id with an encoded path in it', { ...record, id: '%2e%2e%2faccounts' }],
  ['an id with a query', { ...record, id: 'acc_1?limit=1' }],
  ['an id with a line break', { ...record, id: 'acc_1\r\nx' }],
  ['an id without end', { ...record, id: 'a'.repeat(256) }],
])('%s is no record', (_, json) => {
  expect(parseRecord(json)).toBeNull()
})

test('an id is enough for a record', () => {
  const bare = {
    id: 'acc_1',
    httpLink: null,
    createdAt: null,
    updatedAt: null,
    fields: new Map(),
    relationships: new Map(),
  }
  expect(parseRecord({ id: 'acc_1' })).toEqual(bare)
  expect(parseRecord({ id: 'acc_1', httpLink: 7, fields: [], relationships: 'none' })).toEqual(bare)
})

test('fields may have any name', () => {
  const json = JSON.parse('{"id": "acc_1", "fields": {"__proto__": {"value": 1}, "constructor": {"value": 2}}}')
  expect(parseRecord(json)?.fields).toEqual(
    new Map([
      ['__proto__', 1],
      ['constructor', 2],
    ]),
  )
})

test('drops related ids that are none', () => {
  const json = { id: 'acc_1', relationships: { $owner: { values: ['mem_1', 2, null] }, $contact: { values: null } } }
  expect(parseRecord(json)?.relationships).toEqual(
    new Map([
      ['$owner', ['mem_1']],
      ['$contact', []],
    ]),
  )
})

test('reads a page with its total', () => {
  const page = parsePage({ object: 'list', data: [record, { id: 'opp_2' }], totalCount: 40 }, 0)
  expect(page?.records.map(({ id }) => id)).toEqual(['opp_1', 'opp_2'])
  expect(page?.totalCount).toBe(40)
})

test('an empty page after the last record is a page', () => {
  expect(parsePage({ data: [], totalCount: 3 }, 3)).toEqual({ records: [], totalCount: 3 })
  expect(parsePage({ data: [], totalCount: 0 }, 0)).toEqual({ records: [], totalCount: 0 })
})

test('a record that comes with an error is none', () => {
  expect(parseRecord({ ...record, error: { type: 'internal_server_error' } })).toBeNull()
})

test('a page without a total counts what it holds', () => {
  expect(parsePage({ data: [record] }, 0)?.totalCount).toBe(1)
})

test.each([
  ['nothing', undefined],
  ['a record', record],
  ['an object for its data', { data: {} }],
  ['a record without an id among the others', { data: [record, {}] }],
  ['an empty page of more records than lie before it', { data: [], totalCount: 3 }],
])('%s is no page', (_, json) => {
  expect(parsePage(json, 0)).toBeNull()
})

test.each([
  ['https://crm.lightfield.app/o/opp_1', 'https://crm.lightfield.app/o/opp_1'],
  ['javascript:alert(1)', null],
  ['data:text/html,<script>', null],
  ['file:///etc/passwd', null],
  ['https://[', null],
  ['', null],
])('the link %j is taken for %j', (httpLink, expected) => {
  expect(parseRecord({ ...record, httpLink })?.httpLink).toBe(expected)
})

test.each(['acc_01HZX', '7f3c1b9e-1111-4222-8333-444455556666', 'a.b:c~d', 'new-1'])('%s is an id', id => {
  expect(parseRecord({ ...record, id })?.id).toBe(id)
})

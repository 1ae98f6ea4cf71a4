import { expect, test } from 'vitest'
import { differingKeys, type WrittenRow } from '../../../src/import/verify/expectation.ts'
import type { RecordWrite } from '../../../src/ledger/ledger-row.ts'
import type { ApiRecord } from '../../../src/lightfield/record.ts'
import { sameValue } from '../../../src/model/same-value.ts'
import { ledgerRow } from '../rows.ts'

interface Body {
  readonly fields?: Readonly<Record<string, unknown>>
  readonly relationships?: Readonly<Record<string, unknown>>
}

function rowOf(written: Body): WrittenRow {
  const body = JSON.stringify({ fields: {}, ...written })
  return ledgerRow({ recordId: 'opp_1', written: { digest: 'now', body, idempotencyKey: 'key' } }) as WrittenRow
}

/** What another row has written unless `isOwn` says otherwise; without a body it is a create. */
function writeOf(body: Body | null, isOwn = false): RecordWrite {
  return {
    id: 1,
    identity: isOwn ? ledgerRow().identity : 'another',
    runId: 'run',
    operation: body === null ? 'create' : 'update',
    recordId: 'opp_1',
    before: null,
    body: body && JSON.stringify(body),
    idempotencyKey: 'key',
    at: 1,
    isOwn: true,
  }
}

function recordOf({ fields = {}, relationships = {} }: Body): ApiRecord {
  return {
    id: 'opp_1',
    httpLink: null,
    createdAt: null,
    updatedAt: null,
    fields: new Map(Object.entries(fields)),
    relationships: new Map(Object.entries(relationships)) as ApiRecord['relationships'],
  }
}

const created = writeOf(null, true)

function differing(row: WrittenRow, writes: readonly RecordWrite[], record: Body): readonly string[] {
  return differingKeys(row, writes, recordOf(record), (_, held, wanted) => sameValue(held, wanted, null, []))
}

test.each<[string, Body, Body, readonly string[]]>([
  ['what was sent', { fields: { name: 'Acme', amount: 1 } }, { fields: { name: 'Acme', amount: 1 } }, []],
  [
    'the same instant elsewhere',
    { fields: { at: '2026-01-01T01:00:00+01:00' } },
    { fields: { at: '2026-01-01T00:00:00.000Z' } },
    [],
  ],
  ['more than was sent', { fields: { name: 'Acme' } }, { fields: { name: 'Acme', summary: 'made by the API' } }, []],
  ['another value', { fields: { name: 'Acme', amount: 1 } }, { fields: { name: 'Acme', amount: 2 } }, ['amount']],
  ['nothing of it', { fields: { name: 'Acme' } }, { fields: {} }, ['name']],
  ['a blank in its place', { fields: { name: 'Acme' } }, { fields: { name: null } }, ['name']],
  ['a plain name as a key', { fields: { constructor: 'x' } }, { fields: { constructor: 'x' } }, []],
  ['the one link', { relationships: { $account: 'acc_1' } }, { relationships: { $account: ['acc_1'] } }, []],
  ['another link', { relationships: { $account: 'acc_1' } }, { relationships: { $account: ['acc_2'] } }, ['$account']],
  [
    'one link too many',
    { relationships: { $account: 'acc_1' } },
    { relationships: { $account: ['acc_1', 'acc_2'] } },
    ['$account'],
  ],
  ['no link', { relationships: { $account: 'acc_1' } }, {}, ['$account']],
  [
    'links of others beside its own',
    { relationships: { partners: ['a', 'b'] } },
    { relationships: { partners: ['c', 'b', 'a'] } },
    [],
  ],
  [
    'a part of its links',
    { relationships: { partners: ['a', 'b'] } },
    { relationships: { partners: ['b'] } },
    ['partners'],
  ],
])('a record that holds %s', (_, sent, held, keys) => {
  expect(differing(rowOf(sent), [created], held)).toEqual(keys)
})

test('what the row has cleared has to be blank', () => {
  const writes = [created, writeOf({ fields: { amount: null } }, true)]
  expect(differing(rowOf({ fields: { name: 'A' } }), writes, { fields: { name: 'A', amount: null } })).toEqual([])
  expect(differing(rowOf({ fields: { name: 'A' } }), writes, { fields: { name: 'A', amount: 5 } })).toEqual(['amount'])
})

test('what the row cleared and wrote again later has to be there', () => {
  const writes = [created, writeOf({ fields: { amount: null } }, true), writeOf({ fields: { amount: 7 } }, true)]
  expect(differing(rowOf({ fields: { amount: 7 } }), writes, { fields: { amount: 7 } })).toEqual([])
  expect(differing(rowOf({ fields: { amount: 7 } }), writes, { fields: {} })).toEqual(['amount'])
})

test('a link that the row has taken away must not be there, and one that it cleared alone neither', () => {
  const row = rowOf({ relationships: { partners: ['a'] } })
  const writes = [created, writeOf({ relationships: { partners: { remove: ['b'] } } }, true)]
  expect(differing(row, writes, { relationships: { partners: ['a', 'c'] } })).toEqual([])
  expect(differing(row, writes, { relationships: { partners: ['a', 'b'] } })).toEqual(['partners'])

  const cleared = [created, writeOf({ relationships: { $champion: { replace: null } } }, true)]
  expect(differing(rowOf({}), cleared, { relationships: { $champion: [] } })).toEqual([])
  expect(differing(rowOf({}), cleared, { relationships: { $champion: ['con_1'] } })).toEqual(['$champion'])
})

test('what another row wrote to the record later is as good as what the row wrote, and nothing else is', () => {
  const row = rowOf({ fields: { name: 'first', amount: 1 } })
  const writes = [created, writeOf({ fields: { name: 'second', other: 3 } })]
  expect(differing(row, writes, { fields: { name: 'second', amount: 1, other: 3 } })).toEqual([])
  expect(differing(row, writes, { fields: { name: 'first', amount: 1, other: 3 } })).toEqual([])
  expect(differing(row, writes, { fields: { name: 'third', amount: 1 } })).toEqual(['name'])
  expect(differing(row, writes, { fields: { name: 'second', amount: 2 } })).toEqual(['amount'])
})

test('what another row wrote before the row itself did is not', () => {
  const row = rowOf({ fields: { name: 'mine' } })
  const writes = [created, writeOf({ fields: { name: 'theirs' } }), writeOf({ fields: { name: 'mine' } }, true)]
  expect(differing(row, writes, { fields: { name: 'theirs' } })).toEqual(['name'])
})

test('a row of another import with the same identity is another row', () => {
  const row = rowOf({ fields: { name: 'mine' } })
  const theirs = { ...writeOf({ fields: { name: 'theirs' } }, true), isOwn: false }
  expect(differing(row, [created, theirs], { fields: { name: 'theirs' } })).toEqual([])
})

test.each<[string, Body, readonly string[]]>([
  ['replaced', { relationships: { $account: { replace: 'acc_2' } } }, ['acc_2']],
  ['taken away', { relationships: { $account: { replace: null } } }, []],
])('a link that another row has %s later is as good', (_, update, held) => {
  const row = rowOf({ relationships: { $account: 'acc_1' } })
  expect(differing(row, [created, writeOf(update)], { relationships: { $account: held } })).toEqual([])
  expect(differing(row, [created, writeOf(update)], { relationships: { $account: ['acc_9'] } })).toEqual(['$account'])
})

test('links that another row has added and removed later are as good', () => {
  const row = rowOf({ relationships: { partners: ['a', 'b'] } })
  const writes = [
    created,
    writeOf({ relationships: { partners: { remove: ['b'] } } }),
    writeOf({ relationships: { partners: { add: ['c'] } } }),
  ]
  expect(differing(row, writes, { relationships: { partners: ['a', 'c'] } })).toEqual([])
  expect(differing(row, writes, { relationships: { partners: ['c'] } })).toEqual(['partners'])
})

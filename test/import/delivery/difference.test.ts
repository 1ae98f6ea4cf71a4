import { describe, expect, test } from 'vitest'
import { differenceFor, type Existing } from '../../../src/import/delivery/existing.ts'
import type { ApiRecord } from '../../../src/lightfield/record.ts'
import type { WritePolicy } from '../../../src/mapping/compiled.ts'
import type { FieldValue } from '../../../src/model/payload.ts'

const policy: WritePolicy = {
  mode: 'upsert',
  match: null,
  traceBy: null,
  ambiguous: 'fail',
  gone: 'fail',
  write: new Map(),
  valueTypes: new Map([
    ['email', 'EMAIL'],
    ['closeDate', 'DATETIME'],
    ['stage', 'SINGLE_SELECT'],
  ]),
  options: new Map([['stage', [{ id: 'opt_won', label: 'Won', parentId: null }]]]),
  readOnly: new Set(),
}

const body = (fields: Record<string, FieldValue>, relationships: Record<string, string | string[]> = {}) => ({
  fields: new Map(Object.entries(fields)),
  relationships: new Map(Object.entries(relationships)),
})

/** A record that this import wrote, and that nobody looked at. */
function written(fields: Record<string, FieldValue>, relationships: Record<string, string | string[]> = {}): Existing {
  const text = JSON.stringify({ fields, relationships })
  return { id: 'r1', httpLink: null, record: null, written: { digest: 'd', body: text, idempotencyKey: 'k' } }
}

/** A record that a search found, as it is now. */
function found(fields: Record<string, unknown>, relationships: Record<string, string[]> = {}): Existing {
  const record: ApiRecord = {
    id: 'r1',
    httpLink: null,
    createdAt: null,
    updatedAt: null,
    fields: new Map(Object.entries(fields)),
    relationships: new Map(Object.entries(relationships)),
  }
  return { id: 'r1', httpLink: null, record, written: null }
}

describe('the difference to what this import last wrote', () => {
  const before = written({ $name: 'A', amount: 5, tags: ['x', 'y'] }, { $account: 'acc_1', partners: ['p1', 'p2'] })

  test.each([
    ['a changed field and nothing else', body({ $name: 'B', amount: 5 }), { $name: 'B' }, []],
    ['a field that is new', body({ $name: 'A', city: 'Bonn' }), { city: 'Bonn' }, []],
    ['null for what is cleared', body({ amount: null }), { amount: null }, []],
    ['a list that differs as a whole', body({ tags: ['x'] }), { tags: ['x'] }, []],
    ['another related record', body({}, { $account: 'acc_2' }), {}, [['$account', 'replace', ['acc_2']]]],
    ['a link that came', body({}, { partners: ['p1', 'p2', 'p3'] }), {}, [['partners', 'add', ['p3']]]],
    ['a link that went', body({}, { partners: ['p2'] }), {}, [['partners', 'remove', ['p1']]]],
    ['nothing where all is as it was', body({ $name: 'A' }, { $account: 'acc_1', partners: ['p2', 'p1'] }), {}, []],
    ['nothing where cells are blank', body({}), {}, []],
    ['nothing where what is cleared was never there', body({ city: null }), {}, []],
  ] as const)('is %s', (_, wanted, fields, links) => {
    const difference = differenceFor(before, wanted, policy)
    expect(Object.fromEntries(difference.fields)).toEqual(fields)
    expect(difference.links.map(({ key, operation, ids }) => [key, operation, ids])).toEqual(links)
  })
})

describe('the difference to a record that was found', () => {
  test('is none where the API would store the same', () => {
    const record = found({ email: ['ADA@x.com'], closeDate: '2026-01-01T00:00:00.000Z', stage: 'opt_won' })
    const row = body({ email: ['ada@x.com'], closeDate: '2026-01-01T01:00:00+01:00', stage: 'Won' })
    expect(differenceFor(record, row, policy)).toEqual({ fields: new Map(), links: [] })
  })

  test('takes no link away that this import never made', () => {
    const { links } = differenceFor(found({}, { partners: ['hers'] }), body({}, { partners: ['ours'] }), policy)
    expect(links).toEqual([{ key: 'partners', operation: 'add', ids: ['ours'] }])
  })

  test('leaves alone what is written on create only, and what is not blank where it is to be filled in only', () => {
    const rules = {
      ...policy,
      write: new Map([['a', 'on_create'] as const, ['b', 'if_blank'] as const, ['c', 'if_blank'] as const]),
    }
    const { fields } = differenceFor(
      found({ a: 'old', b: 'old', c: null, d: 'old' }),
      body({ a: 1, b: 2, c: 3, d: 4 }),
      rules,
    )
    expect(fields).toEqual(
      new Map([
        ['c', 3],
        ['d', 4],
      ]),
    )
  })
})

import { describe, expect, test } from 'vitest'
import { createBody, draftDigest, mergedBody, updateBody } from '../../src/import/body.ts'
import type { FieldValue } from '../../src/model/payload.ts'

const record = (fields: Record<string, FieldValue>, relationships: Record<string, string | string[]> = {}) => ({
  fields: new Map(Object.entries(fields)),
  relationships: new Map(Object.entries(relationships)),
})

describe('the body of a create', () => {
  test('is the same text whatever the order of the mapping', () => {
    const one = createBody(record({ b: 1, $a: { y: 1, x: 'é' } }, { $account: 'acc_1' }))
    expect(one).toBe('{"fields":{"$a":{"x":"é","y":1},"b":1},"relationships":{"$account":"acc_1"}}')
    expect(createBody(record({ $a: { x: 'é', y: 1 }, b: 1 }, { $account: 'acc_1' }))).toBe(one)
  })

  test('leaves out what is to be cleared, and relationships where there are none', () => {
    expect(createBody(record({ $name: 'A', note: null }))).toBe('{"fields":{"$name":"A"}}')
  })

  test('takes hostile names as names', () => {
    const fields = new Map<string, FieldValue>([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(createBody({ fields, relationships: new Map() })).toBe('{"fields":{"__proto__":"a","constructor":"b"}}')
  })
})

describe('the body of an update', () => {
  const before = createBody(record({ $name: 'A', amount: 5, tags: ['x', 'y'] }, { $account: 'acc_1' }))

  test.each([
    ['a changed field and nothing else', record({ $name: 'B', amount: 5 }), '{"fields":{"$name":"B"}}'],
    ['a field that is new', record({ $name: 'A', city: 'Bonn' }), '{"fields":{"city":"Bonn"}}'],
    ['null for what is cleared', record({ amount: null }), '{"fields":{"amount":null}}'],
    ['a list that differs as a whole', record({ tags: ['x'] }), '{"fields":{"tags":["x"]}}'],
    [
      'a replaced relationship',
      record({}, { $account: 'acc_2' }),
      '{"relationships":{"$account":{"replace":"acc_2"}}}',
    ],
  ])('holds %s', (_, now, body) => {
    expect(updateBody(before, now)).toBe(body)
  })

  test.each([
    ['all is as it was', record({ $name: 'A', amount: 5 }, { $account: 'acc_1' })],
    ['a cell is blank', record({})],
    ['what is cleared was never there', record({ city: null })],
  ])('is not needed where %s', (_, now) => {
    expect(updateBody(before, now)).toBeNull()
  })

  test('leaves the record with the new values over the old', () => {
    expect(JSON.parse(mergedBody(before, record({ $name: 'B', amount: null })))).toEqual({
      fields: { $name: 'B', tags: ['x', 'y'] },
      relationships: { $account: 'acc_1' },
    })
  })
})

test('the digest of a draft tells edits apart, and not the order of the mapping', () => {
  const draft = (fields: readonly (readonly [string, FieldValue])[], id: string) => ({
    fields: new Map(fields),
    relationships: new Map([['$account', { kind: 'ids', ids: [id], many: false } as const]]),
  })
  const base = draftDigest(
    draft(
      [
        ['a', 1],
        ['b', 2],
      ],
      'acc_1',
    ),
  )
  expect(
    draftDigest(
      draft(
        [
          ['b', 2],
          ['a', 1],
        ],
        'acc_1',
      ),
    ),
  ).toBe(base)
  expect(
    draftDigest(
      draft(
        [
          ['a', 1],
          ['b', 3],
        ],
        'acc_1',
      ),
    ),
  ).not.toBe(base)
  expect(
    draftDigest(
      draft(
        [
          ['a', 1],
          ['b', 2],
        ],
        'acc_2',
      ),
    ),
  ).not.toBe(base)
})

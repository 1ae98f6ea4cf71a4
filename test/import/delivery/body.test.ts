import { describe, expect, test } from 'vitest'
import { createBody, draftDigest } from '../../../src/import/delivery/body.ts'
import { canonicalJson } from '../../../src/model/json.ts'
import type { FieldValue } from '../../../src/model/payload.ts'

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

  test.each([[{ b: 1, $a: 'é' }], [{ $name: 'A', note: null }]])(
    'is the same where the JSON of its fields is given: %j',
    fields => {
      const one = record(fields, { $account: 'acc_1' })
      expect(createBody(one, canonicalJson(one.fields))).toBe(createBody(one))
    },
  )

  test('takes hostile names as names', () => {
    const fields = new Map<string, FieldValue>([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(createBody({ fields, relationships: new Map() })).toBe('{"fields":{"__proto__":"a","constructor":"b"}}')
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

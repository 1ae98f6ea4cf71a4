import { describe, expect, test } from 'vitest'
import { sameIn } from '../../../src/import/delivery/existing.ts'
import { restorationOf } from '../../../src/import/undo/restoration.ts'
import type { Change } from '../../../src/ledger/ledger-row.ts'
import type { ApiRecord } from '../../../src/lightfield/record.ts'

interface Body {
  readonly fields?: Readonly<Record<string, unknown>>
  readonly relationships?: Readonly<Record<string, unknown>>
}

/** Updates of one record, the newest first, each as [what it wrote, what was there before]. */
function updates(...pairs: readonly (readonly [Body, Body | null])[]): readonly Change[] {
  return pairs.map(([body, before], index) => ({
    id: pairs.length - index,
    identity: 'row',
    runId: 'run',
    operation: 'update',
    recordId: 'acc_1',
    before: before === null ? null : JSON.stringify({ fields: {}, ...before }),
    body: JSON.stringify(body),
    idempotencyKey: `key-${pairs.length - index}`,
    at: 0,
  }))
}

function recordWith({ fields = {}, relationships = {} }: Body): ApiRecord {
  return {
    id: 'acc_1',
    httpLink: null,
    createdAt: null,
    updatedAt: null,
    fields: new Map(Object.entries(fields)),
    relationships: new Map(Object.entries(relationships) as [string, string[]][]),
  }
}

const isSame = sameIn({
  valueTypes: new Map([['site', 'URL']]),
  options: new Map([['stage', [{ id: 'opt_1', label: 'Lead', description: null, parentId: null }]]]),
})

/** What is sent, by key, and what is kept. */
function undo(changes: readonly Change[], held: Body) {
  const { difference, kept } = restorationOf(changes, recordWith(held), isSame)
  return {
    fields: Object.fromEntries(difference.fields),
    links: difference.links.map(({ key, operation, ids }) => [key, operation, ids]),
    kept,
  }
}

const none = { fields: {}, links: [], kept: [] }

describe('a field', () => {
  const field = (value: unknown): Body => ({ fields: { a: value } })
  const once = updates([field('new'), field('old')])

  test.each([
    ['goes back where it is what was written', once, 'new', { ...none, fields: { a: 'old' } }],
    ['stays where somebody has changed it', once, 'theirs', { ...none, kept: ['a'] }],
    ['stays where somebody has cleared it', once, null, { ...none, kept: ['a'] }],
    ['needs nothing where it is as it was before', once, 'old', none],
    ['that was blank is cleared', updates([field('new'), field(null)]), 'new', { ...none, fields: { a: null } }],
    ['that was cleared comes back', updates([field(null), field('old')]), null, { ...none, fields: { a: 'old' } }],
    ['of which nothing was known is cleared', updates([field('new'), null]), 'new', { ...none, fields: { a: null } }],
    [
      'that was written several times goes back to what it was at first',
      updates([field('third'), field('second')], [field('second'), field('first')]),
      'third',
      { ...none, fields: { a: 'first' } },
    ],
    [
      'that was written several times needs nothing where it is what it was at first',
      updates([field('third'), field('second')], [field('second'), field('first')]),
      'first',
      none,
    ],
    [
      'that somebody changed between two writes goes back to what they made of it',
      updates([field('third'), field('theirs')], [field('second'), field('first')]),
      'third',
      { ...none, fields: { a: 'theirs' } },
    ],
    [
      'that somebody put back to what the earlier write made of it stays so',
      updates([field('third'), field('second')], [field('second'), field('first')]),
      'second',
      { ...none, kept: ['a'] },
    ],
    [
      'that was changed and changed back is what it was',
      updates([field('first'), field('second')], [field('second'), field('first')]),
      'first',
      none,
    ],
    [
      'of several parts is written without the empty ones',
      updates([field({ city: 'Bonn' }), field({ street: null, city: 'Berlin' })]),
      { street: null, city: 'Bonn' },
      { ...none, fields: { a: { city: 'Berlin' } } },
    ],
  ])('%s', (_, changes, held, expected) => {
    expect(undo(changes, field(held))).toEqual(expected)
  })

  test('is compared as the API stores it', () => {
    const changes = updates([
      { fields: { site: 'HTTPS://Example.com', stage: 'Lead' } },
      { fields: { site: null, stage: 'opt_2' } },
    ])
    expect(undo(changes, { fields: { site: ['https://example.com'], stage: 'opt_1' } })).toEqual({
      ...none,
      fields: { site: null, stage: 'opt_2' },
    })
  })

  test('goes its own way, whatever became of the others', () => {
    const changes = updates([{ fields: { a: 1, b: 1, c: 1 } }, { fields: { a: 0, b: 0, c: 0 } }])
    expect(undo(changes, { fields: { a: 1, b: 2, c: 0 } })).toEqual({ fields: { a: 0 }, links: [], kept: ['b'] })
  })

  test.each(['__proto__', 'constructor'])('may be called %s', key => {
    const body = (value: unknown): Body => ({ fields: JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) })
    const { difference } = restorationOf(updates([body('new'), body('old')]), recordWith(body('new')), isSame)
    expect([...difference.fields]).toEqual([[key, 'old']])
  })
})

describe('links', () => {
  const links = (change: unknown): Body => ({ relationships: { r: change } })

  test.each([
    [
      'that were added are taken away, and nobody else’s',
      updates([links({ add: ['1', '2'] }), links(['0'])]),
      ['0', '1', '2', 'theirs'],
      { ...none, links: [['r', 'remove', ['1', '2']]] },
    ],
    [
      'that were added and are gone need nothing',
      updates([links({ add: ['1', '2'] }), links(['0'])]),
      ['0', '2'],
      { ...none, links: [['r', 'remove', ['2']]] },
    ],
    [
      'that were taken away come back',
      updates([links({ remove: ['1'] }), links(['0', '1'])]),
      ['0'],
      { ...none, links: [['r', 'add', ['1']]] },
    ],
    [
      'that were added and taken away by the requests of one change go back together',
      updates([links({ remove: ['1'] }), links(['0', '1'])], [links({ add: ['2'] }), links(['0', '1'])]),
      ['0', '2'],
      {
        ...none,
        links: [
          ['r', 'add', ['1']],
          ['r', 'remove', ['2']],
        ],
      },
    ],
    [
      'that one change added and a later one took away need nothing',
      updates([links({ remove: ['1'] }), links(['1'])], [links({ add: ['1'] }), links([])]),
      [],
      none,
    ],
    [
      'that were added and taken away again, and that somebody made since, stay',
      updates([links({ remove: ['1'] }), links(['1'])], [links({ add: ['1'] }), links([])]),
      ['1'],
      { ...none, kept: ['r'] },
    ],
    [
      'that were replaced go back as a whole',
      updates([links({ replace: 'new' }), links(['old'])]),
      ['new'],
      { ...none, links: [['r', 'replace', ['old']]] },
    ],
    [
      'that were replaced where there was none are cleared',
      updates([links({ replace: 'new' }), links([])]),
      ['new'],
      { ...none, links: [['r', 'replace', []]] },
    ],
    [
      'that were replaced and changed since stay',
      updates([links({ replace: 'new' }), links(['old'])]),
      ['theirs'],
      { ...none, kept: ['r'] },
    ],
    [
      'that were replaced and are back already need nothing',
      updates([links({ replace: 'new' }), links(['old'])]),
      ['old'],
      none,
    ],
    [
      'that were replaced twice go back to the first',
      updates([links({ replace: 'c' }), links(['b'])], [links({ replace: 'b' }), links(['a'])]),
      ['c'],
      { ...none, links: [['r', 'replace', ['a']]] },
    ],
    [
      'that were replaced and then added to go back one by one',
      updates([links({ add: ['b'] }), links(['a'])], [links({ replace: 'a' }), links(['old'])]),
      ['a', 'b'],
      {
        ...none,
        links: [
          ['r', 'add', ['old']],
          ['r', 'remove', ['b', 'a']],
        ],
      },
    ],
  ])('%s', (_, changes, held, expected) => {
    expect(undo(changes, links(held))).toEqual(expected)
  })

  test('in place of which one was put come back without a request that names too many', () => {
    const many = Array.from({ length: 30 }, (_, index) => `old-${index}`)
    const changes = updates([links({ replace: 'new' }), links(many)])
    expect(undo(changes, links(['new']))).toEqual({
      ...none,
      links: [
        ['r', 'add', many],
        ['r', 'remove', ['new']],
      ],
    })
  })
})

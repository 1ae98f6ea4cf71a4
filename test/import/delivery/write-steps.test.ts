import { describe, expect, test } from 'vitest'
import { differenceTo } from '../../../src/import/delivery/difference.ts'
import { createSteps, updateSteps, type WriteStep } from '../../../src/import/delivery/write-steps.ts'

const ids = (count: number, prefix = 'p') => Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
const record = (relationships: Record<string, string | string[]>) => ({
  fields: new Map([['$name', 'A']]),
  relationships: new Map(Object.entries(relationships)),
})

/** How many links each request holds. */
function linksOf(steps: readonly WriteStep[]): readonly number[] {
  return steps.map(
    ({ body }) => JSON.stringify(JSON.parse(body).relationships ?? {}).match(/"[a-z_]+\d+"/g)?.length ?? 0,
  )
}

describe('a create', () => {
  test('is one request where its links find room', () => {
    const steps = createSteps(record({ $account: 'acc_1', partners: ids(24) }))
    expect(steps).toHaveLength(1)
    expect(steps[0]).toMatchObject({ operation: 'create', isLast: true })
    expect(JSON.parse(steps[0]?.body ?? '')).toEqual({
      fields: { $name: 'A' },
      relationships: { $account: 'acc_1', partners: ids(24) },
    })
  })

  test('is followed by updates that add what found no room, the one record that it needs first', () => {
    const steps = createSteps(record({ partners: ids(60), $account: 'acc_1' }))
    expect(steps.map(({ operation, isLast }) => [operation, isLast])).toEqual([
      ['create', false],
      ['update', false],
      ['update', true],
    ])
    expect(linksOf(steps)).toEqual([25, 25, 11])
    expect(JSON.parse(steps[0]?.body ?? '').relationships).toEqual({ $account: 'acc_1', partners: ids(24) })
    expect(JSON.parse(steps[1]?.body ?? '')).toEqual({ relationships: { partners: { add: ids(49).slice(24) } } })
    expect(JSON.parse(steps[2]?.result ?? '').relationships).toEqual({ $account: 'acc_1', partners: ids(60) })
  })

  test('shares a request between relationships', () => {
    const steps = createSteps(record({ a: ids(20, 'a'), b: ids(20, 'b') }))
    expect(linksOf(steps)).toEqual([25, 15])
    expect(JSON.parse(steps[1]?.body ?? '')).toEqual({ relationships: { b: { add: ids(20, 'b').slice(5) } } })
  })
})

describe('an update', () => {
  const before = record({ partners: ids(30) })
  const steps = (wanted: ReturnType<typeof record>) =>
    updateSteps(
      before,
      differenceTo({ fields: before.fields, relationships: new Map([['partners', ids(30)]]) }, wanted, {
        isSame: (_, held, value) => held === value,
        mayWrite: () => true,
        written: before.relationships,
      }),
      wanted,
    )

  test('adds and removes in requests of their own: a relationship takes one operation in each', () => {
    const [add, remove, ...others] = steps(record({ partners: [...ids(29), 'p99'] }))
    expect(others).toEqual([])
    expect(JSON.parse(add?.body ?? '')).toEqual({ relationships: { partners: { add: ['p99'] } } })
    expect(JSON.parse(remove?.body ?? '')).toEqual({ relationships: { partners: { remove: ['p30'] } } })
    expect(JSON.parse(remove?.result ?? '').relationships.partners).toEqual([...ids(29), 'p99'])
  })

  test('counts a replaced record twice: a link goes and a link comes', () => {
    const wanted = record({ $owner: 'mem_2', partners: [...ids(30), ...ids(24, 'q')] })
    const difference = differenceTo(
      {
        fields: before.fields,
        relationships: new Map([
          ['partners', ids(30)],
          ['$owner', ['mem_1']],
        ]),
      },
      wanted,
      { isSame: () => true, mayWrite: () => true, written: new Map() },
    )
    const [first, second, ...others] = updateSteps(before, difference, wanted)
    expect(others).toEqual([])
    expect(linksOf([first, second].filter(step => step !== undefined))).toEqual([24, 1])
  })

  test('takes as many requests as its links need', () => {
    expect(linksOf(steps(record({ partners: ids(90) })))).toEqual([25, 25, 10])
  })
})

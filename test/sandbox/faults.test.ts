import { describe, expect, test } from 'vitest'
import { type Fault, type FaultMatch, FaultPlan } from '../../src/sandbox/faults.ts'
import { seededRandom } from '../../src/sandbox/sandbox.ts'

describe('which requests a fault hits', () => {
  const target = { method: 'POST', path: '/v1/accounts', category: 'write', body: '{"a":"D-10"}' } as const

  test.each<[string, FaultMatch, number | undefined, string]>([
    ['all without conditions', {}, undefined, 'xxxxxx'],
    ['the first ones', { nth: { first: 2 } }, undefined, 'xx....'],
    ['those from one on', { nth: { from: 5 } }, undefined, '....xx'],
    ['every so many', { nth: { every: 3 } }, undefined, '..x..x'],
    ['the one at a position', { nth: { at: 4 } }, undefined, '...x..'],
    ['as many as it may', { nth: { every: 2 } }, 1, '.x....'],
    ['none of another method', { method: 'GET' }, undefined, '......'],
    ['a method in small letters', { method: 'post' }, 1, 'x.....'],
    ['those below a path', { path: '/v1/acc' }, 1, 'x.....'],
    ['none below another path', { path: '/v1/opp' }, undefined, '......'],
    ['those that hold a text', { body: '"D-10"' }, 1, 'x.....'],
    ['none that hold another text', { body: '"D-1"' }, undefined, '......'],
    ['none of another category', { category: 'search' }, undefined, '......'],
    ['none at probability 0', { probability: 0 }, undefined, '......'],
    ['all at probability 1', { probability: 1 }, undefined, 'xxxxxx'],
  ])('%s', (_, match, times, expected) => {
    const fault: Fault = { kind: 'hang', match, ...(times !== undefined && { times }) }
    const plan = new FaultPlan(
      [fault],
      () => 0.5,
      () => 0,
    )
    expect(Array.from({ length: 6 }, () => (plan.pick(target) ? 'x' : '.')).join('')).toBe(expected)
  })

  test('the first rule that is due wins, and a later one keeps its count', () => {
    const plan = new FaultPlan(
      [
        { kind: 'hang', match: { nth: { at: 1 } } },
        { kind: 'drip', match: { nth: { at: 2 } } },
      ],
      () => 0,
      () => 0,
    )
    expect([1, 2, 3].map(() => plan.pick(target)?.kind)).toEqual(['hang', 'drip', undefined])
  })

  test('a rule that lasts hits whatever comes once it has hit, until its time is over', () => {
    let now = 1000
    const fault: Fault = { kind: 'reset-before', match: { nth: { at: 2 }, probability: 1 }, lastsMs: 500 }
    const plan = new FaultPlan(
      [fault],
      () => 0.5,
      () => now,
    )
    const hits = [0, 200, 100, 399, 1, 0].map(ms => {
      now += ms
      return plan.pick(target) ? 'x' : '.'
    })
    expect(hits.join('')).toBe('.xxx..')
  })

  test('the same seed makes the same choices', () => {
    const choices = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed))
    expect(choices(7)).toEqual(choices(7))
    expect(choices(7)).not.toEqual(choices(8))
  })
})

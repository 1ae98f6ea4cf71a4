import { describe, expect, test } from 'vitest'
import { type Fault, type FaultMatch, FaultPlan } from '../../src/sandbox/faults.ts'
import { type Sandbox, seededRandom } from '../../src/sandbox/sandbox.ts'
import { call, startStill } from './calls.ts'

const create = (sandbox: Sandbox) => call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } })

function accounts(sandbox: Sandbox): number {
  return sandbox.state().recordCounts['account'] ?? 0
}

describe('which requests a fault hits', () => {
  const target = { method: 'POST', path: '/v1/accounts', category: 'write' } as const

  test.each<[string, FaultMatch, number | undefined, string]>([
    ['all without conditions', {}, undefined, 'xxxxxx'],
    ['the first ones', { nth: { first: 2 } }, undefined, 'xx....'],
    ['every so many', { nth: { every: 3 } }, undefined, '..x..x'],
    ['the one at a position', { nth: { at: 4 } }, undefined, '...x..'],
    ['as many as it may', { nth: { every: 2 } }, 1, '.x....'],
    ['none of another method', { method: 'GET' }, undefined, '......'],
    ['a method in small letters', { method: 'post' }, 1, 'x.....'],
    ['those below a path', { path: '/v1/acc' }, 1, 'x.....'],
    ['none below another path', { path: '/v1/opp' }, undefined, '......'],
    ['none of another category', { category: 'search' }, undefined, '......'],
    ['none at probability 0', { probability: 0 }, undefined, '......'],
    ['all at probability 1', { probability: 1 }, undefined, 'xxxxxx'],
  ])('%s', (_, match, times, expected) => {
    const fault: Fault = { kind: 'hang', match, ...(times !== undefined && { times }) }
    const plan = new FaultPlan([fault], () => 0.5)
    expect(Array.from({ length: 6 }, () => (plan.pick(target) ? 'x' : '.')).join('')).toBe(expected)
  })

  test('the first rule that is due wins, and a later one keeps its count', () => {
    const plan = new FaultPlan(
      [
        { kind: 'hang', match: { nth: { at: 1 } } },
        { kind: 'drip', match: { nth: { at: 2 } } },
      ],
      () => 0,
    )
    expect([1, 2, 3].map(() => plan.pick(target)?.kind)).toEqual(['hang', 'drip', undefined])
  })

  test('the same seed makes the same choices', () => {
    const choices = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed))
    expect(choices(7)).toEqual(choices(7))
    expect(choices(7)).not.toEqual(choices(8))
  })
})

test.each<[Fault, number, number]>([
  [{ kind: 'status', status: 503 }, 503, 0],
  [{ kind: 'error-after', status: 504 }, 504, 1],
  [{ kind: 'error-after' }, 500, 1],
  [{ kind: 'conflict' }, 409, 0],
  [{ kind: 'delay', ms: 1 }, 200, 1],
])('%j answers %i with %i records written', async (fault, status, written) => {
  await using sandbox = await startStill({ faults: [fault], sleep: () => Promise.resolve() })
  expect((await create(sandbox)).status).toBe(status)
  expect(accounts(sandbox)).toBe(written)
})

test.each<[Fault['kind'] & ('reset-before' | 'reset-after'), number]>([
  ['reset-before', 0],
  ['reset-after', 1],
])('%s breaks the connection off with %i records written', async (kind, written) => {
  await using sandbox = await startStill({ faults: [{ kind }] })
  await expect(create(sandbox)).rejects.toThrow('fetch failed')
  expect(accounts(sandbox)).toBe(written)
  expect(sandbox.state().requests.write.byStatus).toEqual({ none: 1 })
})

test.each<['hang' | 'hang-after', number]>([
  ['hang', 0],
  ['hang-after', 1],
])('%s gives no answer until the sandbox closes, with %i records written', async (kind, written) => {
  const sandbox = await startStill({ faults: [{ kind }] })
  let isSettled = false
  const lost = create(sandbox).finally(() => {
    isSettled = true
  })
  const outcome = expect(lost).rejects.toThrow('fetch failed')
  while (sandbox.state().requests.write.total === 0) await call(sandbox, 'GET', '/_sandbox/state')
  expect(accounts(sandbox)).toBe(written)
  expect(isSettled).toBe(false)
  await sandbox.close()
  await outcome
})

test('a status can come with a body and a Retry-After of one’s own', async () => {
  const fault: Fault = { kind: 'status', status: 429, body: { odd: true }, retryAfter: 'soon' }
  await using sandbox = await startStill({ faults: [fault] })
  const reply = await create(sandbox)
  expect([reply.status, reply.headers.get('retry-after'), reply.body]).toEqual([429, 'soon', { odd: true }])
})

test('html is a 200 that is no JSON, and nothing is written', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'html' }] })
  const reply = await create(sandbox)
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(accounts(sandbox)).toBe(0)
})

test('cut-json writes and answers half', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'cut-json' }] })
  await expect(create(sandbox)).rejects.toThrow(SyntaxError)
  expect(accounts(sandbox)).toBe(1)
})

test('no-id writes and answers all but the id', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'no-id' }] })
  const reply = await create(sandbox)
  expect(Object.keys(reply.body)).toEqual(expect.not.arrayContaining(['id']))
  expect(reply.body.fields).toMatchObject({ $name: { value: 'Acme' } })
  expect(accounts(sandbox)).toBe(1)
})

test('drip sends a byte a second', async () => {
  const waits: number[] = []
  const sleep = async (ms: number): Promise<void> => void waits.push(ms)
  await using sandbox = await startStill({ faults: [{ kind: 'drip' }], sleep })
  const reply = await create(sandbox)
  expect(reply.body.id).toBe('acc_00000001')
  expect(waits).toEqual(Array(Number(reply.headers.get('content-length'))).fill(1000))
})

test('huge-body goes on for as many bytes as asked', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'huge-body', bytes: 1_000_000 }] })
  const reply = await create(sandbox)
  expect(JSON.stringify(reply.body).length).toBe(1_000_000 + '{"filler":""}'.length)
  expect(accounts(sandbox)).toBe(1)
})

test('redirect points to where the sandbox notes who follows with a key', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'redirect', match: { path: '/v1' } }] })
  const reply = await create(sandbox)
  const location = reply.headers.get('location') ?? ''
  expect([reply.status, location]).toEqual([307, '/_sandbox/redirected'])
  await call(sandbox, 'POST', location, {})
  await call(sandbox, 'POST', location, {}, { authorization: null })
  expect(sandbox.state().redirectsFollowed).toEqual({ total: 2, withKey: 1 })
})

test('a request that is refused anyway is refused as usual, fault or not', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'reset-after' }] })
  expect((await call(sandbox, 'POST', '/v1/accounts', { fields: {} })).status).toBe(400)
})

test('a lost answer is settled by the same key', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'reset-after', times: 1 }] })
  const key = { 'idempotency-key': 'k' }
  const send = () => call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  await expect(send()).rejects.toThrow()
  expect((await send()).body.id).toBe('acc_00000001')
  expect(accounts(sandbox)).toBe(1)
})

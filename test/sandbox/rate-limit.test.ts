import { describe, expect, test } from 'vitest'
import { createRateLimiter, type LimitModel } from '../../src/sandbox/rate-limit.ts'
import { call, startStill } from './calls.ts'

const startMs = 1_000_000_000

function allowedAt(model: LimitModel, timesMs: readonly number[]): boolean[] {
  const limiter = createRateLimiter(model, 2)
  return timesMs.map(ms => limiter?.take(startMs + ms).allowed ?? true)
}

test.each<[LimitModel, string, number[], boolean[]]>([
  ['token-bucket', 'lets a burst of its size through at once', [0, 0, 0], [true, true, false]],
  ['token-bucket', 'earns a token back in its share of a second', [0, 0, 499, 500], [true, true, false, true]],
  ['token-bucket', 'never holds more than its size', [0, 9000, 9000, 9000], [true, true, true, false]],
  ['fixed-window', 'is full until the second is over', [0, 1, 999, 1000], [true, true, false, true]],
  [
    'fixed-window',
    'lets twice its size through around the turn of a second',
    [998, 999, 1000, 1001],
    [true, true, true, true],
  ],
  ['sliding-window', 'looks back over the last second only', [0, 600, 999, 1000], [true, true, false, true]],
  ['sliding-window', 'lets no burst through around the turn of a second', [998, 999, 1000], [true, true, false]],
])('a %s %s', (model, _, timesMs, expected) => {
  expect(allowedAt(model, timesMs)).toEqual(expected)
})

test.each<[LimitModel, number]>([
  ['token-bucket', 1_000_001],
  ['fixed-window', 1_000_001],
  ['sliding-window', 1_000_001],
])('a spent %s says when it is full again and how long to wait', (model, resetAtSeconds) => {
  const limiter = createRateLimiter(model, 2)
  limiter?.take(startMs)
  limiter?.take(startMs)
  expect(limiter?.take(startMs)).toEqual({
    allowed: false,
    limit: 2,
    remaining: 0,
    resetAtSeconds,
    retryAfterSeconds: 1,
  })
})

test('a limit of 0 is no limit', () => {
  expect(createRateLimiter('token-bucket', 0)).toBeNull()
})

describe('over HTTP', () => {
  test('past the limit the answer is 429 with the seconds to wait, and nothing is written', async () => {
    await using sandbox = await startStill({ limits: { write: 2 } })
    const statuses: number[] = []
    for (let i = 0; i < 3; i += 1) {
      const reply = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } })
      statuses.push(reply.status)
      if (reply.status === 429) {
        expect(reply.headers.get('retry-after')).toBe('1')
        expect(reply.body.error.type).toBe('too_many_requests')
      }
    }
    expect(statuses).toEqual([200, 200, 429])
    expect(sandbox.state().recordCounts['account']).toBe(2)
  })

  test('categories do not share their budget', async () => {
    await using sandbox = await startStill({ limits: { write: 1, read: 1, search: 1 } })
    const replies = [
      await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }),
      await call(sandbox, 'GET', '/v1/accounts/definitions'),
      await call(sandbox, 'GET', '/v1/accounts'),
    ]
    expect(replies.map(reply => reply.status)).toEqual([200, 200, 200])
  })

  test('every answer carries the headers, refusals too; a refused key uses up nothing', async () => {
    await using sandbox = await startStill()
    const refused = await call(sandbox, 'GET', '/v1/accounts/acc_0', undefined, { authorization: null })
    expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([401, '25'])
    const missing = await call(sandbox, 'GET', '/v1/accounts/acc_0')
    expect([missing.status, missing.headers.get('x-ratelimit-limit')]).toEqual([404, '25'])
    expect(missing.headers.get('x-ratelimit-remaining')).toBe('24')
    expect(Number(missing.headers.get('x-ratelimit-reset'))).toBe(Date.parse('2026-05-01T12:00:01Z') / 1000)
  })

  test('a request is counted before its body is judged', async () => {
    await using sandbox = await startStill({ limits: { write: 1 } })
    const first = await call(sandbox, 'POST', '/v1/accounts', { fields: {} })
    const second = await call(sandbox, 'POST', '/v1/accounts', { fields: {} })
    expect([first.status, second.status]).toEqual([400, 429])
  })

  test('the budget comes back as the clock goes on', async () => {
    await using sandbox = await startStill({ limits: { search: 1 }, limitModel: 'fixed-window' })
    await call(sandbox, 'GET', '/v1/accounts')
    expect((await call(sandbox, 'GET', '/v1/accounts')).status).toBe(429)
    sandbox.advance(1000)
    expect((await call(sandbox, 'GET', '/v1/accounts')).status).toBe(200)
  })
})

import { describe, expect, test } from 'vitest'
import { withOtherTraffic } from '../../src/sandbox/other-traffic.ts'
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

describe('with others who use the same budget', () => {
  const models: readonly LimitModel[] = ['token-bucket', 'fixed-window', 'sliding-window']

  test.each(models)('a %s lets through what they leave', model => {
    const limiter = limitOf25(model, 10)
    let allowed = 0
    for (let ms = 0; ms < 10_000; ms += 20) allowed += limiter.take(startMs + ms).allowed ? 1 : 0
    expect(allowed).toBeGreaterThanOrEqual(145)
    expect(allowed).toBeLessThanOrEqual(180)
  })

  test.each(models)('a %s shows what they took', model => {
    const limiter = limitOf25(model, 20)
    limiter.peek(startMs)
    expect(limiter.peek(startMs + 950).remaining).toBe(model === 'token-bucket' ? 24 : 6)
  })

  test('a long time without a request is soon caught up with', () => {
    const limiter = limitOf25('fixed-window', 20)
    limiter.peek(startMs)
    const dayMs = 24 * 60 * 60 * 1000
    expect(limiter.take(startMs + dayMs)).toMatchObject({ allowed: true, remaining: 23 })
  })

  test('nothing is left where they take all there is', () => {
    const limiter = limitOf25('token-bucket', 30)
    const allowed = Array.from({ length: 500 }, (_, number) => limiter.take(startMs + number * 20).allowed)
    expect(allowed.lastIndexOf(true)).toBeLessThan(100)
  })

  function limitOf25(model: LimitModel, othersPerSecond: number) {
    const limiter = createRateLimiter(model, 25)
    if (limiter === null) throw new Error('There is no limit.')
    return withOtherTraffic(limiter, othersPerSecond)
  }
})

describe('over HTTP', () => {
  test('the headers show what others took, of the categories that they use', async () => {
    await using sandbox = await startStill({ otherTraffic: { write: 10 }, limitModel: 'sliding-window' })
    const remaining = async (path: string) =>
      (await call(sandbox, 'POST', path, {})).headers.get('x-ratelimit-remaining')
    expect(await remaining('/v1/accounts')).toBe('24')
    sandbox.advance(500)
    expect(await remaining('/v1/accounts')).toBe('18')
    const search = await call(sandbox, 'GET', '/v1/accounts')
    expect(search.headers.get('x-ratelimit-remaining')).toBe('24')
  })

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

import { expect, test } from 'vitest'
import { SandboxError, startSandbox } from '../../src/sandbox/sandbox.ts'
import { call, createAccount, startStill } from './calls.ts'

const noHeaders = { authorization: null, 'lightfield-version': null }

test('the state tells records as they are stored, and requests by category and status', async () => {
  await using sandbox = await startStill()
  await createAccount(sandbox, { region: 'EMEA' })
  await call(sandbox, 'POST', '/v1/accounts', { fields: {} })
  await call(sandbox, 'GET', '/v1/accounts')
  const { body } = await call(sandbox, 'GET', '/_sandbox/state', undefined, noHeaders)
  expect(body).toMatchObject({
    now: '2026-05-01T12:00:00.000Z',
    recordCounts: { account: 1, member: 6 },
    records: {
      account: [
        {
          id: 'acc_00000001',
          createdAt: '2026-05-01T12:00:00.000Z',
          trashedAt: null,
          fields: { $name: 'Acme', region: 'EMEA' },
          relationships: {},
        },
      ],
    },
    requests: {
      write: { total: 2, byStatus: { 200: 1, 400: 1 } },
      read: { total: 0, byStatus: {} },
      search: { total: 1, byStatus: { 200: 1 } },
    },
    writesPerSecond: { [Date.parse('2026-05-01T12:00:00Z') / 1000]: 2 },
  })
  expect(body).toEqual(JSON.parse(JSON.stringify(sandbox.state())))
  const short = await call(sandbox, 'GET', '/_sandbox/state?records=false', undefined, noHeaders)
  expect(short.body).toMatchObject({ recordCounts: { account: 1 }, records: {} })
})

test('the request log tells each request, oldest first, with its key', async () => {
  await using sandbox = await startStill({ requestLogSize: 2 })
  await call(sandbox, 'GET', '/v1/members')
  await call(sandbox, 'GET', '/v1/accounts?limit=1')
  await call(sandbox, 'POST', '/v1/accounts', { fields: {} }, { 'idempotency-key': 'k1' })
  const at = '2026-05-01T12:00:00.000Z'
  const search = {
    method: 'GET',
    path: '/v1/accounts?limit=1',
    category: 'search',
    status: 200,
    idempotencyKey: null,
    at,
  }
  const write = { method: 'POST', path: '/v1/accounts', category: 'write', status: 400, idempotencyKey: 'k1', at }
  const all = await call(sandbox, 'GET', '/_sandbox/requests', undefined, noHeaders)
  expect(all.body).toEqual({ requests: [search, write] })
  const last = await call(sandbox, 'GET', '/_sandbox/requests?last=1', undefined, noHeaders)
  expect(last.body).toEqual({ requests: [write] })
})

test('a reset empties the workspace, the counts and the keys', async () => {
  await using sandbox = await startStill({ limits: { write: 1 } })
  const key = { 'idempotency-key': 'k1' }
  await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect((await call(sandbox, 'POST', '/_sandbox/reset', {}, noHeaders)).status).toBe(200)
  expect(sandbox.state()).toMatchObject({ recordCounts: { member: 6 }, requests: { write: { total: 0 } } })
  const again = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Other' } }, key)
  expect(again.body.fields).toMatchObject({ $name: { value: 'Other' } })
})

test('faults can be set and cleared while the sandbox runs', async () => {
  await using sandbox = await startStill()
  await call(sandbox, 'POST', '/_sandbox/faults', [{ kind: 'status', status: 500 }], noHeaders)
  expect((await call(sandbox, 'GET', '/v1/accounts')).status).toBe(500)
  expect(sandbox.state().faults).toEqual([{ kind: 'status', status: 500 }])
  await call(sandbox, 'DELETE', '/_sandbox/faults', undefined, noHeaders)
  expect((await call(sandbox, 'GET', '/v1/accounts')).status).toBe(200)
})

test.each<[unknown, string]>([
  [{ kind: 'explode' }, 'fault 1: kind must be one of status'],
  [[{ kind: 'hang' }, 'hang'], 'fault 2: must be an object'],
  [{ kind: 'status' }, 'fault 1: status is required for kind status'],
  [{ kind: 'delay', ms: -1 }, 'fault 1: ms is not valid'],
  [{ kind: 'hang', ms: 1 }, 'fault 1: ms is not known'],
  [{ kind: 'hang', constructor: 1 }, 'fault 1: constructor is not known'],
  [{ kind: 'headers', set: { date: 1 } }, 'fault 1: set is not valid'],
  [{ kind: 'refuse' }, 'fault 1: ms is required for kind refuse'],
  [{ kind: 'error-after', status: 99, lastsMs: 'long' }, 'fault 1: status is not valid\nfault 1: lastsMs is not valid'],
  [
    { kind: 'hang', times: 0, match: { nth: { last: 1 } } },
    'fault 1: times is not valid\nfault 1: match.nth is not valid',
  ],
])('the fault %j is refused', async (fault, message) => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, 'POST', '/_sandbox/faults', fault, noHeaders)
  expect(reply.status).toBe(400)
  expect(reply.body.error).toEqual({ code: 'bad_fault', message: expect.stringContaining(message) })
  expect(sandbox.state().faults).toEqual([])
})

test('limits, others’ traffic and latency can be changed while the sandbox runs', async () => {
  const waits: number[] = []
  const sleep = async (ms: number): Promise<void> => void waits.push(ms)
  await using sandbox = await startStill({ sleep })
  const change = (settings: unknown) => call(sandbox, 'POST', '/_sandbox/settings', settings, noHeaders)
  expect((await change({ limits: { search: 2 }, latencyMs: { min: 7, max: 7 } })).status).toBe(200)
  const replies = []
  for (let n = 0; n < 3; n++) replies.push(await call(sandbox, 'GET', '/v1/accounts'))
  expect(replies.map(({ status, headers }) => [status, headers.get('x-ratelimit-limit')])).toEqual([
    [200, '2'],
    [200, '2'],
    [429, '2'],
  ])
  expect(waits).toEqual([7, 7])
  expect((await call(sandbox, 'GET', '/v1/auth/validate')).headers.get('x-ratelimit-limit')).toBe('25')
})

test.each<[unknown, string]>([
  [{ limits: { delete: 1 } }, 'limits cannot be read'],
  [{ limits: { write: -1 } }, 'limits.write must be'],
  [{ latencyMs: null, limitModel: 'none' }, 'latencyMs cannot be read\nlimitModel cannot be read'],
  [{ port: 1 }, 'not allowed'],
])('the settings %j are refused', async (settings, message) => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, 'POST', '/_sandbox/settings', settings, noHeaders)
  expect([reply.status, reply.body.error.message]).toEqual([400, expect.stringContaining(message)])
  expect((await call(sandbox, 'GET', '/v1/accounts')).headers.get('x-ratelimit-limit')).toBe('25')
})

test('the date and the reset of the limit are those of the sandbox’s own clock', async () => {
  await using sandbox = await startStill({ clockOffsetMs: -7_200_000 })
  sandbox.advance(60_000)
  const { headers } = await call(sandbox, 'GET', '/v1/accounts')
  expect(headers.get('date')).toBe('Fri, 01 May 2026 10:01:00 GMT')
  expect(headers.get('x-ratelimit-reset')).toBe(`${Date.parse('2026-05-01T10:01:01Z') / 1000}`)
  expect(sandbox.state().now).toBe('2026-05-01T10:01:00.000Z')
  const refused = await call(sandbox, 'GET', '/v1/accounts', undefined, { authorization: null })
  expect(refused.headers.get('date')).toBe('Fri, 01 May 2026 10:01:00 GMT')
})

test('the clock can be moved forward, and only forward', async () => {
  await using sandbox = await startStill()
  const moved = await call(sandbox, 'POST', '/_sandbox/clock', { advanceMs: 60_000 }, noHeaders)
  expect(moved.body).toEqual({ now: '2026-05-01T12:01:00.000Z' })
  for (const body of [{ advanceMs: -1 }, { advanceMs: 'x' }, { ms: 1 }]) {
    expect((await call(sandbox, 'POST', '/_sandbox/clock', body, noHeaders)).status).toBe(400)
  }
})

test('requests to the sandbox itself are not counted', async () => {
  await using sandbox = await startStill()
  await call(sandbox, 'GET', '/_sandbox/requests', undefined, noHeaders)
  expect((await call(sandbox, 'GET', '/_sandbox/other', undefined, noHeaders)).status).toBe(404)
  expect(sandbox.state().requests.read.total).toBe(0)
})

test('a port that is taken is an error that says so', async () => {
  await using sandbox = await startStill()
  const second = startSandbox({ port: sandbox.port })
  await expect(second).rejects.toThrow(SandboxError)
  await expect(second).rejects.toMatchObject({
    code: 'cannot_listen',
    message: expect.stringContaining(`port ${sandbox.port}`),
  })
})

test('options that make no sense are refused all at once', async () => {
  const start = startSandbox({
    port: 99_999,
    limits: { write: -1 },
    latencyMs: { min: 2, max: 1 },
    indexLagMs: Number.NaN,
    enrichAfterMs: -1,
    otherTraffic: { read: -1 },
  })
  await expect(start).rejects.toMatchObject({ code: 'bad_option' })
  await expect(start).rejects.toThrow(/limits\.write.*otherTraffic\.read.*port.*latencyMs.*indexLagMs.*enrichAfterMs/s)
})

test('closing twice is as good as once', async () => {
  const sandbox = await startStill()
  await Promise.all([sandbox.close(), sandbox.close()])
  await expect(call(sandbox, 'GET', '/_sandbox/state')).rejects.toThrow('fetch failed')
})

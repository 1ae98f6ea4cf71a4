import { describe, expect, test } from 'vitest'
import { RunStopped } from '../../src/errors.ts'
import type { WriteRequest } from '../../src/lightfield/client.ts'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { json, startApiServer } from './api-server.ts'
import { fakeClock } from './fake-clock.ts'
import { apiKey, type ClientChoices, openTestClient } from './open-client.ts'

const forever = new AbortController().signal
const ignore = async (): Promise<void> => undefined
const acme: WriteRequest = {
  object: 'account',
  recordId: null,
  body: '{"fields":{"$name":"Acme"}}',
  idempotencyKey: 'key-1',
}

/** A sandbox without limits or lag, unless told otherwise. */
function startUnlimited(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({ limits: { write: 0, read: 0, search: 0 }, indexLagMs: 0, ...options })
}

function open(sandbox: Sandbox, choices: Partial<ClientChoices> = {}) {
  return openTestClient(sandbox.url, { clock: fakeClock(), ...choices })
}

function accounts(sandbox: Sandbox) {
  return sandbox.state().records['account'] ?? []
}

describe('a write', () => {
  test('creates a record', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    const settled = await client.write(acme, ignore, forever)
    expect(settled).toMatchObject({ kind: 'done', attempts: 1, body: { id: accounts(sandbox)[0]?.id } })
    expect(client.counts()).toEqual({ requests: { write: 1, read: 0, search: 0 }, retries: 0, throttled: 0 })
  })

  test('updates the record whose id it has', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    await client.write(acme, ignore, forever)
    const recordId = accounts(sandbox)[0]?.id ?? ''
    const update = { ...acme, recordId, body: '{"fields":{"region":"North"}}', idempotencyKey: 'key-2' }
    expect(await client.write(update, ignore, forever)).toMatchObject({ kind: 'done' })
    expect(accounts(sandbox)).toMatchObject([{ id: recordId, fields: { $name: 'Acme', region: 'North' } }])
  })

  test('tells of every attempt before it leaves', async () => {
    await using sandbox = await startUnlimited({ faults: [{ kind: 'status', status: 503, times: 2 }] })
    await using client = open(sandbox)
    const seen: (readonly [number, number])[] = []
    await client.write(acme, async attempt => void seen.push([attempt, sandbox.state().requests.write.total]), forever)
    expect(seen).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ])
  })

  test('is not sent where its intent could not be written down', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    const write = client.write(acme, () => Promise.reject(new Error('the disk is full')), forever)
    await expect(write).rejects.toThrow('the disk is full')
    expect(sandbox.state().requests.write.total).toBe(0)
  })

  test('is the same to the byte on every attempt, key and all', async () => {
    await using server = await startApiServer((response, attempt, socket) => {
      if (attempt === 1) socket.resetAndDestroy()
      else if (attempt === 2) json(response, 409, { error: { type: 'idempotency_conflict' } })
      else if (attempt === 3) json(response, 429, {}, { 'retry-after': '1' })
      else json(response, 201, { id: 'acc_1' })
    })
    await using client = openTestClient(server.url, { clock: fakeClock() })
    const body = '{"fields":{"$name":"Zoë  \\u0000 — ","a":1.50}}'
    expect(await client.write({ ...acme, body }, ignore, forever)).toMatchObject({ kind: 'done', attempts: 4 })
    const sent = server.received.map(request => [
      request.method,
      request.path,
      request.headers['idempotency-key'],
      request.body,
    ])
    expect(sent).toEqual(Array(4).fill(['POST', '/v1/accounts', 'key-1', body]))
  })

  test('is sent with a key as long as the API remembers it, and no longer', async () => {
    await using sandbox = await startUnlimited()
    const clock = fakeClock()
    await using client = open(sandbox, { clock })
    const dayMs = 24 * 3_600_000
    const expired = await client.write({ ...acme, firstSentAt: clock.now() - dayMs }, ignore, forever)
    expect(expired).toMatchObject({ kind: 'lost', attempts: 0, isDelivered: 'no' })
    expect(accounts(sandbox)).toEqual([])
    const alive = await client.write({ ...acme, firstSentAt: clock.now() - dayMs + 120_000 }, ignore, forever)
    expect(alive).toMatchObject({ kind: 'done' })
  })

  test('of many at a time needs few connections', async () => {
    await using server = await startApiServer(response => json(response, 201, { id: 'acc_1' }))
    await using client = openTestClient(server.url, { clock: fakeClock(), writeRate: 500 })
    await Promise.all(Array.from({ length: 300 }, () => client.write(acme, ignore, forever)))
    expect(server.received).toHaveLength(300)
    expect(server.connections()).toBeLessThan(50)
  })
})

const settledByRetry: readonly (readonly [string, Fault])[] = [
  ['the connection was reset before anything was done', { kind: 'reset-before', times: 1 }],
  ['the connection was reset after the record was made', { kind: 'reset-after', times: 1 }],
  ['an error came after the record was made', { kind: 'error-after', status: 502, times: 1 }],
  ['the answer was cut', { kind: 'cut-json', times: 1 }],
  ['the answer had no id', { kind: 'no-id', times: 1 }],
  ['the answer was a page of HTML', { kind: 'html', times: 1 }],
  ['the answer was too large', { kind: 'huge-body', bytes: 4 * 1024 * 1024, times: 1 }],
  ['the same request was under way', { kind: 'conflict', times: 2 }],
  ['the request was redirected', { kind: 'redirect', times: 1 }],
  ...[408, 500, 502, 503, 504].map((status): [string, Fault] => [
    `a ${status} came`,
    { kind: 'status', status, times: 1 },
  ]),
  ['a 429 with Retry-After came', { kind: 'status', status: 429, retryAfter: 7, times: 1 }],
  ['a 429 with nonsense for Retry-After came', { kind: 'status', status: 429, retryAfter: 'later', times: 1 }],
]

test.each(settledByRetry)('where %s, the next attempt settles it and there is one record', async (_, fault) => {
  await using sandbox = await startUnlimited({ faults: [fault] })
  await using client = open(sandbox)
  const settled = await client.write(acme, ignore, forever)
  expect(settled).toMatchObject({ kind: 'done', attempts: (fault.times ?? 0) + 1 })
  expect(accounts(sandbox)).toHaveLength(1)
  expect(client.counts().retries).toBe(fault.times)
  expect(sandbox.state().redirectsFollowed).toEqual({ total: 0, withKey: 0 })
})

describe('a refusal', () => {
  test.each([
    ['an unknown field', '{"fields":{"$name":"A","colour":"red"}}', 400, 'unknown_field', 'colour'],
    ['a missing field', '{"fields":{}}', 400, 'parameter_missing', '$name'],
  ])('of %s says what the API says', async (_, body, status, code, param) => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    expect(await client.write({ ...acme, body }, ignore, forever)).toMatchObject({
      kind: 'refused',
      attempts: 1,
      error: { status, code, param },
    })
  })

  test('is understood without the wrapper too', async () => {
    await using sandbox = await startUnlimited({ bareErrors: true })
    await using client = open(sandbox)
    const request = { ...acme, body: '{"fields":{"colour":1}}' }
    expect(await client.write(request, ignore, forever)).toMatchObject({ kind: 'refused', error: { param: 'colour' } })
  })

  test.each([404, 409, 413, 422])('with %i is the row’s, and not sent again', async status => {
    await using sandbox = await startUnlimited({ faults: [{ kind: 'status', status }] })
    await using client = open(sandbox)
    expect(await client.write(acme, ignore, forever)).toMatchObject({ kind: 'refused', error: { status }, attempts: 1 })
  })

  test('of the key stops the run', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox, { transport: { apiKey: 'sk_lf_other' } })
    const settled = await client.write(acme, ignore, forever)
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'key_refused' }, attempts: 1, isDelivered: 'no' })
    expect(JSON.stringify(settled)).not.toContain('sk_lf_other')
  })

  test.each<[string, string | null, string]>([
    ['a create', null, 'accounts:create'],
    ['an update', 'acc_1', 'accounts:update'],
  ])('of the scope stops the run and names the scope of %s', async (_, recordId, scope) => {
    await using sandbox = await startUnlimited({
      apiKeys: [{ key: apiKey, scopes: ['contacts:read'], subjectType: 'workspace' }],
    })
    await using client = open(sandbox)
    const settled = await client.write({ ...acme, recordId }, ignore, forever)
    if (settled.kind !== 'halted') throw new Error(`it was ${settled.kind}`)
    expect(settled.error.code).toBe('scope_missing')
    expect(settled.error.message).toContain(`the scope ${scope}`)
  })
})

describe('an API that does not answer', () => {
  test('is given up after as long as was said', async () => {
    await using sandbox = await startUnlimited({ faults: [{ kind: 'status', status: 503 }] })
    const clock = fakeClock()
    const startedAt = clock.now()
    await using client = open(sandbox, { clock, retry: { giveUpAfterMs: 10_000 } })
    const settled = await client.write(acme, ignore, forever)
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'api_unreachable' }, isDelivered: 'unknown' })
    expect(clock.now() - startedAt).toBeLessThanOrEqual(10_000)
    expect(clock.now() - startedAt).toBeGreaterThan(3_000)
  })

  test('was sent nothing where nobody listens', async () => {
    const sandbox = await startUnlimited()
    await sandbox.close()
    await using client = open(sandbox, { retry: { giveUpAfterMs: 5_000 } })
    const settled = await client.write(acme, ignore, forever)
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'api_unreachable' }, isDelivered: 'no' })
  })

  test('to one request, but does to others, costs that request alone', async () => {
    const faults: readonly Fault[] = [{ kind: 'reset-before', match: { path: '/v1/accounts/' } }]
    await using sandbox = await startUnlimited({ faults })
    await using client = open(sandbox)
    const others = async (): Promise<void> => void (await client.write(acme, ignore, forever))
    const settled = await client.write({ ...acme, recordId: 'acc_sick' }, others, forever)
    expect(settled).toMatchObject({ kind: 'lost', attempts: 4, isDelivered: 'unknown' })
  })
})

describe('an interrupt', () => {
  test('lets a request that is under way come to its end', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    const interrupt = new AbortController()
    const settled = await client.write(acme, async () => interrupt.abort(), interrupt.signal)
    expect(settled).toMatchObject({ kind: 'done' })
  })

  test('ends the wait for the next attempt', async () => {
    await using sandbox = await startUnlimited({ faults: [{ kind: 'reset-after' }] })
    await using client = open(sandbox)
    const interrupt = new AbortController()
    const settled = await client.write(acme, async () => interrupt.abort(), interrupt.signal)
    expect(settled).toEqual({ kind: 'interrupted', attempts: 1, isDelivered: 'unknown' })
  })
})

describe('the pace', () => {
  test('follows the limit that answers state', async () => {
    await using sandbox = await startUnlimited({ limits: { write: 7, read: 9, search: 0 } })
    await using client = open(sandbox, { writeRate: 100 })
    await client.write(acme, ignore, forever)
    await client.validateKey(1_000, forever)
    expect(client.limiter('write').limit).toBe(7)
    expect(client.limiter('read').limit).toBe(9)
    expect(client.limiter('search').limit).toBe(25)
  })

  test('of one category does not hold up another', async () => {
    await using sandbox = await startUnlimited({
      faults: [{ kind: 'status', status: 429, retryAfter: 30, match: { category: 'search' }, times: 1 }],
    })
    const clock = fakeClock()
    await using client = open(sandbox, { clock })
    const startedAt = clock.now()
    await client.list('account', [], forever)
    expect(client.limiter('search').pausedUntil).toBe(startedAt + 30_000)
    expect(client.limiter('write').pausedUntil).toBeLessThan(startedAt)
    expect(client.counts()).toEqual({ requests: { write: 0, read: 0, search: 2 }, retries: 1, throttled: 1 })
    expect(clock.slept).toContain(30_000)
  })

  test('knows how long writes take', async () => {
    const clock = fakeClock()
    await using server = await startApiServer(response => {
      clock.advance(1_500)
      json(response, 201, { id: 'acc_1' })
    })
    await using client = openTestClient(server.url, { clock })
    expect(client.latency.slowMs).toBe(0)
    await client.write(acme, ignore, forever)
    expect(client.latency.slowMs).toBe(1_500)
  })
})

describe('reading', () => {
  test('lists a page by a filter', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    for (const name of ['Acme', 'Zoë & Co?', 'Acme']) {
      const body = JSON.stringify({ fields: { $name: name } })
      await client.write({ ...acme, body, idempotencyKey: `key-${Math.random()}` }, ignore, forever)
    }
    const page = await client.list('account', [['$name', 'Zoë & Co?']], forever)
    expect(page.totalCount).toBe(1)
    expect(page.records[0]?.fields.get('$name')).toBe('Zoë & Co?')
    const first = await client.list(
      'account',
      [
        ['limit', '2'],
        ['offset', '0'],
      ],
      forever,
    )
    expect([first.records.length, first.totalCount]).toEqual([2, 3])
  })

  test('retrieves a record as it is, and null where there is none', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    await client.write(acme, ignore, forever)
    const id = accounts(sandbox)[0]?.id ?? ''
    expect((await client.retrieve('account', id, forever))?.fields.get('$name')).toBe('Acme')
    expect(await client.retrieve('account', 'acc_none', forever)).toBeNull()
  })

  test('takes an id for an id, whatever is in it', async () => {
    await using server = await startApiServer(response => json(response, 404, {}))
    await using client = openTestClient(server.url, { clock: fakeClock() })
    await client.retrieve('account', '../members?a=1', forever)
    await client.write({ ...acme, recordId: 'a/b' }, ignore, forever)
    await client.retrieve('Site plan', 'x', forever)
    expect(server.received.map(({ path }) => path)).toEqual([
      '/v1/accounts/..%2Fmembers%3Fa%3D1',
      '/v1/accounts/a%2Fb',
      '/v1/objects/Site%20plan/values/x',
    ])
  })

  test('reads the definitions of a type, and null where the API has none', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    const definitions = await client.definitions('account', forever)
    expect(definitions?.fields.get('$name')).toMatchObject({ label: 'Name', valueType: 'TEXT' })
    expect(await client.definitions('note', forever)).toBeNull()
  })

  test('lists the slugs of custom objects', async () => {
    await using server = await startApiServer(response => json(response, 200, { data: [{ objectType: 'site' }, {}] }))
    await using client = openTestClient(server.url, { clock: fakeClock() })
    expect(await client.customObjects(forever)).toEqual(['site'])
  })

  test.each<[string, Partial<ClientChoices>, Fault | null, string, RegExp]>([
    ['the key is refused', { transport: { apiKey: 'sk_lf_other' } }, null, 'key_refused', /refuses the key/],
    ['it is refused', {}, { kind: 'status', status: 400 }, 'read_refused', /refuses \/v1\/accounts \(400 sandbox\)/],
    ['it stays down', {}, { kind: 'html' }, 'api_unreachable', /cannot be reached/],
  ])('stops the run where %s', async (_, choices, fault, code, message) => {
    await using sandbox = await startUnlimited({ faults: fault === null ? [] : [fault] })
    await using client = open(sandbox, { retry: { giveUpAfterMs: 2_000 }, ...choices })
    const error: unknown = await client.list('account', [['$name', 'Secret Corp']], forever).catch(thrown => thrown)
    if (!(error instanceof RunStopped)) throw new Error('it did not stop the run')
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain('Secret')
  })

  test('ends with the reason of an interrupt', async () => {
    await using sandbox = await startUnlimited()
    await using client = open(sandbox)
    await expect(client.list('account', [], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})

describe('the first question, what the key may do,', () => {
  test('is answered with its scopes', async () => {
    const scopes = ['accounts:create', 'accounts:read']
    await using sandbox = await startUnlimited({ apiKeys: [{ key: apiKey, scopes, subjectType: 'user' }] })
    await using client = open(sandbox)
    expect(await client.validateKey(1_000, forever)).toEqual({ isActive: true, subjectType: 'user', scopes })
  })

  test('stops the run where the key is not active', async () => {
    await using server = await startApiServer(response => json(response, 200, { active: false, scopes: [] }))
    await using client = openTestClient(server.url, { clock: fakeClock() })
    await expect(client.validateKey(1_000, forever)).rejects.toMatchObject({ code: 'key_refused' })
    expect(server.received).toHaveLength(1)
  })

  test('is given up soon where nobody answers: the address may be wrong', async () => {
    const sandbox = await startUnlimited()
    await sandbox.close()
    const clock = fakeClock()
    const startedAt = clock.now()
    await using client = open(sandbox, { clock })
    await expect(client.validateKey(3_000, forever)).rejects.toMatchObject({ code: 'api_unreachable' })
    expect(clock.now() - startedAt).toBeLessThanOrEqual(3_000)
  })
})

import { describe, expect, test } from 'vitest'
import { RunStopped } from '../../src/errors.ts'
import type { WriteRequest } from '../../src/lightfield/client.ts'
import type { Outage } from '../../src/lightfield/outages.ts'
import { type Clock, systemClock } from '../../src/model/clock.ts'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type ApiServer, json, type Received, startApiServer } from './api-server.ts'
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

  test('is sent with a key as long as the API remembers it, and no longer, by the server’s clock', async () => {
    await using sandbox = await startUnlimited()
    // This machine's calendar is months behind.
    const clock = fakeClock()
    await using client = open(sandbox, { clock })
    await client.validateKey(forever)
    const serverNow = client.serverNow()
    expect(Math.abs(serverNow - Date.now())).toBeLessThan(2_000)
    const dayMs = 24 * 3_600_000
    const expired = await client.write({ ...acme, firstSentAt: serverNow - dayMs }, ignore, forever)
    expect(expired).toMatchObject({ kind: 'lost', attempts: 0, isDelivered: 'no' })
    expect(accounts(sandbox)).toEqual([])
    const alive = await client.write({ ...acme, firstSentAt: serverNow - dayMs + 6 * 60_000 }, ignore, forever)
    expect(alive).toMatchObject({ kind: 'done' })
  })

  test.each([429, 401, 503])(
    'tells the time by answers that are the API’s own: not by the Date of a %i',
    async status => {
      const threeDaysAhead = new Date(Date.now() + 3 * 86_400_000).toUTCString()
      await using server = await startApiServer((response, number) => {
        const scopes = { active: true, tokenType: 'api_key', subjectType: 'user', scopes: [] }
        if (number === 2) json(response, status, { error: { type: 'no' } }, { date: threeDaysAhead })
        else json(response, 200, number === 1 ? scopes : { id: 'acc_1' })
      })
      await using client = openTestClient(server.url, { clock: fakeClock() })
      await client.validateKey(forever)
      await client.write(acme, ignore, forever)
      expect(Math.abs(client.serverNow() - Date.now())).toBeLessThan(60_000)
    },
  )

  test('with a new key is not taken for an old one where the server’s clock turns out to be another', async () => {
    await using sandbox = await startUnlimited({ faults: [{ kind: 'conflict', times: 1 }] })
    await using client = open(sandbox)
    expect(await client.write(acme, ignore, forever)).toMatchObject({ kind: 'done', attempts: 2 })
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

describe('an answer about another record', () => {
  test.each(['acc_other', '', 7, null])('settles no update (%j)', async id => {
    await using server = await startApiServer((response, attempt) => {
      json(response, 200, { id: attempt === 1 ? id : 'acc_1' })
    })
    await using client = openTestClient(server.url, { clock: fakeClock() })
    const settled = await client.write({ ...acme, recordId: 'acc_1' }, ignore, forever)
    expect(settled).toMatchObject({ kind: 'done', attempts: 2, body: { id: 'acc_1' } })
  })

  test.each<[string, unknown, number]>([
    ['the record itself', '{"id":"acc_1"}', 1],
    ['an object without an id', '{"deleted":true}', 1],
    ['nothing', '', 1],
    ['another record', '{"id":"acc_2"}', 2],
    ['a page', '<html>Sign in</html>', 2],
    ['a list', '[]', 2],
  ])('settles no removal: answered with %s', async (_, body, attempts) => {
    await using server = await startApiServer((response, attempt) => {
      response.end(attempt === 1 ? body : '{}')
    })
    await using client = openTestClient(server.url, { clock: fakeClock() })
    const settled = await client.remove({ object: 'account', recordId: 'acc_1' }, ignore, forever)
    expect(settled).toMatchObject({ kind: 'done', attempts })
  })
})

describe('a key that is refused while many requests are under way', () => {
  test('lets none of them leave after that, of whatever kind', async () => {
    await using server = await startApiServer((response, attempt) => {
      if (attempt < 10) json(response, 200, { id: 'acc_1' })
      else json(response, 401, { error: { type: 'unauthorized', message: 'Revoked.' } })
    })
    await using client = openTestClient(server.url, { clock: fakeClock(), writeRate: 400 })
    const settled = await Promise.all([
      ...Array.from({ length: 100 }, () => client.write(acme, ignore, forever)),
      ...Array.from({ length: 20 }, () =>
        client.retrieve('account', 'acc_1', forever).catch((error: unknown) => error),
      ),
    ])
    const seen = server.received.length
    expect(seen).toBeLessThan(60)
    expect(settled).toContainEqual(expect.objectContaining({ kind: 'halted', attempts: 0, isDelivered: 'no' }))

    expect(await client.write(acme, ignore, forever)).toMatchObject({
      kind: 'halted',
      attempts: 0,
      error: { code: 'key_refused' },
    })
    await expect(client.list('account', [], forever)).rejects.toMatchObject({ code: 'key_refused' })
    await expect(client.validateKey(forever)).rejects.toMatchObject({ code: 'key_refused' })
    expect(server.received).toHaveLength(seen)
  })

  test('keeps back even what was about to leave: its intent was being written down', async () => {
    await using server = await startApiServer(response => json(response, 401, {}))
    await using client = openTestClient(server.url, { clock: fakeClock() })
    const refusedMeanwhile = async (): Promise<void> => void (await client.write(acme, ignore, forever))
    const settled = await client.write(acme, refusedMeanwhile, forever)
    expect(settled).toMatchObject({ kind: 'halted', error: { code: 'key_refused' }, attempts: 1, isDelivered: 'no' })
    expect(server.received).toHaveLength(1)
    expect(client.counts().requests.write).toBe(1)
  })

  test('stops all where it was a background read that met it; a missing scope stops its like alone', async () => {
    let status = 403
    await using server = await startApiServer(response => {
      if (status === 200) json(response, 200, { id: 'acc_1' })
      else json(response, status, { error: { type: 'forbidden' } })
    })
    await using client = openTestClient(server.url, { clock: fakeClock() })
    await expect(client.readBack('account', 'acc_1', forever)).rejects.toMatchObject({ code: 'scope_missing' })
    await expect(client.readBack('account', 'acc_1', forever)).rejects.toMatchObject({ code: 'scope_missing' })
    expect(server.received).toHaveLength(1)
    status = 200
    expect(await client.write(acme, ignore, forever)).toMatchObject({ kind: 'done' })

    status = 401
    await using other = openTestClient(server.url, { clock: fakeClock() })
    await expect(other.readBack('account', 'acc_1', forever)).rejects.toMatchObject({ code: 'key_refused' })
    expect(await other.write(acme, ignore, forever)).toMatchObject({ kind: 'halted', attempts: 0 })
  })
})

describe('an outage', () => {
  /**
   * A clock on which waiting takes so small a part of its time, so that requests and answers keep their order. What the
   * machine takes for them is long on it: a patience that is not to end must be out of its reach.
   */
  function hurriedClock(speed = 1_000): Clock {
    const startedAt = performance.now()
    const now = (): number => Date.parse('2026-05-01') + (performance.now() - startedAt) * speed
    return {
      now,
      random: Math.random,
      sleep: (ms, signal) => systemClock.sleep(Math.ceil(ms / speed), signal),
    }
  }

  test('is probed by one request at a time, told once, and over for all with the first answer', async () => {
    let isDown = true
    let isProbing = false
    let underWay = 0
    let mostUnderWay = 0
    const told: (Outage | null)[] = []
    await using server = await startApiServer(response => {
      underWay += 1
      if (isProbing) mostUnderWay = Math.max(mostUnderWay, underWay)
      setTimeout(() => {
        underWay -= 1
        if (isDown) json(response, 503, {})
        else json(response, 200, { id: 'acc_1' })
      }, 2)
    })
    await using client = openTestClient(server.url, {
      clock: hurriedClock(),
      writeRate: 1_000,
      retry: { giveUpAfterMs: 360_000_000 },
      onOutage: outage => told.push(outage),
    })
    const writes = Array.from({ length: 40 }, (_, index) =>
      client.write({ ...acme, idempotencyKey: `key-${index}` }, ignore, forever),
    )
    while (told.length === 0) await new Promise(setImmediate)
    expect(client.outage).toMatchObject({ reason: 'status 503' })
    // What had left already comes to its end first.
    const before = server.received.length
    while (server.received.length < before + 40 || underWay > 0) await new Promise(setImmediate)
    isProbing = true
    while (server.received.length < before + 80) await new Promise(setImmediate)
    expect(mostUnderWay).toBe(1)
    isProbing = false
    isDown = false
    for (const settled of await Promise.all(writes)) expect(settled).toMatchObject({ kind: 'done' })
    expect(told).toEqual([{ reason: 'status 503', sinceMs: expect.any(Number) }, null])
    expect(client.outage).toBeNull()
  })

  test('of writes is not taken for over because reads are answered', async () => {
    await using sandbox = await startUnlimited({
      faults: [{ kind: 'status', status: 503, match: { category: 'write' } }],
    })
    await using client = open(sandbox, { retry: { giveUpAfterMs: 30_000, maxFailures: 100 } })
    const reading = async (): Promise<void> => void (await client.customObjects(forever))
    const settled = await Promise.all([
      client.write(acme, reading, forever),
      client.write({ ...acme, idempotencyKey: 'key-2' }, reading, forever),
    ])
    for (const one of settled) expect(one).toMatchObject({ kind: 'halted', error: { code: 'api_unreachable' } })
  })

  describe('is not made of requests that fail by themselves:', () => {
    const isSick = ({ body, path }: Received): boolean => /sick/.test(body + path)
    const write = (name: string, more: Partial<WriteRequest> = {}): WriteRequest => ({
      ...acme,
      ...more,
      body: JSON.stringify({ fields: { $name: name } }),
      idempotencyKey: name,
    })

    async function startSickServer(): Promise<ApiServer> {
      const server = await startApiServer((response, attempt) => {
        const request = server.received[attempt - 1]
        if (request !== undefined && isSick(request)) json(response, 500, {})
        else json(response, 200, { id: 'acc_1', active: true, scopes: [] })
      })
      return server
    }

    test.each([
      ['among others', [3, 11]],
      ['at the end', [28, 29]],
      ['several of them', [1, 4, 9, 16, 22]],
    ])('%s they are given up, and all others go through', async (_, sick) => {
      await using server = await startSickServer()
      await using client = openTestClient(server.url, {
        clock: hurriedClock(100),
        retry: { maxFailures: 12, giveUpAfterMs: 60_000_000 },
      })
      const settled = await Promise.all(
        Array.from({ length: 30 }, (_, row) =>
          client.write(write(`${sick.includes(row) ? 'sick' : 'well'} ${row}`), ignore, forever),
        ),
      )
      expect(settled.flatMap(({ kind }, row) => (kind === 'lost' ? [row] : []))).toEqual(sick)
      expect(settled.filter(({ kind }) => kind === 'done')).toHaveLength(30 - sick.length)
    })

    test('those in doubt from earlier runs are given up however many, even in a short time, and a new one goes through', async () => {
      await using server = await startSickServer()
      await using client = openTestClient(server.url, {
        clock: hurriedClock(100),
        retry: { maxFailures: 12, giveUpAfterMs: 20_000 },
      })
      const inDoubt = Array.from({ length: 6 }, (_, row) =>
        client.write(write(`sick ${row}`, { isInDoubt: true }), ignore, forever),
      )
      for (const one of await Promise.all(inDoubt)) expect(one).toMatchObject({ kind: 'lost', isDelivered: 'unknown' })
      expect(await client.write(write('well'), ignore, forever)).toMatchObject({ kind: 'done' })
    })

    test('a record that cannot be read is given up, though others were given up before it', async () => {
      await using server = await startSickServer()
      await using client = openTestClient(server.url, {
        clock: hurriedClock(100),
        retry: { maxFailures: 12, giveUpAfterMs: 60_000_000 },
      })
      const unanswered = { message: expect.stringContaining('does not answer /v1/accounts/sick') }
      await client.retrieve('account', 'well', forever)
      await expect(client.readBack('account', 'sick_1', forever)).rejects.toMatchObject(unanswered)
      await client.retrieve('account', 'well', forever)
      await expect(client.readBack('account', 'sick_2', forever)).rejects.toMatchObject(unanswered)
    })
  })

  test('of writes is waited out, though the API answers the question about the key', async () => {
    await using server = await startApiServer((response, attempt) => {
      const isWrite = server.received[attempt - 1]?.method === 'POST'
      json(response, isWrite ? 503 : 200, { active: true, scopes: [] })
    })
    await using client = openTestClient(server.url, {
      clock: hurriedClock(),
      retry: { maxFailures: 12, giveUpAfterMs: 120_000 },
    })
    const writes = Array.from({ length: 10 }, (_, row) =>
      client.write({ ...acme, idempotencyKey: `key-${row}` }, ignore, forever),
    )
    for (const settled of await Promise.all(writes)) expect(settled).toMatchObject({ kind: 'halted' })
  })

  test('is told long before the first answer is late', async () => {
    const told: (Outage | null)[] = []
    const unanswered: (() => void)[] = []
    await using server = await startApiServer(response => {
      unanswered.push(() => json(response, 200, { id: 'acc_1' }))
    })
    await using client = openTestClient(server.url, { clock: hurriedClock(), onOutage: outage => told.push(outage) })
    const write = client.write(acme, ignore, forever)
    await expect.poll(() => told, { timeout: 20_000 }).toMatchObject([{ reason: 'no answer for 10 s' }])
    for (const answer of unanswered) answer()
    expect(await write).toMatchObject({ kind: 'done', attempts: 1 })
    expect(told.at(-1)).toBeNull()
  })

  test('of the very first request is told by its error alone', async () => {
    const told: unknown[] = []
    const sandbox = await startUnlimited()
    await sandbox.close()
    await using client = open(sandbox, { onOutage: outage => told.push(outage) })
    await expect(client.validateKey(forever)).rejects.toMatchObject({ code: 'api_unreachable' })
    expect(told).toEqual([])
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
    await client.validateKey(forever)
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
    await using server = await startApiServer(response => json(response, 404, { type: 'not_found' }))
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

  test('ends with it at once where the answer does not come: nothing is lost with it', async () => {
    await using sandbox = await startUnlimited({ faults: [{ kind: 'hang' }] })
    await using client = open(sandbox, { transport: { answerTimeoutMs: 600_000 } })
    const interrupt = new AbortController()
    const list = client.list('account', [], interrupt.signal)
    await expect.poll(() => sandbox.state().requests.search.total).toBe(1)
    interrupt.abort(new Error('enough'))
    await expect(list).rejects.toThrow('enough')
  })
})

describe('the first question, what the key may do,', () => {
  test('is answered with its scopes', async () => {
    const scopes = ['accounts:create', 'accounts:read']
    await using sandbox = await startUnlimited({ apiKeys: [{ key: apiKey, scopes, subjectType: 'user' }] })
    await using client = open(sandbox)
    expect(await client.validateKey(forever)).toEqual({ isActive: true, subjectType: 'user', scopes })
  })

  test('stops the run where the key is not active', async () => {
    await using server = await startApiServer(response => json(response, 200, { active: false, scopes: [] }))
    await using client = openTestClient(server.url, { clock: fakeClock() })
    await expect(client.validateKey(forever)).rejects.toMatchObject({ code: 'key_refused' })
    expect(server.received).toHaveLength(1)
  })

  test('is given up soon where nobody answers: the address may be wrong', async () => {
    const sandbox = await startUnlimited()
    await sandbox.close()
    const clock = fakeClock()
    const startedAt = clock.now()
    await using client = open(sandbox, { clock })
    await expect(client.validateKey(forever)).rejects.toMatchObject({ code: 'api_unreachable' })
    expect(clock.now() - startedAt).toBeLessThanOrEqual(5_000)
  })
})

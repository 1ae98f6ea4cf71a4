import { expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { call, startStill } from './calls.ts'

const create = (sandbox: Sandbox) => call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } })

function accounts(sandbox: Sandbox): number {
  return sandbox.state().recordCounts['account'] ?? 0
}

test.each<[Fault, number, number]>([
  [{ kind: 'status', status: 503 }, 503, 0],
  [{ kind: 'error-after', status: 504 }, 504, 1],
  [{ kind: 'error-after' }, 500, 1],
  [{ kind: 'error-after', status: 408 }, 408, 1],
  [{ kind: 'error-after', status: 425 }, 425, 1],
  [{ kind: 'status', status: 408 }, 408, 0],
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

test('error-after can say what a gateway says', async () => {
  const headers = { 'content-type': 'text/html' }
  const fault: Fault = { kind: 'error-after', status: 200, body: '<html></html>', retryAfter: -1, headers }
  await using sandbox = await startStill({ faults: [fault] })
  const reply = await create(sandbox)
  expect([reply.status, reply.headers.get('retry-after'), reply.body]).toEqual([200, '-1', '<html></html>'])
  expect([reply.headers.get('content-type'), accounts(sandbox)]).toEqual(['text/html', 1])
})

test('headers changes those of the answer, or takes them away', async () => {
  const set = { 'x-ratelimit-limit': 'many', date: null }
  await using sandbox = await startStill({ faults: [{ kind: 'headers', set }] })
  const reply = await create(sandbox)
  expect([reply.status, reply.body.id]).toEqual([200, 'acc_00000001'])
  expect(['x-ratelimit-limit', 'x-ratelimit-remaining', 'date'].map(name => reply.headers.get(name))).toEqual([
    'many',
    '24',
    null,
  ])
})

test.each<[Fault, unknown]>([
  [{ kind: 'wrong-id' }, 'acc_99999999'],
  [{ kind: 'wrong-id', id: 7 }, 7],
  [{ kind: 'wrong-id', id: null }, null],
  [{ kind: 'wrong-id', id: '' }, ''],
])('%j writes and answers with that id', async (fault, id) => {
  await using sandbox = await startStill({ faults: [fault] })
  expect((await create(sandbox)).body.id).toBe(id)
  expect(accounts(sandbox)).toBe(1)
})

test('echo-key says the key in every part of its refusal', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'echo-key', status: 422 }] })
  const { status, body } = await create(sandbox)
  expect([status, accounts(sandbox)]).toEqual([422, 0])
  expect(Object.values(body.error).filter(text => text.includes('Bearer sk_lf_sandbox'))).toHaveLength(3)
})

test('gzip compresses an answer that nobody wanted compressed', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'gzip' }] })
  const reply = await create(sandbox)
  expect([reply.headers.get('content-encoding'), reply.body.id]).toEqual(['gzip', 'acc_00000001'])
})

test('bad-utf8 writes and answers with an id that is no text', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'bad-utf8' }] })
  expect((await create(sandbox)).body.id).toBe('acc_0000000\ufffd')
  expect(accounts(sandbox)).toBe(1)
})

test('refuse cuts every connection, and lets nobody in until its time is over', async () => {
  const over = Promise.withResolvers<void>()
  const faults: Fault[] = [{ kind: 'refuse', ms: 5000, times: 1, match: { method: 'POST' } }]
  await using sandbox = await startStill({ faults, sleep: () => over.promise })
  await expect(create(sandbox)).rejects.toThrow('fetch failed')
  await expect(create(sandbox)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  over.resolve()
  await expect
    .poll(() =>
      create(sandbox).then(
        reply => reply.status,
        () => null,
      ),
    )
    .toBe(200)
  expect(accounts(sandbox)).toBe(1)
})

test('a sandbox that refuses can be closed', async () => {
  const sandbox = await startStill({ faults: [{ kind: 'refuse', ms: 60_000 }] })
  await expect(create(sandbox)).rejects.toThrow('fetch failed')
  await sandbox.close()
  await expect(create(sandbox)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})

test('commit-late breaks off, and writes for a client that is gone; its key is taken meanwhile', async () => {
  const late = Promise.withResolvers<void>()
  await using sandbox = await startStill({
    faults: [{ kind: 'commit-late', ms: 9, times: 1 }],
    sleep: () => late.promise,
  })
  const send = () => call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, { 'idempotency-key': 'k' })
  await expect(send()).rejects.toThrow('fetch failed')
  const meanwhile = await send()
  expect([meanwhile.status, meanwhile.body.error.type, accounts(sandbox)]).toEqual([409, 'idempotency_conflict', 0])
  late.resolve()
  await expect.poll(() => accounts(sandbox)).toBe(1)
  expect((await send()).body.id).toBe('acc_00000001')
  expect(accounts(sandbox)).toBe(1)
})

test('commit-late refuses at once what needs no work to be refused', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'commit-late', ms: 60_000 }] })
  expect((await call(sandbox, 'POST', '/v1/accounts', '{')).status).toBe(400)
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

test('drip-headers sends all of its answer a byte a second', async () => {
  const waits: number[] = []
  const sleep = async (ms: number): Promise<void> => void waits.push(ms)
  await using sandbox = await startStill({ faults: [{ kind: 'drip-headers' }], sleep })
  const reply = await create(sandbox)
  expect(reply.body.id).toBe('acc_00000001')
  expect(new Set(waits)).toEqual(new Set([1000]))
  expect(waits.length).toBeGreaterThan(Number(reply.headers.get('content-length')) + 'HTTP/1.1 200 OK'.length)
})

test('huge-body goes on for as many bytes as asked', async () => {
  await using sandbox = await startStill({ faults: [{ kind: 'huge-body', bytes: 1_000_000 }] })
  const reply = await create(sandbox)
  expect(JSON.stringify(reply.body).length).toBe(1_000_000 + '{"filler":""}'.length)
  expect(accounts(sandbox)).toBe(1)
})

test('redirect can lead elsewhere, in other words', async () => {
  const location = 'https://elsewhere.example/v1'
  await using sandbox = await startStill({ faults: [{ kind: 'redirect', status: 301, location }] })
  const reply = await create(sandbox)
  expect([reply.status, reply.headers.get('location')]).toEqual([301, location])
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

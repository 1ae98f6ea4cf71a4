import { expect, test } from 'vitest'
import { call, createAccount, startStill } from './calls.ts'

const dayMs = 24 * 60 * 60 * 1000
const key = { 'idempotency-key': 'k1' }

test('the same key gets the first answer again and writes nothing, whatever the payload', async () => {
  await using sandbox = await startStill()
  const first = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  const again = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  const edited = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Other' } }, key)
  expect(again.body).toEqual(first.body)
  expect(edited.body).toEqual(first.body)
  expect(sandbox.state().recordCounts['account']).toBe(1)
})

test('the first answer comes back as it was, even after the record has changed', async () => {
  await using sandbox = await startStill()
  const first = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  await call(sandbox, 'POST', `/v1/accounts/${first.body.id}`, { fields: { $name: 'Acme SA' } })
  const again = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect(again.body).toEqual(first.body)
})

test.each([
  ['just before 24 hours the key is remembered', dayMs - 1, 1],
  ['at 24 hours the key is a new request', dayMs, 2],
])('%s', async (_, passedMs, records) => {
  await using sandbox = await startStill()
  await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  sandbox.advance(passedMs)
  await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect(sandbox.state().recordCounts['account']).toBe(records)
})

test('object types, and creates and updates, do not share their keys', async () => {
  await using sandbox = await startStill()
  const account = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  const contact = await call(sandbox, 'POST', '/v1/contacts', { fields: {} }, key)
  const update = await call(sandbox, 'POST', `/v1/accounts/${account.body.id}`, { fields: { $name: 'New' } }, key)
  expect(contact.body.id).toBe('con_00000001')
  expect(update.body.fields).toMatchObject({ $name: { value: 'New' } })
})

test('a key whose request failed may try again', async () => {
  await using sandbox = await startStill()
  const failed = await call(sandbox, 'POST', '/v1/accounts', { fields: {} }, key)
  const mended = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect([failed.status, mended.status]).toEqual([400, 200])
})

test('while the first request is worked on, the same key is a conflict and another key is not', async () => {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  let sleeps = 0
  const sleep = (): Promise<void> => {
    sleeps += 1
    if (sleeps > 1) return Promise.resolve()
    begun.resolve()
    return goOn.promise
  }
  await using sandbox = await startStill({ latencyMs: 1, sleep })
  const first = call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  await begun.promise
  const conflict = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect([conflict.status, conflict.body.error.type]).toEqual([409, 'idempotency_conflict'])
  expect(await createAccount(sandbox)).toBe('acc_00000001')
  goOn.resolve()
  const answered = await first
  expect(answered.body.id).toBe('acc_00000002')
  const again = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect(again.body.id).toBe('acc_00000002')
})

test('a client that hangs up does not undo its request', async () => {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const sleep = (): Promise<void> => {
    begun.resolve()
    return goOn.promise
  }
  await using sandbox = await startStill({ latencyMs: 1, sleep })
  const hangUp = new AbortController()
  const lost = fetch(`${sandbox.url}/v1/accounts`, {
    method: 'POST',
    body: '{"fields":{"$name":"Acme"}}',
    signal: hangUp.signal,
    headers: {
      authorization: 'Bearer sk_lf_sandbox',
      'lightfield-version': '2026-03-01',
      'content-type': 'application/json',
      ...key,
    },
  })
  await begun.promise
  hangUp.abort()
  await expect(lost).rejects.toThrow()
  goOn.resolve()
  const settled = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect(settled.status).toBe(200)
  expect(sandbox.state().recordCounts['account']).toBe(1)
})

test.each([
  ['255 characters', 255, 200],
  ['256 characters', 256, 400],
])('a key of %s gets the status it should', async (_, length, status) => {
  await using sandbox = await startStill()
  const headers = { 'idempotency-key': 'k'.repeat(length) }
  const reply = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, headers)
  expect(reply.status).toBe(status)
  if (status === 400) expect(reply.body.error.code).toBe('idempotency_key_too_long')
})

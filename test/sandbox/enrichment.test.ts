import { expect, test } from 'vitest'
import { call, createAccount, startStill } from './calls.ts'

const summary = { $howTheyMakeMoney: { value: expect.any(String) } }
const noSummary = { $howTheyMakeMoney: { value: null } }

test('a while after its creation an account has its summary and a new time of update', async () => {
  await using sandbox = await startStill({ enrichAfterMs: 30_000 })
  const id = await createAccount(sandbox)
  const retrieve = async () => (await call(sandbox, 'GET', `/v1/accounts/${id}`)).body
  sandbox.advance(29_999)
  expect(await retrieve()).toMatchObject({ updatedAt: null, fields: noSummary })
  sandbox.advance(60_000)
  expect(await retrieve()).toMatchObject({ updatedAt: '2026-05-01T12:00:30.000Z', fields: summary })
})

test('an update after that keeps the summary; one before it does not put it off', async () => {
  await using sandbox = await startStill({ enrichAfterMs: 30_000 })
  const id = await createAccount(sandbox)
  const update = async (region: string) =>
    (await call(sandbox, 'POST', `/v1/accounts/${id}`, { fields: { region } })).body
  sandbox.advance(20_000)
  expect(await update('EMEA')).toMatchObject({ fields: noSummary })
  sandbox.advance(20_000)
  expect(await update('APAC')).toMatchObject({ updatedAt: '2026-05-01T12:00:40.000Z', fields: summary })
})

test('lists and the state show it too, lists after their lag', async () => {
  await using sandbox = await startStill({ enrichAfterMs: 30_000, indexLagMs: 1000 })
  await createAccount(sandbox)
  const listed = async () => (await call(sandbox, 'GET', '/v1/accounts')).body.data[0]
  sandbox.advance(30_999)
  expect(await listed()).toMatchObject({ fields: noSummary })
  expect(sandbox.state().records['account']?.[0]?.updatedAt).toBe('2026-05-01T12:00:30.000Z')
  sandbox.advance(1)
  expect(await listed()).toMatchObject({ fields: summary })
})

test('nothing happens to accounts in the trash, to other types, or without the option', async () => {
  await using enriching = await startStill({ enrichAfterMs: 0 })
  await using plain = await startStill()
  await call(enriching, 'POST', '/v1/contacts', { fields: {} })
  await createAccount(plain)
  plain.advance(1_000_000)
  expect(enriching.state().records['contact']?.[0]?.updatedAt).toBeNull()
  expect(plain.state().records['account']?.[0]?.updatedAt).toBeNull()

  await using late = await startStill({ enrichAfterMs: 1000 })
  const id = await createAccount(late)
  await call(late, 'DELETE', `/v1/accounts/${id}`)
  late.advance(1000)
  expect(late.state().records['account']?.[0]).toMatchObject({ updatedAt: null, fields: { $name: 'Acme' } })
})

test('a reset forgets what was still to be done', async () => {
  await using sandbox = await startStill({ enrichAfterMs: 1000 })
  await createAccount(sandbox)
  sandbox.advance(500)
  sandbox.reset()
  await createAccount(sandbox)
  sandbox.advance(500)
  expect(sandbox.state().records['account']?.[0]?.updatedAt).toBeNull()
  sandbox.advance(500)
  expect(sandbox.state().records['account']?.[0]?.updatedAt).not.toBeNull()
})

import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { call, createAccount, type Reply, startStill } from './calls.ts'

async function merge(sandbox: Sandbox, body: unknown): Promise<Reply> {
  return call(sandbox, 'POST', '/_sandbox/merge', body, { authorization: null, 'lightfield-version': null })
}

async function linksOf(sandbox: Sandbox, path: string): Promise<Record<string, readonly string[] | undefined>> {
  const { relationships } = (await call(sandbox, 'GET', path)).body
  return Object.fromEntries(Object.entries(relationships).map(([key, links]) => [key, links?.values]))
}

test('of two merged records one is gone, and its links are those of the other', async () => {
  await using sandbox = await startStill({ indexLagMs: 0 })
  const [gone, kept] = [await createAccount(sandbox, { $name: 'Gone' }), await createAccount(sandbox)]
  const post = async (path: string, fields: object, relationships: object) =>
    (await call(sandbox, 'POST', path, { fields, relationships })).body.id
  const contact = await post('/v1/contacts', {}, { $account: gone })
  const deal = await post(
    '/v1/opportunities',
    { $name: 'Deal', $stage: 'Lead' },
    { $account: gone, partners: [kept, gone] },
  )
  const child = await post('/v1/accounts', { $name: 'Child' }, { parentAccount: gone })
  sandbox.advance(5000)

  expect((await merge(sandbox, { object: 'account', id: gone, into: kept })).status).toBe(200)

  expect(await linksOf(sandbox, `/v1/accounts/${kept}`)).toMatchObject({ $contact: [contact], $opportunity: [deal] })
  expect(await linksOf(sandbox, `/v1/contacts/${contact}`)).toMatchObject({ $account: [kept] })
  expect(await linksOf(sandbox, `/v1/opportunities/${deal}`)).toMatchObject({ $account: [kept], partners: [kept] })
  expect(await linksOf(sandbox, `/v1/accounts/${child}`)).toMatchObject({ parentAccount: [kept] })
  expect((await call(sandbox, 'GET', `/v1/accounts/${kept}`)).body).toMatchObject({
    updatedAt: '2026-05-01T12:00:05.000Z',
    fields: { $name: { value: 'Acme' } },
  })
  expect((await call(sandbox, 'GET', `/v1/contacts/${contact}`)).body).toMatchObject({ updatedAt: null })
  expect((await call(sandbox, 'GET', '/v1/accounts')).body.totalCount).toBe(2)
})

test('a record that was merged away is found by nothing', async () => {
  await using sandbox = await startStill()
  const [gone, kept] = [await createAccount(sandbox), await createAccount(sandbox)]
  sandbox.merge({ object: 'account', id: gone, into: kept })
  const path = `/v1/accounts/${gone}`
  const replies = [
    await call(sandbox, 'GET', path),
    await call(sandbox, 'POST', path, { fields: {} }),
    await call(sandbox, 'DELETE', path),
  ]
  expect(replies.map(reply => reply.status)).toEqual([404, 404, 404])
  const link = await call(sandbox, 'POST', '/v1/contacts', { fields: {}, relationships: { $account: gone } })
  expect(link.body.error).toMatchObject({ code: 'relationship_entity_missing', param: '$account' })
  expect(sandbox.state().records['account']?.[0]).toMatchObject({ id: gone, mergedInto: kept })
  expect(sandbox.state().records['account']?.[1]).not.toHaveProperty('mergedInto')
})

test('where there is room for one link only, the record that stays keeps its own; none leads to itself', async () => {
  await using sandbox = await startStill()
  const [gone, kept, parent] = [
    await createAccount(sandbox),
    await createAccount(sandbox),
    await createAccount(sandbox),
  ]
  const update = (id: string, relationships: object) => call(sandbox, 'POST', `/v1/accounts/${id}`, { relationships })
  const [ada, grace] = [
    (await call(sandbox, 'POST', '/v1/contacts', { fields: {} })).body.id,
    (await call(sandbox, 'POST', '/v1/contacts', { fields: {} })).body.id,
  ]
  await update(gone, { mainContact: { replace: ada }, parentAccount: { replace: kept } })
  await update(kept, { mainContact: { replace: grace }, $owner: { replace: 'mem_00000001' } })
  await update(parent, { parentAccount: { replace: gone } })
  sandbox.merge({ object: 'account', id: gone, into: kept })
  expect(await linksOf(sandbox, `/v1/accounts/${kept}`)).toMatchObject({
    mainContact: [grace],
    parentAccount: [],
    $owner: ['mem_00000001'],
  })
  expect(await linksOf(sandbox, `/v1/accounts/${parent}`)).toMatchObject({ parentAccount: [kept] })
})

test('a deal that goes away leaves the account that the other is not of', async () => {
  await using sandbox = await startStill()
  const [first, second] = [await createAccount(sandbox), await createAccount(sandbox)]
  for (const account of [first, second]) {
    const fields = { $name: 'Deal', $stage: 'Lead' }
    await call(sandbox, 'POST', '/v1/opportunities', { fields, relationships: { $account: account } })
  }
  sandbox.merge({ object: 'opportunity', id: 'opp_00000001', into: 'opp_00000002' })
  expect(await linksOf(sandbox, `/v1/accounts/${first}`)).toMatchObject({ $opportunity: [] })
  expect(await linksOf(sandbox, `/v1/accounts/${second}`)).toMatchObject({ $opportunity: ['opp_00000002'] })
})

test.each([
  ['of a type that is not there', { object: 'deal', id: 'acc_00000001', into: 'acc_00000002' }, 'object must be'],
  ['of members', { object: 'member', id: 'mem_00000001', into: 'mem_00000002' }, 'object must be'],
  ['of a record that is not there', { object: 'account', id: 'acc_9', into: 'acc_00000001' }, 'that are there'],
  ['into the trash', { object: 'account', id: 'acc_00000001', into: 'acc_00000003' }, 'not in the trash'],
  ['with itself', { object: 'account', id: 'acc_00000001', into: 'acc_00000001' }, 'two records'],
  ['without a target', { object: 'account', id: 'acc_00000001' }, 'must be texts'],
])('a merge %s is refused', async (_, body, message) => {
  await using sandbox = await startStill()
  for (let i = 0; i < 3; i += 1) await createAccount(sandbox)
  await call(sandbox, 'DELETE', '/v1/accounts/acc_00000003')
  const before = sandbox.state().records
  const reply = await merge(sandbox, body)
  expect(reply.status).toBe(400)
  expect(reply.body.error).toEqual({ code: 'bad_merge', message: expect.stringContaining(message) })
  expect(sandbox.state().records).toEqual(before)
})

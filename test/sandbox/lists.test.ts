import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { call, createAccount, startStill } from './calls.ts'

async function idsFound(sandbox: Sandbox, path: string): Promise<string[]> {
  const reply = await call(sandbox, 'GET', path)
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  return reply.body.data.map(record => record.id)
}

test('a write shows in lists after the index lag, and in a retrieve at once', async () => {
  await using sandbox = await startStill({ indexLagMs: 1000 })
  const id = await createAccount(sandbox)
  sandbox.advance(999)
  expect(await idsFound(sandbox, '/v1/accounts')).toEqual([])
  expect((await call(sandbox, 'GET', `/v1/accounts/${id}`)).status).toBe(200)
  sandbox.advance(1)
  expect(await idsFound(sandbox, '/v1/accounts')).toEqual([id])

  await call(sandbox, 'POST', `/v1/accounts/${id}`, { fields: { $name: 'New' } })
  expect(await idsFound(sandbox, '/v1/accounts?$name=Acme')).toEqual([id])
  sandbox.advance(1000)
  expect(await idsFound(sandbox, '/v1/accounts?$name=New')).toEqual([id])
})

test('pages hold up to 25 records, in the order of creation, with the count of all', async () => {
  await using sandbox = await startStill({ indexLagMs: 0, limits: { write: 0 } })
  for (let i = 0; i < 27; i += 1) await createAccount(sandbox)
  const first = await call(sandbox, 'GET', '/v1/accounts')
  expect(first.body).toMatchObject({ object: 'list', totalCount: 27 })
  expect(first.body.data).toHaveLength(25)
  expect(await idsFound(sandbox, '/v1/accounts?offset=25')).toEqual(['acc_00000026', 'acc_00000027'])
  expect(await idsFound(sandbox, '/v1/accounts?offset=1&limit=2')).toEqual(['acc_00000002', 'acc_00000003'])
  expect(await idsFound(sandbox, '/v1/accounts?offset=27')).toEqual([])
})

test.each(['limit=0', 'limit=26', 'limit=x', 'offset=-1', 'offset=1.5'])('a page by %s is refused', async query => {
  await using sandbox = await startStill()
  expect((await call(sandbox, 'GET', `/v1/accounts?${query}`)).status).toBe(400)
})

test.each([
  ['$name=Acme', ['A']],
  ['$name[equal]=Acme', ['A']],
  ['$name[equal]=acme', []],
  ['$name[-equal]=Acme', ['B']],
  ['$name[startsWith]=be', ['B']],
  ['annualRevenue[greaterThan]=100', ['B']],
  ['annualRevenue[greaterThanOrEqual]=100', ['A', 'B']],
  ['annualRevenue[lessThan]=200.5', ['A']],
  ['annualRevenue[lessThanOrEqual]=200.5', ['A', 'B']],
  ['annualRevenue=200.5', ['B']],
  ['customerSince[lessThan]=2025-06-01T00:00:00Z', ['A']],
  ['isPartner=true', ['A']],
  ['$headcount=11-50', ['A']],
  ['$headcount=opt_account_headcount_11_50', ['A']],
  ['$website[contains]=ACME', ['A']],
  ['$website=acme', ['A']],
  ['$primaryAddress[startsWith]=1 Main', ['A']],
  ['$owner=mem_00000001', ['A']],
  ['$account-owner[equal]=mem_00000001', ['A']],
  ['$account-owner[-contains]=mem_00000001', ['B']],
  ['$name=Acme&isPartner=false', []],
])('the filter %s finds %j', async (query, expected) => {
  await using sandbox = await startStill({ indexLagMs: 0 })
  const first = await call(sandbox, 'POST', '/v1/accounts', {
    fields: {
      $name: 'Acme',
      annualRevenue: 100,
      customerSince: '2025-01-01T00:00:00Z',
      isPartner: true,
      $headcount: '11-50',
      $website: ['https://acme.example'],
      $primaryAddress: { street: '1 Main St', city: 'Springfield' },
    },
    relationships: { $owner: 'mem_00000001' },
  })
  const second = await createAccount(sandbox, { $name: 'Beta', annualRevenue: 200.5 })
  const names = new Map([
    [first.body.id, 'A'],
    [second, 'B'],
  ])
  const encoded = query.split('&').map(part => part.split('=').map(encodeURIComponent).join('='))
  const found = await idsFound(sandbox, `/v1/accounts?${encoded.join('&')}`)
  expect(found.map(id => names.get(id))).toEqual(expected)
})

test.each([
  ['$name[contains]=A', 'invalid_type'],
  ['$website[equal]=A', 'invalid_type'],
  ['$industry=Software', 'invalid_type'],
  ['isPartner=yes', 'invalid_type'],
  ['annualRevenue=much', 'invalid_type'],
  ['customerSince=2025', 'invalid_type'],
  ['$name[like]=A', 'invalid_type'],
  ['$name[equal=A', 'invalid_type'],
  ['colour=red', 'unknown_field'],
  ['constructor=red', 'unknown_field'],
])('the filter %s is refused', async (query, code) => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, 'GET', `/v1/accounts?${query}`)
  expect([reply.status, reply.body.error.code]).toEqual([400, code])
})

test('names are found whole, and e-mails also within longer ones', async () => {
  await using sandbox = await startStill({ indexLagMs: 0 })
  const create = (first: string, email: string) =>
    call(sandbox, 'POST', '/v1/contacts', { fields: { $name: { firstName: first, lastName: 'Lee' }, $email: [email] } })
  await create('Ann', 'ann@example.com')
  await create('Joann', 'joann@example.com')
  expect(await idsFound(sandbox, '/v1/contacts?$name=Ann%20Lee')).toEqual(['con_00000001'])
  expect(await idsFound(sandbox, '/v1/contacts?$email=ann@example.com')).toEqual(['con_00000001', 'con_00000002'])
})

test('members are there from the start, are only paged through, and cannot be written', async () => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, 'GET', '/v1/members?limit=1')
  expect(reply.body).toMatchObject({
    totalCount: 6,
    data: [
      {
        id: 'mem_00000001',
        fields: {
          $email: { value: 'ada.lovelace@example.com', valueType: 'EMAIL' },
          $name: { value: { firstName: 'Ada', lastName: 'Lovelace' } },
        },
      },
    ],
  })
  expect((await call(sandbox, 'GET', '/v1/members?$email=ada')).status).toBe(400)
  expect((await call(sandbox, 'DELETE', '/v1/members/mem_00000001')).status).toBe(404)
})

test('definitions tell types, options and relationships, with the same ids every time', async () => {
  await using sandbox = await startStill()
  const { body } = await call(sandbox, 'GET', '/v1/opportunities/definitions')
  expect(body).toMatchObject({
    objectType: 'opportunity',
    fieldDefinitions: {
      $stage: {
        id: 'ad_opportunity_stage',
        valueType: 'SINGLE_SELECT',
        readOnly: false,
        typeConfiguration: { options: expect.arrayContaining([expect.objectContaining({ label: 'Won' })]) },
      },
      amount: { typeConfiguration: { currency: 'USD' } },
    },
    relationshipDefinitions: { $account: { cardinality: 'HAS_ONE', objectType: 'account' } },
  })
})

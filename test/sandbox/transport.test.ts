import { expect, test } from 'vitest'
import { call, createAccount, startStill } from './calls.ts'

test.each([
  ['a missing version', { 'lightfield-version': null }, 400, 'bad_request', 'version_header'],
  ['another version', { 'lightfield-version': '2025-01-01' }, 400, 'bad_request', 'version_header'],
  ['a missing key', { authorization: null }, 401, 'unauthorized', undefined],
  ['an unknown key', { authorization: 'Bearer sk_lf_other' }, 401, 'unauthorized', undefined],
  ['a body that is not declared as JSON', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type', undefined],
])('%s is refused', async (_, headers, status, type, code) => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, headers)
  expect(reply.status).toBe(status)
  expect(reply.body.error).toMatchObject(code === undefined ? { type } : { type, code })
  expect(sandbox.state().recordCounts['account']).toBeUndefined()
})

test.each([
  ['broken JSON', '{"fields":', 'invalid_json', undefined],
  ['an array', '[]', 'invalid_type', undefined],
  ['an unknown key at the top', '{"fields":{"$name":"A"},"externalId":"1"}', 'unknown_field', 'externalId'],
  ['no fields', '{}', 'parameter_missing', 'fields'],
  ['fields that are no object', '{"fields":[]}', 'invalid_type', 'fields'],
  ['relationships that are no object', '{"fields":{"$name":"A"},"relationships":"x"}', 'invalid_type', 'relationships'],
])('a body of %s is a bad request', async (_, body, code, param) => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, 'POST', '/v1/accounts', body)
  expect([reply.status, reply.body.error.code, reply.body.error.param]).toEqual([400, code, param])
})

test.each([
  ['GET', '/v1/nothing'],
  ['GET', '/v2/accounts'],
  ['PUT', '/v1/accounts'],
  ['GET', '/v1/accounts/acc_1/opportunities'],
  ['GET', '/v1/notes/definitions'],
  ['GET', '/v1/objects/unknown/definitions'],
  ['POST', '/v1/members'],
  ['GET', '/v1/constructor'],
])('%s %s is not there', async (method, path) => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, method, path, method === 'GET' ? undefined : {})
  expect([reply.status, reply.body.error.type]).toEqual([404, 'not_found'])
})

test('a key with scopes may do what they say and is told which one it lacks', async () => {
  const key = { key: 'sk_lf_reader', scopes: ['accounts:read'], subjectType: 'user' } as const
  await using sandbox = await startStill({ apiKeys: [key] })
  const headers = { authorization: 'Bearer sk_lf_reader' }
  expect((await call(sandbox, 'GET', '/v1/accounts', undefined, headers)).status).toBe(200)

  const validated = await call(sandbox, 'GET', '/v1/auth/validate', undefined, headers)
  expect(validated.body).toEqual({
    active: true,
    tokenType: 'api_key',
    subjectType: 'user',
    scopes: ['accounts:read'],
  })

  const refused = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'A' } }, headers)
  expect([refused.status, refused.body.error.type]).toEqual([403, 'forbidden'])
  expect(refused.body.error.message).toContain('missing scope accounts:create')
  const trashed = await call(sandbox, 'DELETE', '/v1/accounts/acc_1', undefined, headers)
  expect(trashed.body.error.message).toContain('missing scope accounts:delete')
  const custom = await call(sandbox, 'GET', '/v1/objects/project', undefined, headers)
  expect(custom.status).toBe(200)
})

test('errors can come without their wrapper', async () => {
  await using sandbox = await startStill({ bareErrors: true })
  const reply = await call(sandbox, 'GET', '/v1/accounts/acc_0')
  expect(reply.body).toEqual({ type: 'not_found', message: expect.any(String) })
})

test('a body that is too large is refused and the sandbox goes on', async () => {
  await using sandbox = await startStill()
  const reply = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'x'.repeat(17 * 1024 * 1024) } })
  expect(reply.status).toBe(413)
  expect(await createAccount(sandbox)).toBe('acc_00000001')
})

test('more requests at once than allowed are turned away', async () => {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const sleep = (): Promise<void> => {
    begun.resolve()
    return goOn.promise
  }
  await using sandbox = await startStill({ maxInFlight: 1, latencyMs: 1, sleep })
  const first = call(sandbox, 'GET', '/v1/accounts')
  await begun.promise
  expect((await call(sandbox, 'GET', '/v1/accounts')).status).toBe(503)
  goOn.resolve()
  expect((await first).status).toBe(200)
  expect(sandbox.state().peakInFlight).toBe(2)
})

import { expect, test } from 'vitest'
import type { FieldSpec, Workspace } from '../../src/sandbox/sandbox.ts'
import { call, startStill } from './calls.ts'

const name: FieldSpec = { key: 'name', label: 'Name', valueType: 'TEXT' }
const email: FieldSpec = { key: 'email', label: 'E-mail', valueType: 'EMAIL', multipleValues: true, unique: true }
const code: FieldSpec = { key: 'code', label: 'Code', valueType: 'TEXT', unique: true }
const workspace: Workspace = {
  members: [],
  objects: [{ type: 'thing', label: 'Thing', fields: [name, email, code], relationships: [] }],
}
const path = '/v1/objects/thing/values'

test.each([
  ['the same text', { code: 'A-1' }, 'code'],
  ['the same text in another case', { code: 'a-1' }, 'code'],
  ['one of several values', { email: ['b@x.example', 'C@X.example'] }, 'email'],
])('a second record with %s is refused', async (_, fields, param) => {
  await using sandbox = await startStill({ workspace })
  await call(sandbox, 'POST', path, { fields: { code: 'A-1', email: ['a@x.example', 'c@x.example'] } })
  const other = await call(sandbox, 'POST', path, { fields: { code: 'B-2' } })
  for (const target of [path, `${path}/${other.body.id}`]) {
    const reply = await call(sandbox, 'POST', target, { fields })
    expect(reply.status).toBe(409)
    expect(reply.body.error).toMatchObject({ type: 'conflict', code: 'unique_violation', param })
  }
  expect(sandbox.state().recordCounts['thing']).toBe(2)
})

test('its own value, no value, other fields and values of the trash are free', async () => {
  await using sandbox = await startStill({ workspace })
  const first = await call(sandbox, 'POST', path, { fields: { name: 'One', code: 'A-1' } })
  const statuses = [
    (await call(sandbox, 'POST', `${path}/${first.body.id}`, { fields: { code: 'A-1', name: 'Uno' } })).status,
    (await call(sandbox, 'POST', path, { fields: { name: 'Uno', code: null, email: [] } })).status,
    (await call(sandbox, 'POST', path, { fields: { name: 'Uno', code: '' } })).status,
    (await call(sandbox, 'DELETE', `${path}/${first.body.id}`)).status,
    (await call(sandbox, 'POST', path, { fields: { code: 'A-1' } })).status,
  ]
  expect(statuses).toEqual([200, 200, 200, 200, 200])
})

test('the definitions say which fields are unique', async () => {
  await using sandbox = await startStill({ workspace })
  const reply = await call(sandbox, 'GET', '/v1/objects/thing/definitions')
  expect(reply.body).toMatchObject({
    fieldDefinitions: { code: { typeConfiguration: { unique: true } }, name: { typeConfiguration: {} } },
  })
})

import { expect, test } from 'vitest'
import { call, createAccount, startStill } from './calls.ts'

const deal = { $name: 'Deal', $stage: 'Lead' }

test('a create answers with every field and relationship of the type, values wrapped', async () => {
  await using sandbox = await startStill()
  const account = await createAccount(sandbox)
  const reply = await call(sandbox, 'POST', '/v1/opportunities', {
    fields: { ...deal, amount: 1200.5, closeDate: '2026-06-30T00:00:00+02:00', segments: ['SMB'] },
    relationships: { $account: account },
  })
  expect(reply.status).toBe(200)
  expect(reply.body).toMatchObject({
    id: 'opp_00000001',
    createdAt: '2026-05-01T12:00:00.000Z',
    updatedAt: null,
    httpLink: 'https://app.lightfield.example/opportunities/opp_00000001',
    externalId: null,
    fields: {
      $name: { valueType: 'TEXT', value: 'Deal' },
      $stage: { valueType: 'SINGLE_SELECT', value: 'opt_opportunity_stage_lead' },
      amount: { valueType: 'CURRENCY', value: 1200.5 },
      closeDate: { valueType: 'DATETIME', value: '2026-06-29T22:00:00.000Z' },
      segments: { valueType: 'MULTI_SELECT', value: ['opt_opportunity_segments_smb'] },
      nextStep: { valueType: 'TEXT', value: null },
    },
    relationships: {
      $account: { cardinality: 'HAS_ONE', objectType: 'account', values: [account] },
      $owner: { cardinality: 'HAS_ONE', objectType: 'member', values: [] },
    },
  })
  const retrieved = await call(sandbox, 'GET', '/v1/opportunities/opp_00000001')
  expect(retrieved.body).toEqual(reply.body)
})

test.each([
  ['a field that is not defined', { fields: { ...deal, colour: 'red' } }, 400, 'unknown_field', 'colour'],
  [
    'a field named like a property of objects',
    { fields: { ...deal, constructor: 'x' } },
    400,
    'unknown_field',
    'constructor',
  ],
  ['a read-only field', { fields: { ...deal, $opportunityStatus: 'Won' } }, 400, 'invalid_configuration', undefined],
  ['a missing required field', { fields: { $name: 'Deal' } }, 400, 'parameter_missing', '$stage'],
  ['a required field of null', { fields: { ...deal, $name: null } }, 400, 'parameter_missing', '$name'],
  ['a wrong type', { fields: { ...deal, amount: '12' } }, 400, 'invalid_type', 'amount'],
  ['a missing required relationship', { fields: deal }, 400, 'parameter_missing', '$account'],
  [
    'an empty required relationship',
    { fields: deal, relationships: { $account: [] } },
    400,
    'parameter_missing',
    '$account',
  ],
  [
    'a relationship that is not defined',
    { fields: deal, relationships: { $boss: 'x' } },
    400,
    'unknown_relationship',
    '$boss',
  ],
  [
    'a read-only relationship',
    { fields: deal, relationships: { $task: 'tsk_1' } },
    400,
    'invalid_configuration',
    '$task',
  ],
  [
    'an id that no record has',
    { fields: deal, relationships: { $account: 'acc_9' } },
    400,
    'relationship_entity_missing',
    '$account',
  ],
  [
    'two ids where one is the most',
    { fields: deal, relationships: { $account: ['acc_00000001', 'acc_00000002'] } },
    400,
    'invalid_type',
    '$account',
  ],
  [
    'a relationship that is no id',
    { fields: deal, relationships: { $account: { add: 'acc_00000001' } } },
    400,
    'invalid_type',
    '$account',
  ],
])('%s is refused and nothing is written', async (_, body, status, code, param) => {
  await using sandbox = await startStill()
  await createAccount(sandbox)
  await createAccount(sandbox)
  const reply = await call(sandbox, 'POST', '/v1/opportunities', body)
  expect([reply.status, reply.body.error.code]).toEqual([status, code])
  if (param !== undefined) expect(reply.body.error.param).toBe(param)
  expect(sandbox.state().recordCounts['opportunity']).toBeUndefined()
})

test('a link to a record in the trash is refused as inactive', async () => {
  await using sandbox = await startStill()
  const account = await createAccount(sandbox)
  await call(sandbox, 'DELETE', `/v1/accounts/${account}`)
  const reply = await call(sandbox, 'POST', '/v1/contacts', { fields: {}, relationships: { $account: account } })
  expect(reply.body.error).toMatchObject({ code: 'relationship_entity_inactive', param: '$account' })
})

test('25 related ids are the most a request may name', async () => {
  await using sandbox = await startStill({ limits: { write: 0 } })
  const contacts: string[] = []
  for (let i = 0; i < 26; i += 1) contacts.push((await call(sandbox, 'POST', '/v1/contacts', { fields: {} })).body.id)
  const create = (ids: readonly string[]) =>
    call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' }, relationships: { $contact: ids } })
  const refused = await create(contacts)
  expect([refused.status, refused.body.error.code]).toEqual([422, 'relationship_write_limit_exceeded'])
  const accepted = await create(contacts.slice(0, 25))
  expect(accepted.body.relationships).toMatchObject({ $contact: { values: contacts.slice(0, 25) } })
})

test('an update changes what it names, clears what is null, and leaves the rest', async () => {
  await using sandbox = await startStill()
  const id = await createAccount(sandbox, { region: 'EMEA', isPartner: true })
  sandbox.advance(5000)
  const reply = await call(sandbox, 'POST', `/v1/accounts/${id}`, { fields: { region: null, $name: 'Acme SA' } })
  expect(reply.body).toMatchObject({
    createdAt: '2026-05-01T12:00:00.000Z',
    updatedAt: '2026-05-01T12:00:05.000Z',
    fields: { $name: { value: 'Acme SA' }, region: { value: null }, isPartner: { value: true } },
  })
})

test.each([
  ['add', { add: ['con_00000003'] }, ['con_00000001', 'con_00000002', 'con_00000003']],
  ['add what is there', { add: 'con_00000001' }, ['con_00000001', 'con_00000002']],
  ['remove', { remove: 'con_00000001' }, ['con_00000002']],
  ['replace', { replace: ['con_00000003'] }, ['con_00000003']],
  ['replace by null', { replace: null }, []],
])('links can be changed by %s', async (_, change, expected) => {
  await using sandbox = await startStill()
  for (let i = 0; i < 3; i += 1) await call(sandbox, 'POST', '/v1/contacts', { fields: {} })
  const account = await call(sandbox, 'POST', '/v1/accounts', {
    fields: { $name: 'Acme' },
    relationships: { $contact: ['con_00000001', 'con_00000002'] },
  })
  const reply = await call(sandbox, 'POST', `/v1/accounts/${account.body.id}`, { relationships: { $contact: change } })
  expect(reply.body.relationships).toMatchObject({ $contact: { values: expected } })
})

test.each([
  ['bare ids', 'con_00000001'],
  ['an unknown operation', { set: 'con_00000001' }],
  ['two operations at once', { add: [], remove: [] }],
  ['no operation', {}],
])('an update of a relationship by %s is refused', async (_, change) => {
  await using sandbox = await startStill()
  const id = await createAccount(sandbox)
  const reply = await call(sandbox, 'POST', `/v1/accounts/${id}`, { relationships: { $contact: change } })
  expect([reply.status, reply.body.error.code]).toEqual([400, 'invalid_type'])
})

test('deleting moves to the trash, once: the record is gone from retrieves and lists, and stays in the state', async () => {
  await using sandbox = await startStill({ indexLagMs: 0 })
  const id = await createAccount(sandbox)
  const first = await call(sandbox, 'DELETE', `/v1/accounts/${id}`)
  sandbox.advance(1000)
  const second = await call(sandbox, 'DELETE', `/v1/accounts/${id}`)
  expect([first.status, second.status]).toEqual([200, 200])
  expect((await call(sandbox, 'GET', `/v1/accounts/${id}`)).status).toBe(404)
  expect((await call(sandbox, 'POST', `/v1/accounts/${id}`, { fields: {} })).status).toBe(404)
  expect((await call(sandbox, 'GET', '/v1/accounts')).body.totalCount).toBe(0)
  expect(sandbox.state().records['account']?.[0]?.trashedAt).toBe('2026-05-01T12:00:00.000Z')
  expect((await call(sandbox, 'DELETE', '/v1/accounts/acc_99')).status).toBe(404)
})

test('each object type has its own required keys', async () => {
  await using sandbox = await startStill()
  const task = await call(sandbox, 'POST', '/v1/tasks', { fields: { $title: 'Call', $status: 'TODO' } })
  expect(task.body.error).toMatchObject({ code: 'parameter_missing', param: '$assignedTo' })
  const note = await call(sandbox, 'POST', '/v1/notes', { fields: { $title: 'Said' } })
  expect(note.body.id).toBe('not_00000001')
  const project = await call(sandbox, 'POST', '/v1/objects/project/values', { fields: { name: 'Move', budget: 10 } })
  expect(project.body.id).toBe('project_00000001')
})

test('a meeting must be in the past and keeps what it was made with', async () => {
  await using sandbox = await startStill()
  const times = { $startDate: '2026-05-01T10:00:00Z', $endDate: '2026-05-01T11:00:00Z' }
  const future = await call(sandbox, 'POST', '/v1/meetings', {
    fields: { $title: 'Later', ...times, $endDate: '2026-05-01T13:00:00Z' },
  })
  expect(future.body.error).toMatchObject({ code: 'invalid_type', param: '$endDate' })
  const past = await call(sandbox, 'POST', '/v1/meetings', {
    fields: { $title: 'Earlier', ...times },
    autoCreateRecords: false,
  })
  expect(past.body).toMatchObject({ objectType: 'meeting', accessLevel: 'FULL' })
  const renamed = await call(sandbox, 'POST', `/v1/meetings/${past.body.id}`, { fields: { $title: 'Other' } })
  expect(renamed.body.error).toMatchObject({ code: 'invalid_configuration', param: '$title' })
})

test('a list holds records of its own type and tells which', async () => {
  await using sandbox = await startStill()
  const account = await createAccount(sandbox)
  const fields = { $name: 'Targets', $objectType: '$account' }
  const made = await call(sandbox, 'POST', '/v1/lists', { fields, relationships: { $accounts: [account] } })
  const members = await call(sandbox, 'GET', `/v1/lists/${made.body.id}/accounts`)
  expect(members.body).toMatchObject({ totalCount: 1, data: [{ id: account }] })
  const contact = await call(sandbox, 'POST', '/v1/contacts', { fields: {} })
  const wrong = await call(sandbox, 'POST', '/v1/lists', {
    fields,
    relationships: { $contacts: [contact.body.id] },
  })
  expect(wrong.status).toBe(400)
})

test('a workspace of one’s own takes the place of the seeded one, whatever its keys are called', async () => {
  await using sandbox = await startStill({
    workspace: {
      members: [],
      objects: [
        {
          type: 'ship',
          label: 'Ship',
          fields: [{ key: '__proto__', label: 'Proto', valueType: 'TEXT', required: true }],
          relationships: [],
        },
      ],
    },
  })
  const refused = await call(sandbox, 'POST', '/v1/objects/ship/values', { fields: {} })
  expect(refused.body.error).toMatchObject({ code: 'parameter_missing', param: '__proto__' })
  const made = await call(sandbox, 'POST', '/v1/objects/ship/values', '{"fields":{"__proto__":"x"}}')
  expect(Object.entries(made.body.fields)).toEqual([['__proto__', { valueType: 'TEXT', value: 'x' }]])
  expect((await call(sandbox, 'GET', '/v1/objects')).body).toEqual({ data: [{ objectType: 'ship', label: 'Ship' }] })
  expect((await call(sandbox, 'GET', '/v1/accounts')).status).toBe(404)
})

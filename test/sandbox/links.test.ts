import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LinkList } from '../../src/sandbox/link-list.ts'
import type { ObjectSpec, RelationshipSpec, Sandbox } from '../../src/sandbox/sandbox.ts'
import { call, createAccount, startStill } from './calls.ts'

type Links = Readonly<Record<string, unknown>>

/** Creates a record of a type and returns its id. */
async function create(sandbox: Sandbox, collection: string, relationships: Links): Promise<string> {
  const fields: Readonly<Record<string, object>> = {
    accounts: { $name: 'Acme' },
    opportunities: { $name: 'Deal', $stage: 'Lead' },
    tasks: { $title: 'Call', $status: 'TODO' },
    notes: { $title: 'Said' },
  }
  const reply = await call(sandbox, 'POST', `/v1/${collection}`, { fields: fields[collection] ?? {}, relationships })
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  return reply.body.id
}

async function linksOf(sandbox: Sandbox, path: string, key: string): Promise<readonly string[] | undefined> {
  return (await call(sandbox, 'GET', path)).body.relationships[key]?.values
}

test.each([
  ['contacts', '$account', 'accounts/acc_00000001', '$contact'],
  ['opportunities', '$account', 'accounts/acc_00000001', '$opportunity'],
  ['tasks', '$account', 'accounts/acc_00000001', '$task'],
  ['tasks', '$opportunity', 'opportunities/opp_00000001', '$task'],
  ['notes', '$account', 'accounts/acc_00000001', '$note'],
  ['notes', '$opportunity', 'opportunities/opp_00000001', '$note'],
])(
  'what %s have as %s shows in %s as %s, and is gone when it is taken away',
  async (collection, key, other, inverse) => {
    await using sandbox = await startStill()
    const account = await createAccount(sandbox)
    const isDeal = collection === 'opportunities'
    if (!isDeal) await create(sandbox, 'opportunities', { $account: account })
    const assigned = collection === 'tasks' ? { $assignedTo: 'mem_00000001' } : {}
    const target = other.split('/')[1]
    const before = (await call(sandbox, 'GET', `/v1/${other}`)).body
    const id = await create(sandbox, collection, { [key]: target, ...assigned })

    const after = (await call(sandbox, 'GET', `/v1/${other}`)).body
    expect(after.relationships[inverse]?.values).toEqual([id])
    expect(after).toMatchObject({ updatedAt: null, fields: before.fields })

    const second = await createAccount(sandbox)
    const change = isDeal ? { replace: second } : { remove: target }
    await call(sandbox, 'POST', `/v1/${collection}/${id}`, { relationships: { [key]: change } })
    expect(await linksOf(sandbox, `/v1/${other}`, inverse)).toEqual([])
    if (isDeal) expect(await linksOf(sandbox, `/v1/accounts/${second}`, inverse)).toEqual([id])
  },
)

test('contacts given to an account show it as theirs, and leave the account that they had before', async () => {
  await using sandbox = await startStill()
  const first = await createAccount(sandbox)
  const moved = await create(sandbox, 'contacts', { $account: first })
  const free = await create(sandbox, 'contacts', {})
  const second = await create(sandbox, 'accounts', { $contact: [moved, free] })
  expect(await linksOf(sandbox, `/v1/accounts/${first}`, '$contact')).toEqual([])
  expect(await linksOf(sandbox, `/v1/accounts/${second}`, '$contact')).toEqual([moved, free])
  for (const id of [moved, free]) expect(await linksOf(sandbox, `/v1/contacts/${id}`, '$account')).toEqual([second])

  await call(sandbox, 'POST', `/v1/accounts/${second}`, { relationships: { $contact: { replace: [free] } } })
  expect(await linksOf(sandbox, `/v1/contacts/${moved}`, '$account')).toEqual([])
  expect(await linksOf(sandbox, `/v1/contacts/${free}`, '$account')).toEqual([second])
})

test('lists learn of the other side when they learn of the write', async () => {
  await using sandbox = await startStill()
  const account = await createAccount(sandbox)
  sandbox.advance(1000)
  const contact = await create(sandbox, 'contacts', { $account: account })
  const found = async () => (await call(sandbox, 'GET', `/v1/accounts?$contact=${contact}`)).body.totalCount
  sandbox.advance(999)
  expect(await found()).toBe(0)
  sandbox.advance(1)
  expect(await found()).toBe(1)
})

test('the first answer comes back under its key without the links made since', async () => {
  await using sandbox = await startStill()
  const key = { 'idempotency-key': 'k1' }
  const first = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  await create(sandbox, 'contacts', { $account: first.body.id })
  const again = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme' } }, key)
  expect(again.body).toEqual(first.body)
})

test('accounts may refer to each other and to contacts in a circle', async () => {
  await using sandbox = await startStill()
  const parent = await createAccount(sandbox)
  const child = await create(sandbox, 'accounts', { parentAccount: parent })
  const contact = await create(sandbox, 'contacts', { $account: child })
  await call(sandbox, 'POST', `/v1/accounts/${child}`, { relationships: { mainContact: { replace: contact } } })
  const reply = await call(sandbox, 'POST', `/v1/accounts/${parent}`, {
    relationships: { parentAccount: { replace: child } },
  })
  expect(reply.body.relationships).toMatchObject({ parentAccount: { values: [child] } })
  expect(await linksOf(sandbox, `/v1/accounts/${child}`, 'mainContact')).toEqual([contact])
})

test('more than 25 partners come by several updates', async () => {
  await using sandbox = await startStill({ limits: { write: 0 } })
  const partners: string[] = []
  for (let i = 0; i < 30; i += 1) partners.push(await createAccount(sandbox))
  const deal = await create(sandbox, 'opportunities', { $account: partners[0], partners: partners.slice(0, 24) })
  const update = (ids: readonly string[]) =>
    call(sandbox, 'POST', `/v1/opportunities/${deal}`, { relationships: { partners: { add: ids } } })
  await update(partners.slice(24))
  expect(await linksOf(sandbox, `/v1/opportunities/${deal}`, 'partners')).toEqual(partners)
})

test('both sides are there again after a restart, as are merges and what was done in the background', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  const options = { stateFile: join(folder, 'state.jsonl'), enrichAfterMs: 1000 }
  try {
    const first = await startStill(options)
    const [one, other] = [await createAccount(first), await createAccount(first)]
    await create(first, 'contacts', { $account: one })
    first.advance(1000)
    await call(first, 'GET', `/v1/accounts/${one}`)
    first.merge({ object: 'account', id: one, into: other })
    await create(first, 'contacts', { $account: other })
    const { records } = first.state()
    await first.close()
    await using second = await startStill(options)
    expect(second.state().records).toEqual(records)
    expect(await linksOf(second, `/v1/accounts/${other}`, '$contact')).toEqual(['con_00000001', 'con_00000002'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('one to one, a link leaves both of the records that had one before', async () => {
  await using sandbox = await startStill({ workspace: { members: [], objects: things({ hasMany: false }) } })
  const [a, b, c, d] = [await thing(sandbox), await thing(sandbox), await thing(sandbox), await thing(sandbox)]
  await point(sandbox, a, b)
  await point(sandbox, c, d)
  await point(sandbox, a, d)
  expect([await ends(sandbox, a), await ends(sandbox, b), await ends(sandbox, c), await ends(sandbox, d)]).toEqual([
    { to: [d], from: [] },
    { to: [], from: [] },
    { to: [], from: [] },
    { to: [], from: [a] },
  ])
})

test('a record that is linked to itself shows on both sides of itself', async () => {
  await using sandbox = await startStill({ workspace: { members: [], objects: things({ hasMany: true }) } })
  const id = await thing(sandbox)
  await call(sandbox, 'POST', `/v1/objects/thing/values/${id}`, {
    relationships: { to: { replace: id }, from: { add: id } },
  })
  expect(await ends(sandbox, id)).toEqual({ to: [id], from: [id] })
  await point(sandbox, id, null)
  expect(await ends(sandbox, id)).toEqual({ to: [], from: [] })
})

test.each<[string, Partial<RelationshipSpec>, string]>([
  ['is not there', { inverse: 'nowhere' }, 'thing.to has an inverse that leads elsewhere'],
  ['leads to another type', { inverse: 'owner' }, 'thing.to has an inverse that leads elsewhere'],
  ['is itself', { inverse: 'to' }, 'thing.to is its own inverse'],
  ['is taken', { inverse: 'taken' }, 'a third relationship'],
])('a workspace whose inverse relationship %s is refused', async (_, to, message) => {
  const [spec] = things({ hasMany: true, to })
  const start = startStill({ workspace: { members: [], objects: spec === undefined ? [] : [spec] } })
  await expect(start).rejects.toMatchObject({ code: 'bad_option', message: expect.stringContaining(message) })
})

test('lists that share their memory do not see what was added to each other', () => {
  const one = LinkList.of(['a'])
  const two = one.plus('b')
  const otherTwo = one.plus('c')
  const three = two.plus('d')
  expect([one, two, otherTwo, three].map(list => [...list])).toEqual([['a'], ['a', 'b'], ['a', 'c'], ['a', 'b', 'd']])
  expect([one.includes('b'), two.includes('b'), three.without('a').toArray()]).toEqual([false, true, ['b', 'd']])
})

function things({ hasMany, to = { inverse: 'from' } }: { hasMany: boolean; to?: Partial<RelationshipSpec> }) {
  const one = { label: 'Link', cardinality: 'HAS_ONE', objectType: 'thing' } as const
  const relationships: RelationshipSpec[] = [
    { key: 'taken', ...one },
    { key: 'taker', ...one, inverse: 'taken' },
    { key: 'to', ...one, ...to },
    { key: 'from', ...one, cardinality: hasMany ? 'HAS_MANY' : 'HAS_ONE' },
    { key: 'owner', ...one, objectType: 'member' },
  ]
  const spec: ObjectSpec = { type: 'thing', label: 'Thing', fields: [], relationships }
  return [spec]
}

async function thing(sandbox: Sandbox): Promise<string> {
  return (await call(sandbox, 'POST', '/v1/objects/thing/values', { fields: {} })).body.id
}

async function point(sandbox: Sandbox, id: string, to: string | null): Promise<void> {
  await call(sandbox, 'POST', `/v1/objects/thing/values/${id}`, { relationships: { to: { replace: to } } })
}

async function ends(sandbox: Sandbox, id: string): Promise<object> {
  const path = `/v1/objects/thing/values/${id}`
  return { to: await linksOf(sandbox, path, 'to'), from: await linksOf(sandbox, path, 'from') }
}

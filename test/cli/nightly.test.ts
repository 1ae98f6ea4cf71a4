import { expect, test } from 'vitest'
import { byHand, fieldsOf, nightly, records } from './nights.ts'
import { openStage } from './stage.ts'

const stage = openStage()

const accounts = `
object: account
import: accounts
key: [ID]
fields:
  $name: Name
  region: { column: Region, clear: "NULL" }
  annualRevenue: { column: Revenue, decimal: "." }
`

async function accountNights(mapping = accounts) {
  const sandbox = await stage.sandbox()
  return { sandbox, night: nightly(sandbox, stage.folder(), 'accounts', mapping) }
}

const header = 'ID,Name,Region,Revenue'
const first = '/v1/accounts/acc_00000001'

test.concurrent('a file that has not changed costs no write, no search and no retrieve', async () => {
  const { night } = await accountNights()
  const file = [header, '1,Acme,EU,10', '2,Globex,US,20', '3,Initech,US,30']

  await night(file)
  const second = await night([header, file[3] ?? '', file[1] ?? '', file[2] ?? ''])

  expect(second).toMatchObject({ code: 0, outcomes: { skipped: 3 }, requests: [] })
})

test.concurrent('a changed row is an update straight to its record, with what changed alone; a new one is a create', async () => {
  const { sandbox, night } = await accountNights()
  await night([header, '1,Acme,EU,10', '2,Globex,US,20', '3,Initech,US,30'])
  await byHand(sandbox, 'POST', first, { fields: { region: 'EMEA' } })

  const second = await night([header, '1,Acme,EU,11', '2,Globex,US,20', '4,Hooli,US,40'])

  expect(second).toMatchObject({ code: 0, outcomes: { created: 1, updated: 1, skipped: 1 } })
  expect(second.requests.toSorted()).toEqual(['POST /v1/accounts', `POST ${first}`])
  expect(fieldsOf(sandbox, 'account')).toEqual([
    // The region that somebody changed in the meantime is not in the update, and so stays.
    { $name: 'Acme', region: 'EMEA', annualRevenue: 11 },
    { $name: 'Globex', region: 'US', annualRevenue: 20 },
    { $name: 'Initech', region: 'US', annualRevenue: 30 },
    { $name: 'Hooli', region: 'US', annualRevenue: 40 },
  ])
})

test.concurrent('a cell that is blank now leaves the field alone; the word of clear clears it', async () => {
  const { sandbox, night } = await accountNights()
  await night([header, '1,Acme,EU,10', '2,Globex,US,20'])

  const blank = await night([header, '1,Acme,,10', '2,Globex,US,'])
  const cleared = await night([header, '1,Acme,NULL,10', '2,Globex,US,'])

  expect(blank).toMatchObject({ code: 0, outcomes: { unchanged: 2 }, requests: [] })
  expect(cleared).toMatchObject({ code: 0, outcomes: { updated: 1, skipped: 1 }, requests: [`POST ${first}`] })
  const [acme, globex] = fieldsOf(sandbox, 'account')
  expect(acme?.['region'] ?? null).toBeNull()
  expect(globex).toEqual({ $name: 'Globex', region: 'US', annualRevenue: 20 })
})

test.concurrent('a value that goes back and forth within a day changes the record every time', async () => {
  const { sandbox, night } = await accountNights()
  const seen: unknown[] = []
  const keys: unknown[] = []
  for (const region of ['EU', 'US', 'EU', 'US', 'EU']) {
    const { keys: sent } = await night([header, `1,Acme,${region},10`])
    seen.push(fieldsOf(sandbox, 'account')[0]?.['region'])
    keys.push(...sent)
  }

  expect(seen).toEqual(['EU', 'US', 'EU', 'US', 'EU'])
  expect(new Set(keys).size).toBe(5)
})

const gone: readonly (readonly [string, (sandbox: Parameters<typeof byHand>[0]) => Promise<void>])[] = [
  ['trashed', sandbox => byHand(sandbox, 'DELETE', first)],
  ['merged', async sandbox => sandbox.merge({ object: 'account', id: 'acc_00000001', into: 'acc_00000002' })],
]

test.concurrent.each(gone)(
  'a record that was %s is told, and made anew exactly once, by another request, where the mapping says so',
  async (_, goAway) => {
    const { sandbox, night } = await accountNights()
    const made = await night([header, '1,Acme,EU,10', '2,Globex,US,20'])
    await goAway(sandbox)
    const file = [header, '1,Acme,EU,11', '2,Globex,US,20']
    const recreate = { mapping: `${accounts}gone: recreate\n` }

    const told = await night(file)
    const toldAgain = await night(file)
    const anew = await night(file, recreate)
    const after = await night(file, recreate)
    const edited = await night([header, '1,Acme,EU,12', '2,Globex,US,20'], recreate)

    expect(told).toMatchObject({ code: 1, outcomes: { failed: 1, skipped: 1 }, codes: ['record_gone'] })
    expect(toldAgain).toMatchObject({ code: 1, outcomes: { failed: 1, skipped: 1 }, codes: ['record_gone'] })
    // Somebody may have fetched it back from the trash: that is found out, without a write.
    expect([told.requests, toldAgain.requests]).toEqual([[`POST ${first}`], [`GET ${first}`]])
    expect(anew).toMatchObject({ code: 0, outcomes: { created: 1, skipped: 1 } })
    expect(anew.requests.at(-1)).toBe('POST /v1/accounts')
    expect(made.keys).not.toContain(anew.keys.at(-1))
    expect(after).toMatchObject({ code: 0, outcomes: { skipped: 2 }, requests: [] })
    expect(edited).toMatchObject({ code: 0, outcomes: { updated: 1, skipped: 1 } })
    expect(fieldsOf(sandbox, 'account').map(fields => [fields['$name'], fields['annualRevenue']])).toEqual([
      ['Globex', 20],
      ['Acme', 12],
    ])
  },
)

test.concurrent('a record that comes back from the trash is updated again on the next night', async () => {
  const { sandbox, night } = await accountNights()
  await night([header, '1,Acme,EU,10'])
  const file = [header, '1,Acme,EU,11']
  sandbox.setFaults([{ kind: 'status', status: 404, match: { category: 'write' } }])

  const told = await night(file)
  sandbox.setFaults([])
  const back = await night(file)

  expect(told).toMatchObject({ code: 1, codes: ['record_gone'] })
  expect(back).toMatchObject({ code: 0, outcomes: { updated: 1 }, requests: [`GET ${first}`, `POST ${first}`] })
})

test.concurrent('with gone: recreate from the beginning one run does it, again and again within a day', async () => {
  const { sandbox, night } = await accountNights(`${accounts}gone: recreate\n`)
  const keys: unknown[] = []
  for (const revenue of [10, 11, 12]) {
    // The same content as the first time, so that nothing but what it follows tells the creates apart.
    keys.push(...(await night([header, `1,Acme,EU,10`])).keys)
    const [record] = records(sandbox, 'account')
    await byHand(sandbox, 'DELETE', `/v1/accounts/${record?.id}`)
    keys.push(...(await night([header, `1,Acme,EU,${revenue + 90}`])).keys)
    expect(fieldsOf(sandbox, 'account')).toMatchObject([{ $name: 'Acme', annualRevenue: revenue + 90 }])
  }

  expect(records(sandbox, 'account')).toHaveLength(1)
  expect(new Set(keys).size).toBe(keys.length)
})

test.concurrent('what is written on_create stays as it was made; if_blank fills what is blank, and nothing else', async () => {
  const { sandbox, night } = await accountNights(`
object: account
import: accounts
key: [ID]
fields:
  $name: { column: Name, write: on_create }
  region: { column: Region, write: if_blank }
  annualRevenue: { column: Revenue, decimal: "." }
`)
  await night([header, '1,Acme,EU,10', '2,Globex,,20', '3,Initech,,30'])
  await byHand(sandbox, 'POST', '/v1/accounts/acc_00000003', { fields: { region: 'LATAM' } })

  const second = await night([header, '1,Acme Inc,US,11', '2,Globex,US,20', '3,Initech,US,30'])
  const third = await night([header, '1,Acme Inc,US,11', '2,Globex,US,20', '3,Initech,US,30'])

  expect(second).toMatchObject({ code: 0, outcomes: { updated: 2, unchanged: 1 } })
  expect(fieldsOf(sandbox, 'account')).toEqual([
    { $name: 'Acme', region: 'EU', annualRevenue: 11 },
    { $name: 'Globex', region: 'US', annualRevenue: 20 },
    { $name: 'Initech', region: 'LATAM', annualRevenue: 30 },
  ])
  expect(third).toMatchObject({ code: 0, outcomes: { skipped: 3 }, requests: [] })
})

test.concurrent('what was kept from being written counts as not written: it is, once the mapping says so', async () => {
  const { sandbox, night } = await accountNights(accounts.replace('Name\n', '{ column: Name, write: on_create }\n'))
  await night([header, '1,Acme,EU,10'])
  await night([header, '1,Acme Inc,EU,11'])
  const kept = fieldsOf(sandbox, 'account')

  const second = await night([header, '1,Acme Inc,EU,12'], { mapping: accounts })

  expect(kept).toEqual([{ $name: 'Acme', region: 'EU', annualRevenue: 11 }])
  expect(second).toMatchObject({ code: 0, outcomes: { updated: 1 } })
  expect(fieldsOf(sandbox, 'account')).toEqual([{ $name: 'Acme Inc', region: 'EU', annualRevenue: 12 }])
})

test.concurrent('with upsert the second night goes straight to the record: no search, no retrieve', async () => {
  const { sandbox, night } = await accountNights(`${accounts}mode: upsert\nmatch: $name\n`)
  await byHand(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme', region: 'EMEA' } })

  const one = await night([header, '1,Acme,EU,10', '2,Globex,US,20'])
  const two = await night([header, '1,Acme,EU,11', '2,Globex,US,20', '3,Initech,US,30'])
  const three = await night([header, '1,Acme,EU,11', '2,Globex,US,20', '3,Initech,US,30'])

  expect(one).toMatchObject({ code: 0, outcomes: { created: 1, updated: 1 } })
  expect(two).toMatchObject({ code: 0, outcomes: { created: 1, updated: 1, skipped: 1 } })
  expect(two.requests.filter(request => request !== 'POST /v1/accounts').toSorted()).toEqual([
    expect.stringMatching(/^GET \/v1\/accounts\?.*Initech/),
    `POST ${first}`,
  ])
  expect(three).toMatchObject({ code: 0, outcomes: { skipped: 3 }, requests: [] })
  expect(fieldsOf(sandbox, 'account')).toEqual([
    { $name: 'Acme', region: 'EU', annualRevenue: 11 },
    { $name: 'Globex', region: 'US', annualRevenue: 20 },
    { $name: 'Initech', region: 'US', annualRevenue: 30 },
  ])
})

const matched = `${accounts}mode: upsert\nmatch: $name\ngone: recreate\n`

test.concurrent('rows that had one record make one again when it is gone, not one each', async () => {
  const { sandbox, night } = await accountNights(matched)
  await night([header, '1,Acme,EU,10', '2,Acme,EU,10', '3,Acme,EU,10'])
  expect(records(sandbox, 'account')).toHaveLength(1)
  await byHand(sandbox, 'DELETE', first)

  const anew = await night([header, '1,Acme,EU,11', '2,Acme,EU,11', '3,Acme,EU,11'])
  const after = await night([header, '1,Acme,EU,11', '2,Acme,EU,11', '3,Acme,EU,11'])

  expect(anew).toMatchObject({ code: 0, outcomes: { created: 1, unchanged: 2 } })
  expect(after).toMatchObject({ code: 0, outcomes: { skipped: 3 }, requests: [] })
  expect(fieldsOf(sandbox, 'account')).toEqual([{ $name: 'Acme', region: 'EU', annualRevenue: 11 }])
})

test.concurrent('where records are matched, a row whose record was merged goes on with the one that is left', async () => {
  const { sandbox, night } = await accountNights(matched)
  await night([header, '1,Acme,EU,10'])
  await byHand(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme', region: 'EMEA' } })
  sandbox.merge({ object: 'account', id: 'acc_00000001', into: 'acc_00000002' })

  const changed = await night([header, '1,Acme,EU,11'])
  const again = await night([header, '1,Acme,EU,12'])

  expect(changed).toMatchObject({ code: 0, outcomes: { updated: 1 } })
  expect(again).toMatchObject({ code: 0, outcomes: { updated: 1 }, requests: ['POST /v1/accounts/acc_00000002'] })
  expect(fieldsOf(sandbox, 'account')).toEqual([{ $name: 'Acme', region: 'EU', annualRevenue: 12 }])
})

test.concurrent('with find-or-create a found record stays found, and costs nothing on the next night', async () => {
  const { sandbox, night } = await accountNights(`${accounts}mode: find-or-create\nmatch: $name\n`)
  await byHand(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme', region: 'EMEA' } })

  const one = await night([header, '1,Acme,EU,10'])
  const two = await night([header, '1,Acme,EU,10'])

  expect(one).toMatchObject({ code: 0, outcomes: { found: 1 } })
  expect(two).toMatchObject({ code: 0, outcomes: { skipped: 1 }, requests: [] })
  expect(fieldsOf(sandbox, 'account')).toEqual([{ $name: 'Acme', region: 'EMEA' }])
})

const contacts = `
object: contact
import: contacts
key: [ID]
fields:
  jobTitle: Title
relationships:
  $account: { column: Company ID, import: accounts }
`

const deals = `
object: opportunity
import: deals
key: [ID]
fields:
  $name: Name
  $stage: { column: Stage }
relationships:
  $account: { column: Company, find: { object: account, by: $name } }
  $owner: { column: Owner, find: { object: member, by: $email } }
`

test.concurrent('relationships cost nothing on the next night: import: goes by the ledger, find is asked for edited rows alone', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const accountNight = nightly(sandbox, folder, 'accounts', accounts)
  const contactNight = nightly(sandbox, folder, 'contacts', contacts)
  const dealNight = nightly(sandbox, folder, 'deals', deals)
  await accountNight([header, '1,Acme,EU,10', '2,Globex,US,20'])
  const contactFile = ['ID,Title,Company ID', 'c1,CEO,1', 'c2,CFO,2']
  const dealFile = [
    'ID,Name,Stage,Company,Owner',
    'd1,One,Lead,Acme,ada.lovelace@example.com',
    'd2,Two,Won,Globex,ada.lovelace@example.com',
  ]
  await contactNight(contactFile)
  await dealNight(dealFile)

  expect(await contactNight(contactFile)).toMatchObject({ outcomes: { skipped: 2 }, requests: [] })
  expect(await dealNight(dealFile)).toMatchObject({ outcomes: { skipped: 2 }, requests: [] })

  const [one = '', two = ''] = records(sandbox, 'contact').map(({ id }) => id)
  const moved = await contactNight([contactFile[0] ?? '', 'c1,CEO,2', 'c2,CFO,2'])
  expect(moved).toMatchObject({ outcomes: { updated: 1, skipped: 1 }, requests: [`POST /v1/contacts/${one}`] })
  expect(records(sandbox, 'contact').map(({ relationships }) => relationships['$account'])).toEqual([
    ['acc_00000002'],
    ['acc_00000002'],
  ])
  expect(two).not.toBe('')

  const won = await dealNight([dealFile[0] ?? '', 'd1,One,Won,Acme,ada.lovelace@example.com', dealFile[2] ?? ''])
  expect(won).toMatchObject({ code: 0, outcomes: { updated: 1, skipped: 1 } })
  expect(won.requests.filter(request => request.startsWith('POST'))).toEqual(['POST /v1/opportunities/opp_00000001'])
  expect(won.requests.filter(request => request.startsWith('GET')).every(request => request.includes('?'))).toBe(true)
})

test.concurrent('a row that is not in the file any more is left as it is', async () => {
  const { sandbox, night } = await accountNights()
  await night([header, '1,Acme,EU,10', '2,Globex,US,20'])

  const second = await night([header, '2,Globex,US,20'])

  expect(second).toMatchObject({ code: 0, outcomes: { skipped: 1 }, requests: [] })
  expect(records(sandbox, 'account')).toHaveLength(2)
})

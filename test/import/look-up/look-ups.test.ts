import { describe, expect, test } from 'vitest'
import { makeAccount } from '../../cli/deals.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { runOnce, TestClock } from '../import-run.ts'

const mapping = (find: string) => `
object: opportunity
key: [ID]
fields: { $name: ID, $stage: { value: Lead }, sourceId: ID }
relationships:
  $account: { column: Account, find: { object: account, by: $name } }
  ${find}
`

async function start(indexLagMs = 0) {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now(), indexLagMs })
  return { clock, sandbox, folder: temporaryFolder() }
}

const linksOf = (sandbox: { state(): { records: Readonly<Record<string, readonly { relationships: unknown }[]>> } }) =>
  (sandbox.state().records['opportunity'] ?? []).map(record => record.relationships)

describe('a look-up', () => {
  test('costs one search for each distinct value, however many rows name it at once', async () => {
    const base = await start()
    const ids = [await makeAccount(base.sandbox, 'Acme, "Inc."'), await makeAccount(base.sandbox, '__proto__')]
    base.clock.advance(10)
    const names = ['"Acme, ""Inc."""', '__proto__']
    const csv = `ID,Account\n${Array.from({ length: 60 }, (_, index) => `${index},${names[index % 2]}`).join('\n')}\n`

    const { summary } = await runOnce({ ...base, csv, mapping: mapping('') })

    expect(summary.outcomes.created).toBe(60)
    expect(base.sandbox.state().requests.search.total).toBe(2)
    expect(linksOf(base.sandbox)).toContainEqual({ $account: [ids[0]] })
    expect(linksOf(base.sandbox)).toContainEqual({ $account: [ids[1]] })
  })

  test('is repeated once where nothing is found, because the index lags behind writes', async () => {
    const base = await start(2_000)
    await makeAccount(base.sandbox, 'Fresh')

    const { summary } = await runOnce({ ...base, csv: 'ID,Account\n1,Fresh\n', mapping: mapping('') })

    expect(summary.outcomes.created).toBe(1)
    expect(base.sandbox.state().requests.search.total).toBe(2)
  })

  test('takes only the record that has the value to the letter', async () => {
    const base = await start()
    await makeAccount(base.sandbox, 'acme')
    base.clock.advance(10)

    const { summary, results } = await runOnce({ ...base, csv: 'ID,Account\n1,Acme\n', mapping: mapping('') })

    expect(summary.outcomes.failed).toBe(1)
    expect(results[0]?.error).toMatchObject({ code: 'look_up_not_found', param: '$account', column: 'Account' })
  })

  test('finds members by e-mail in whatever case, and reads their list once', async () => {
    const base = await start()
    await makeAccount(base.sandbox, 'Acme')
    base.clock.advance(10)
    const find = '$owner: { column: Owner, find: { object: member, by: $email } }'
    const csv = 'ID,Account,Owner\n1,Acme,ADA.Lovelace@example.com\n2,Acme,grace.hopper@example.com\n3,Acme,\n'

    const { summary } = await runOnce({ ...base, csv, mapping: mapping(find) })

    expect(summary.outcomes.created).toBe(3)
    expect(linksOf(base.sandbox).toSorted((a, b) => JSON.stringify(b).localeCompare(JSON.stringify(a)))).toEqual([
      expect.not.objectContaining({ $owner: expect.anything() }),
      expect.objectContaining({ $owner: ['mem_00000002'] }),
      expect.objectContaining({ $owner: ['mem_00000001'] }),
    ])
    expect(base.sandbox.state().requests.search.total).toBe(2)
  })

  test('that finds nothing leaves the relationship out where the mapping says so', async () => {
    const base = await start()
    await makeAccount(base.sandbox, 'Acme')
    base.clock.advance(10)
    const find = '$owner: { column: Owner, find: { object: member, by: $email, missing: omit } }'

    const { summary } = await runOnce({
      ...base,
      csv: 'ID,Account,Owner\n1,Acme,nobody@example.com\n',
      mapping: mapping(find),
    })

    expect(summary.outcomes.created).toBe(1)
  })

  test('that the API never answers fails its rows alone', async () => {
    const base = await start()
    await makeAccount(base.sandbox, 'Acme')
    base.clock.advance(10)
    base.sandbox.setFaults([{ kind: 'status', status: 500, match: { path: '/v1/contacts', category: 'search' } }])
    const find = '$champion: { column: Champion, find: { object: contact, by: $email } }'
    const run = { ...base, csv: 'ID,Account,Champion\n1,Acme,ada@example.com\n2,Acme,\n', mapping: mapping(find) }

    const { summary, results } = await runOnce(run)

    expect(summary).toMatchObject({ end: 'finished', outcomes: { created: 1, failed: 1 } })
    expect(results.find(({ row }) => row === 1)?.error).toMatchObject({
      code: 'look_up_unanswered',
      param: '$champion',
      column: 'Champion',
    })
  })

  test('of members that the API never answers stops the run: it concerns every row', async () => {
    const base = await start()
    await makeAccount(base.sandbox, 'Acme')
    base.clock.advance(10)
    base.sandbox.setFaults([{ kind: 'status', status: 500, match: { path: '/v1/members' } }])
    const find = '$owner: { column: Owner, find: { object: member, by: $email } }'
    const run = { ...base, csv: 'ID,Account,Owner\n1,Acme,ada@example.com\n', mapping: mapping(find) }

    const { summary, results } = await runOnce(run)

    expect(summary).toMatchObject({ end: 'stopped', outcomes: { pending: 1 } })
    expect(results).toMatchObject([{ row: 1, outcome: 'pending' }])
  })

  test('that failed is tried again by the next run', async () => {
    const base = await start()
    const run = { ...base, csv: 'ID,Account\n1,Late\n', mapping: mapping('') }
    const first = await runOnce(run)
    await makeAccount(base.sandbox, 'Late')
    base.clock.advance(10)
    const second = await runOnce(run)

    expect([first.summary.outcomes.failed, second.summary.outcomes.created]).toEqual([1, 1])
  })
})

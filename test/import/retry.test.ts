import { expect, test } from 'vitest'
import { makeAccount, recordsBySource } from '../cli/deals.ts'
import { sandboxFor } from '../cli/program.ts'
import { Dead, mortal } from '../reliability/model/mortal-parts.ts'
import { temporaryFolder } from '../temporary.ts'
import { type LedgerAndClient, retryOnce, runOnce, TestClock } from './import-run.ts'

const mapping = `
object: opportunity
key: [ID]
fields: { $name: Name, $stage: { value: Lead }, sourceId: ID }
relationships: { $account: { column: Account, find: { object: account, by: $name } } }
`

async function start() {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  await makeAccount(sandbox, 'Acme')
  clock.advance(10)
  return { clock, sandbox, folder: temporaryFolder(), mapping }
}

test('a row that the API refused is sent again with the same body and the same key', async () => {
  const base = await start()
  base.sandbox.setFaults([
    { kind: 'status', status: 422, times: 1, match: { path: '/v1/opportunities', method: 'POST' } },
  ])
  const refused = await runOnce({ ...base, csv: 'ID,Name,Account\n1,First,Acme\n' })
  base.clock.advance(30 * 3_600_000)

  const retried = await retryOnce(base)

  expect(retried.summary).toMatchObject({ rows: 1, outcomes: { created: 1 } })
  expect(retried.results[0]).toMatchObject({
    row: 1,
    line: 2,
    key: '1',
    idempotencyKey: refused.results[0]?.idempotencyKey,
  })
  expect((await runOnce({ ...base, csv: 'ID,Name,Account\n1,First,Acme\n' })).summary.outcomes).toMatchObject({
    skipped: 1,
  })
  expect(recordsBySource(base.sandbox)).toEqual(new Map([['1', 1]]))
})

test('a row whose record to link to was missing is looked up anew, without its file', async () => {
  const base = await start()
  await runOnce({ ...base, csv: 'ID,Name,Account\n1,First,Acme\n2,Second,Late\n' })
  const early = await retryOnce(base)
  await makeAccount(base.sandbox, 'Late')
  base.clock.advance(10)
  const late = await retryOnce(base)

  expect(early.summary).toMatchObject({ rows: 1, outcomes: { failed: 1 } })
  expect(late.summary).toMatchObject({ rows: 1, outcomes: { created: 1 } })
  expect(recordsBySource(base.sandbox)).toEqual(
    new Map([
      ['1', 1],
      ['2', 1],
    ]),
  )
})

test('an update that failed is sent again as an update', async () => {
  const base = await start()
  await runOnce({ ...base, csv: 'ID,Name,Account\n1,Old,Acme\n' })
  base.sandbox.setFaults([{ kind: 'status', status: 400, times: 1, match: { method: 'POST' } }])
  await runOnce({ ...base, csv: 'ID,Name,Account\n1,New,Acme\n' })

  const retried = await retryOnce(base)

  expect(retried.summary).toMatchObject({ outcomes: { updated: 1 } })
  expect(base.sandbox.state().records['opportunity']).toMatchObject([{ fields: { $name: 'New' } }])
})

test('what is done, invalid or a duplicate is not taken up', async () => {
  const base = await start()
  await runOnce({ ...base, csv: 'ID,Name,Account\n1,First,Acme\n1,Again,Acme\n2,,Acme\n' })
  expect((await retryOnce(base)).summary).toMatchObject({ rows: 0, end: 'finished' })
})

test('a row whose process died, and that is still not settled, is in doubt and says why', async () => {
  const run = { ...(await start()), csv: 'ID,Name,Account\n1,First,Acme\n' }
  const dying = {
    ...run,
    around: (parts: LedgerAndClient) => mortal(parts, { at: 'answered', nth: 1 }, () => undefined),
  }
  await expect(runOnce(dying)).rejects.toThrow(Dead)
  run.sandbox.setFaults([{ kind: 'status', status: 401, match: { method: 'POST' } }])

  expect((await retryOnce(run)).results).toMatchObject([{ outcome: 'in_doubt', error: { code: 'answer_lost' } }])
})

import { expect, test } from 'vitest'
import { makeAccount } from '../cli/deals.ts'
import { sandboxFor } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'
import { recordsOf, requestsOf } from './api.ts'
import { runOnce, TestClock } from './import-run.ts'

const mapping = `
object: opportunity
mode: upsert
match: sourceId
fields: { $name: Name, $stage: { value: Lead }, sourceId: ID, nextStep: Step }
relationships: { $account: { value: acc_00000001 } }
`
const header = 'ID,Name,Step\n'

async function start() {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  await makeAccount(sandbox)
  return { clock, sandbox, folder: temporaryFolder(), mapping }
}

test('without key, a row that is edited and edited back is written again each time, and then skipped', async () => {
  const base = await start()
  const outcomes: unknown[] = []
  for (const step of ['call', 'visit', 'call', 'call', 'visit', 'visit']) {
    base.clock.advance(60_000)
    const { results } = await runOnce({ ...base, csv: `${header}1,First,${step}\n` })
    outcomes.push(results[0]?.outcome)
    expect(recordsOf(base.sandbox, 'opportunity')).toMatchObject([{ fields: { nextStep: step } }])
  }
  expect(outcomes).toEqual(['created', 'updated', 'updated', 'skipped', 'updated', 'skipped'])
})

test('rows of one file that match one record are written once, not night after night', async () => {
  const run = { ...(await start()), csv: `${header}1,First,call\n1,First,visit\n1,First,visit\n` }
  await runOnce(run)
  const before = requestsOf(run.sandbox)

  expect((await runOnce(run)).summary.outcomes).toMatchObject({ skipped: 3 })
  expect(requestsOf(run.sandbox).write).toBe(before.write)
})

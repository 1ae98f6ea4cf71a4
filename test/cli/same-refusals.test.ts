import { expect, test } from 'vitest'
import { dealsMapping, makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()

/** Deals of an account that is not there, which only the API can tell. */
async function wrongDeals(count: number) {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const folder = stage.folder()
  const deals = numberedDeals(count).map(deal => ({ ...deal, account: 'acc_99999999' }))
  const files = writeDeals(folder, deals)
  const run = async (...options: readonly string[]) => {
    const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json', ...options]
    const ended = await call(args, { env: towards(sandbox) })
    return { ...ended, summary: JSON.parse(ended.stdout) }
  }
  const correct = () => writeDeals(folder, deals, dealsMapping.replace('{ column: Account }', `{ value: ${account} }`))
  return { sandbox, run, correct }
}

test.concurrent('fifty rows in a row that are refused for one reason stop the run: it is the mapping', async () => {
  const { sandbox, run, correct } = await wrongDeals(80)

  const stopped = await run('--concurrency', '4')
  correct()
  const corrected = await run()

  expect(stopped.code).toBe(3)
  expect(stopped.stderr).toContain('50 rows in a row were refused for the same reason')
  expect(stopped.stderr).toContain('relationship_entity_missing, $account, column "Account"')
  expect(stopped.stderr).toContain('the mapping is wrong, not the rows')
  // Those under way at that moment are finished.
  expect(stopped.summary.outcomes.failed).toBeGreaterThanOrEqual(50)
  expect(stopped.summary.outcomes.failed).toBeLessThan(60)
  expect(corrected).toMatchObject({ code: 0, summary: { outcomes: { created: 80 } } })
  expect(recordsBySource(sandbox).size).toBe(80)
})

test.concurrent('--max-same-errors says how many it takes, and 0 that all rows are tried', async () => {
  const { run } = await wrongDeals(60)

  const few = await run('--max-same-errors', '3', '--concurrency', '1')
  const all = await run('--max-same-errors', '0', '--retry-failed')

  expect(few).toMatchObject({ code: 3, summary: { outcomes: { failed: 3 } } })
  expect(all).toMatchObject({ code: 1, summary: { outcomes: { failed: 60 } } })
})

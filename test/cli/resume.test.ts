import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'
import { type Deal, makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, sandboxFor, towards } from './program.ts'

async function dealsOf(count: number, sandbox: Awaited<ReturnType<typeof sandboxFor>>) {
  const account = await makeAccount(sandbox)
  return writeDeals(
    temporaryFolder(),
    numberedDeals(count).map((deal): Deal => ({ ...deal, account })),
  )
}

function expectOneRecordEach(sandbox: Awaited<ReturnType<typeof sandboxFor>>, count: number): void {
  const records = recordsBySource(sandbox)
  expect(records.size).toBe(count)
  expect([...records.values()].filter(number => number !== 1)).toEqual([])
}

test('a second run over the same file sends nothing', async () => {
  const sandbox = await sandboxFor()
  const files = await dealsOf(30, sandbox)
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json']

  await call(args, { env: towards(sandbox) })
  const again = await call(args, { env: towards(sandbox) })

  expect(JSON.parse(again.stdout)).toMatchObject({
    rows: 30,
    outcomes: { skipped: 30 },
    requests: { write: 0, search: 0 },
  })
  expect(again.code).toBe(0)
})

test('answers that are lost although the request was carried out lead to no second record', async () => {
  const sandbox = await sandboxFor({
    faults: [
      { kind: 'reset-after', match: { category: 'write', nth: { every: 7 } } },
      { kind: 'error-after', status: 503, match: { category: 'write', nth: { every: 11 } } },
      { kind: 'cut-json', match: { category: 'write', nth: { every: 13 } } },
      { kind: 'reset-before', match: { category: 'write', nth: { every: 17 } } },
    ],
  })
  const files = await dealsOf(100, sandbox)

  const ended = await call(['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json'], {
    env: towards(sandbox),
  })

  expect(ended.code).toBe(0)
  expect(JSON.parse(ended.stdout).outcomes).toMatchObject({ created: 100 })
  expect(JSON.parse(ended.stdout).retries).toBeGreaterThan(10)
  expectOneRecordEach(sandbox, 100)
})

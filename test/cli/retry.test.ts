import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'
import { dealsMapping, makeAccount, recordsBySource, writeDeals } from './deals.ts'
import { call, sandboxFor, towards } from './program.ts'

const byName = dealsMapping.replace(
  '$account: { column: Account }',
  '$account: { column: Account, find: { object: account, by: $name } }',
)

test('retry sends again what failed, without its file, and tells what became of it', async () => {
  const sandbox = await sandboxFor()
  await makeAccount(sandbox, 'Acme')
  const files = writeDeals(
    temporaryFolder(),
    [
      { id: '1', account: 'Acme' },
      { id: '2', account: 'Late' },
    ],
    byName,
  )
  const first = await call(['run', files.csv, '--mapping', files.mapping, '--json'], { env: towards(sandbox) })
  await makeAccount(sandbox, 'Late')
  const retried = await call(['retry', '--mapping', files.mapping, '--json'], { env: towards(sandbox) })
  const again = await call(['retry', '--mapping', files.mapping, '--json'], { env: towards(sandbox) })

  expect([first.code, retried.code, again.code]).toEqual([1, 0, 0])
  expect(JSON.parse(retried.stdout)).toMatchObject({ import: 'deals', rows: 1, outcomes: { created: 1 } })
  expect(JSON.parse(again.stdout)).toMatchObject({ rows: 0, requests: { write: 0 } })
  expect(recordsBySource(sandbox)).toEqual(
    new Map([
      ['1', 1],
      ['2', 1],
    ]),
  )
})

test('retry makes no ledger and no import: one that is not there is said so', async () => {
  const sandbox = await sandboxFor()
  const files = writeDeals(temporaryFolder(), [{ id: '1' }])

  const none = await call(['retry', '--mapping', files.mapping], { env: towards(sandbox) })

  expect(none).toMatchObject({ code: 2, stdout: '' })
  expect(none.stderr).toContain('There is no ledger')
})

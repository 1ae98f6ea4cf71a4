import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, type Started, sandboxFor, start, towards } from './program.ts'

test('a second signal ends the run at once; what was under way is settled by the next run', async () => {
  let requests: number | null = null
  let running: Started | null = null
  const sandbox = await sandboxFor({
    latencyMs: 1,
    sleep: async () => {
      // After the key and the definitions the third request is the first write: it is carried out, and no answer comes.
      if (requests !== null && ++requests === 3) running?.child.kill('SIGINT')
    },
  })
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    temporaryFolder(),
    numberedDeals(20).map(deal => ({ ...deal, account })),
  )
  const run = ['run', files.csv, '--mapping', files.mapping, '--rate', '500', '--json']

  sandbox.setFaults([{ kind: 'hang-after', match: { category: 'write' } }])
  requests = 0
  const first = start(run, { env: towards(sandbox) })
  running = first
  let told = ''
  first.child.stderr?.on('data', text => {
    told += text
    if (told.includes('Again to stop at once')) first.child.kill('SIGINT')
  })
  const ended = await first.ended
  sandbox.setFaults([])
  const second = await call(run, { env: towards(sandbox) })

  expect(ended).toMatchObject({ code: 130, stdout: '' })
  expect(second.code).toBe(0)
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: 20 }, () => 1))
})

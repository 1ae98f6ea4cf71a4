import { expect, test } from 'vitest'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, start, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()
const rows = 60

/** An import of sixty deals, and the command that runs it. */
async function openImport(giveUpAfter: string) {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const deals = numberedDeals(rows).map(deal => ({ ...deal, account }))
  const files = writeDeals(stage.folder(), deals)
  const options = ['--rate', '200', '--give-up-after', giveUpAfter, '--json']
  return { sandbox, command: ['run', files.csv, '--mapping', files.mapping, ...options] }
}

function outcomesOf(stdout: string): unknown {
  return JSON.parse(stdout).outcomes
}

test.concurrent('a run waits while the API is down, says so, and goes on by itself', async () => {
  const { sandbox, command } = await openImport('2m')
  sandbox.setFaults([{ kind: 'status', status: 503, match: { category: 'write', nth: { from: 20 } } }])

  const { child, ended } = start(command, { env: towards(sandbox) })
  const told = new Promise<void>(resolve => {
    child.stderr?.on('data', text => {
      if (String(text).includes('does not answer')) resolve()
    })
  })
  await told
  sandbox.setFaults([])
  const { code, stdout, stderr } = await ended

  expect(stderr).toMatch(
    /^The API does not answer \(status 503\) since (\S+ )?\d\d:\d\d:\d\d; trying again until (\S+ )?\d\d:\d\d:\d\d \(--give-up-after\)\.$/m,
  )
  expect(stderr).toMatch(/^The API answers again after \d+(\.\d)? s\.$/m)
  expect(code).toBe(0)
  expect(outcomesOf(stdout)).toMatchObject({ created: rows, failed: 0, in_doubt: 0, pending: 0 })
  expect([...recordsBySource(sandbox).values()]).toEqual(Array(rows).fill(1))
})

test.concurrent('--give-up-after ends the wait: no row has failed for good, and the next run goes on', async () => {
  const { sandbox, command } = await openImport('4s')
  sandbox.setFaults([{ kind: 'status', status: 503, match: { category: 'write', nth: { from: 20 } } }])
  const startedAt = performance.now()

  const first = await call(command, { env: towards(sandbox) })
  const tookMs = performance.now() - startedAt
  sandbox.setFaults([])
  const second = await call(command, { env: towards(sandbox) })

  expect(first.code).toBe(3)
  expect(first.stderr).toMatch(
    /^error: The API has not answered since (\S+ )?\d\d:\d\d:\d\d: status 503\. \(LFI0112\)$/m,
  )
  expect(first.stderr).toContain('as long as --give-up-after allows')
  expect(outcomesOf(first.stdout)).toMatchObject({ failed: 0, invalid: 0 })
  expect(tookMs).toBeGreaterThan(4_000)
  expect(second.code).toBe(0)
  expect(outcomesOf(second.stdout)).toMatchObject({ failed: 0, in_doubt: 0, pending: 0 })
  expect([...recordsBySource(sandbox).values()]).toEqual(Array(rows).fill(1))
})

test.concurrent.each([
  [429, 'rate limit is used up; it asks to wait 24 h'],
  [503, ': status 503; it asks to wait 24 h'],
])('a %i that asks for more patience than there is ends the run at once', async (status, told) => {
  const { sandbox, command } = await openImport('10m')
  const match = { category: 'write', nth: { at: 20 } } as const
  sandbox.setFaults([{ kind: 'status', status, retryAfter: 86_400, match }])
  const startedAt = performance.now()

  const first = await call(command, { env: towards(sandbox) })
  const tookMs = performance.now() - startedAt
  const second = await call(command, { env: towards(sandbox) })

  expect(first.code).toBe(3)
  expect(first.stderr).toContain(told)
  expect(tookMs).toBeLessThan(100_000)
  expect(outcomesOf(first.stdout)).toMatchObject({ failed: 0 })
  expect(second.code).toBe(0)
  expect([...recordsBySource(sandbox).values()]).toEqual(Array(rows).fill(1))
})

test.concurrent('an API that is down at the very start is waited for, with the reason', async () => {
  const { sandbox, command } = await openImport('2m')
  sandbox.setFaults([{ kind: 'status', status: 503 }])
  const { child, ended } = start(command, { env: towards(sandbox) })
  const startedAt = performance.now()
  child.stderr?.on('data', text => {
    // Longer than a wrong address would be tried.
    if (String(text).includes('does not answer (status 503)')) setTimeout(() => sandbox.setFaults([]), 4_000)
  })
  const { code, stdout, stderr } = await ended

  expect(code, stderr).toBe(0)
  expect(performance.now() - startedAt).toBeGreaterThan(7_000)
  expect(outcomesOf(stdout)).toMatchObject({ created: rows })
})

test.concurrent('an answer that never comes is waited for no longer than the API may be down', async () => {
  const { sandbox, command } = await openImport('3s')
  sandbox.setFaults([{ kind: 'hang', match: { category: 'write', nth: { from: 20 } } }])
  const startedAt = performance.now()
  const { code, stderr } = await call([...command, '--timeout', '5m'], { env: towards(sandbox) })

  expect(code).toBe(3)
  expect(stderr).toMatch(
    /^error: The API has not answered since (\S+ )?\d\d:\d\d:\d\d: no answer came in time\. \(LFI0112\)$/m,
  )
  expect(performance.now() - startedAt).toBeLessThan(100_000)
})

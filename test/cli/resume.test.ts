import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'
import { type Deal, makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, type Started, sandboxFor, start, towards } from './program.ts'

/** A sandbox that calls `onRequest` with the number of each write while it is being worked on. */
async function watchedSandbox(onRequest: (count: number) => void) {
  let count = 0
  return sandboxFor({
    latencyMs: 1,
    sleep: async () => {
      count += 1
      onRequest(count)
    },
  })
}

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

test('a run that is killed again and again still makes exactly one record of every row', async () => {
  let running: Started | null = null
  // Requests are killed while the sandbox works on them: it carries them out, and nobody is there for the answer.
  const fatal = new Set([4, 5, 60, 137, 138, 250, 333])
  const sandbox = await watchedSandbox(count => {
    if (fatal.has(count)) running?.child.kill('SIGKILL')
  })
  const files = await dealsOf(300, sandbox)
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--concurrency', '10', '--json']

  let kills = 0
  let last = ''
  for (let runs = 0; runs < 20; runs++) {
    running = start(args, { env: towards(sandbox) })
    const ended = await running.ended
    if (ended.signal === 'SIGKILL') kills += 1
    else {
      expect(ended).toMatchObject({ code: 0 })
      last = ended.stdout
      break
    }
  }

  expect(kills).toBeGreaterThan(4)
  const { rows, outcomes } = JSON.parse(last)
  expect(rows).toBe(300)
  expect(outcomes.created + outcomes.skipped).toBe(300)
  expectOneRecordEach(sandbox, 300)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s finishes what is under way, records it and exits with %i; the next run goes on',
  async (signal, code) => {
    let running: Started | null = null
    const sandbox = await watchedSandbox(count => {
      if (count === 50) running?.child.kill(signal)
    })
    const files = await dealsOf(200, sandbox)
    const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '200', '--concurrency', '10', '--json']

    running = start(args, { env: towards(sandbox) })
    const first = await running.ended
    const { outcomes } = JSON.parse(first.stdout)
    const made = recordsBySource(sandbox).size

    expect(first.code).toBe(code)
    expect(outcomes).toMatchObject({ created: made, in_doubt: 0 })
    expect(first.stderr).toContain('interrupted')
    expect(made).toBeLessThan(200)

    const second = await call(args, { env: towards(sandbox) })
    expect(second.code).toBe(0)
    expect(JSON.parse(second.stdout).outcomes).toMatchObject({ created: 200 - made, skipped: made })
    expectOneRecordEach(sandbox, 200)
  },
)

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

import { expect, test } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { requestsOf } from '../import/api.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { HeldAnswers } from './held-answers.ts'
import { call, sandboxKey, start, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()

/** An import of so many deals, and the commands about it. */
async function openImport(rows: number, options: Partial<SandboxOptions> = {}) {
  const sandbox = await stage.sandbox(options)
  const account = await makeAccount(sandbox)
  const deals = numberedDeals(rows).map(deal => ({ ...deal, account }))
  const folder = stage.folder()
  const files = writeDeals(folder, deals)
  const env = towards(sandbox)
  const about = ['--mapping', files.mapping]
  const runArgs = ['run', files.csv, ...about, '--rate', '500', '--json']
  return {
    sandbox,
    env,
    runArgs,
    run: (...more: readonly string[]) => call([...runArgs, ...more], { env }),
    undo: (...more: readonly string[]) => call(['undo', ...about, '--yes', '--json', ...more], { env }),
    check: () => call(['check', files.csv, ...about, '--json'], { env }),
    retry: () => call(['retry', ...about, '--json'], { env }),
    status: async () => {
      const { stdout } = await call(['status', ...about, '--json'])
      return { runs: JSON.parse(stdout).imports[0].runs, text: (await call(['status', ...about])).stdout }
    },
  }
}

const ended = (stdout: string) => {
  const { state, stopped } = JSON.parse(stdout)
  return { state, stopped }
}

test.concurrent('every summary says that it finished', async () => {
  const { run, check, retry, undo, status } = await openImport(3)
  const calls = [await check(), await run(), await run('--dry-run'), await retry(), await undo()]
  for (const { code, stdout, stderr } of calls) {
    expect([code, ended(stdout)], stderr).toEqual([0, { state: 'finished', stopped: null }])
  }
  expect((await status()).runs[0]).toMatchObject({ state: 'finished', stopped: null })
})

test.concurrent('a run that stopped says why, to programs, to people and when it is asked later', async () => {
  const { sandbox, run, status } = await openImport(30)
  sandbox.setFaults([{ kind: 'status', status: 401, match: { category: 'write', nth: { from: 10 } } }])
  const { code, stdout } = await run()
  const { runs, text } = await status()

  const stopped = {
    code: 'key_refused',
    number: 'LFI0107',
    message: expect.stringContaining('The API refuses the key'),
    hint: expect.stringContaining('LIGHTFIELD_API_KEY'),
  }
  expect([code, ended(stdout)]).toEqual([3, { state: 'stopped', stopped }])
  expect(runs[0]).toMatchObject({ state: 'stopped', stopped })
  expect(text).toMatch(/ {2}stopped {2}.*\n.*created, .*\n {6}The API refuses the key/)
  expect(text).not.toContain(sandboxKey)
})

test.concurrent('an undo that stopped says why', async () => {
  const { sandbox, run, undo } = await openImport(10)
  await run()
  sandbox.setFaults([{ kind: 'status', status: 403, match: { method: 'DELETE' } }])
  const { code, stdout } = await undo()
  expect([code, ended(stdout)]).toMatchObject([3, { state: 'stopped', stopped: { code: 'scope_missing' } }])
})

test.concurrent('a run that was interrupted says so', async () => {
  const { sandbox, env, runArgs, status } = await openImport(60, { limits: { write: 20, read: 0, search: 0 } })
  const running = start(runArgs, { env })
  while (requestsOf(sandbox).write < 10) await new Promise(resolve => setTimeout(resolve, 20))
  running.child.kill('SIGINT')
  const { code, stdout } = await running.ended
  expect([code, ended(stdout)]).toEqual([130, { state: 'interrupted', stopped: null }])
  expect((await status()).runs[0]).toMatchObject({ state: 'interrupted', stopped: null })
})

test.concurrent('a run that was killed is told from one that goes on', async () => {
  const answers = new HeldAnswers()
  const limits = { write: 20, read: 0, search: 0 }
  const { sandbox, env, runArgs, run, status } = await openImport(60, { limits, ...answers.options })
  const running = start(runArgs, { env })
  while (requestsOf(sandbox).write < 10) await new Promise(resolve => setTimeout(resolve, 20))
  answers.hold()
  const during = await status()
  running.child.kill('SIGKILL')
  await running.ended
  answers.release()
  const dead = await status()
  await run()
  const after = await status()

  expect(during.runs).toMatchObject([{ state: 'running', ended_at: null }])
  expect(dead.runs).toMatchObject([{ state: 'killed', ended_at: null, outcomes: null, stopped: null }])
  expect(dead.text).toContain('Its process ended without a word')
  expect(after.runs).toMatchObject([{ state: 'finished' }, { state: 'killed' }])
})

test.concurrent('--max-errors 10% stops sixty rows that are all refused before they are all sent', async () => {
  const { sandbox, run } = await openImport(60, { faults: [] })
  const before = requestsOf(sandbox).write
  sandbox.setFaults([{ kind: 'status', status: 422, match: { category: 'write' } }])
  const { code, stdout, stderr } = await run('--max-errors', '10%', '--concurrency', '4')

  expect(code).toBe(3)
  expect(stderr).toMatch(/[67] of all 60 rows that had something to do have failed: --max-errors 10% is reached/)
  const { rows, outcomes } = JSON.parse(stdout)
  expect([rows, outcomes.failed + outcomes.pending]).toEqual([60, 60])
  expect(requestsOf(sandbox).write - before).toBeLessThanOrEqual(10)
})

test.concurrent('--max-errors 10% counts the rows that have ended, not those that were read', async () => {
  const { sandbox, run } = await openImport(300)
  // Every fourth: 25 of the first hundred.
  sandbox.setFaults([{ kind: 'status', status: 422, match: { category: 'write', nth: { every: 4 } } }])
  const { code, stdout, stderr } = await run('--max-errors', '10%', '--concurrency', '4')

  expect(code).toBe(3)
  expect(stderr).toMatch(/ of 100 rows that had something to do have failed/)
  expect(JSON.parse(stdout).outcomes.created).toBeLessThan(85)
})

test.concurrent('--max-errors 10% lets a file pass whose rows fail less often', async () => {
  const { sandbox, run } = await openImport(60)
  sandbox.setFaults([{ kind: 'status', status: 422, match: { category: 'write', nth: { every: 12 } } }])
  const { code, stdout } = await run('--max-errors', '10%')
  expect([code, JSON.parse(stdout).outcomes]).toMatchObject([1, { failed: 5, created: 55, pending: 0 }])
  expect(recordsBySource(sandbox).size).toBe(55)
})

test.concurrent('a scope that is missing for several reasons is named once', async () => {
  const apiKeys = [{ key: sandboxKey, scopes: ['opportunities:create'], subjectType: 'workspace' }] as const
  const sandbox = await stage.sandbox({ apiKeys })
  const files = writeDeals(stage.folder(), numberedDeals(1))
  const args = ['run', files.csv, '--mapping', files.mapping, '--verify', 'all']
  const { code, stderr } = await call(args, { env: towards(sandbox) })
  expect([code, stderr.match(/opportunities:read/g)?.length]).toEqual([3, 1])
})

import { expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/faults.ts'
import { makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()
const rows = 30
const reads = { method: 'GET', path: '/v1/opportunities/opp' } as const

/** An import of some deals, and what runs and verifies it. */
async function openImport(faults: readonly Fault[] = []) {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    stage.folder(),
    numberedDeals(rows).map(deal => ({ ...deal, account })),
  )
  sandbox.setFaults([...faults])
  const env = towards(sandbox)
  const about = ['--mapping', files.mapping, '--ledger', files.ledger]
  const common = [...about, '--give-up-after', '4s', '--json']
  return {
    sandbox,
    verifyCommand: `lightfield-import verify ${about.join(' ')}`,
    run: (...more: readonly string[]) => call(['run', files.csv, '--rate', '200', ...common, ...more], { env }),
    verify: (...more: readonly string[]) => call(['verify', ...common, ...more], { env }),
  }
}

test.concurrent('the API that is gone while records are read back ends a run with 3, and with what to do', async () => {
  const { sandbox, run, verify, verifyCommand } = await openImport([{ kind: 'status', status: 503, match: reads }])

  const first = await run('--verify', 'all')
  sandbox.setFaults([])
  const again = await run('--verify', 'all')
  const verified = await verify()

  expect(first.code, first.stderr).toBe(3)
  expect(JSON.parse(first.stdout)).toMatchObject({
    state: 'finished',
    stopped: null,
    outcomes: { created: rows },
    verification: { rows, checked: 0, stopped: { code: 'api_unreachable', hint: expect.stringContaining('verify') } },
  })
  expect(first.stderr).toContain(verifyCommand)
  expect(first.stderr).not.toContain('goes on from here')

  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([
    0,
    { outcomes: { skipped: rows }, verification: { rows: 0, earlier_rows: rows, stopped: null } },
  ])
  expect(again.stderr).toContain(`${rows} rows that earlier runs had done were not read back: ${verifyCommand}`)
  expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([0, { rows, same: rows, stopped: null }])
})

test.concurrent('the seconds of a run are those until its records are read back', async () => {
  const { run } = await openImport([{ kind: 'status', status: 503, match: reads }])
  const startedAt = performance.now()
  const ended = await run('--verify', 'all')
  const realSeconds = (performance.now() - startedAt) / 1000

  const { seconds, rate, verification } = JSON.parse(ended.stdout)
  expect(verification.seconds).toBeGreaterThan(2)
  expect(seconds).toBeGreaterThan(verification.seconds)
  expect(seconds).toBeLessThan(realSeconds)
  expect(rate).toBeGreaterThan(rows / (seconds - 2))
  expect(ended.stderr).toMatch(/\d s more to read back, \d+(\.\d)? s in all/)
})

test.concurrent('a key that is refused is told once, whatever it stops', async () => {
  const { run } = await openImport([
    { kind: 'status', status: 401, match: { path: '/v1/opportunities', nth: { from: 20 } } },
  ])
  const { code, stdout, stderr } = await run('--verify', 'all')

  expect([code, JSON.parse(stdout)]).toMatchObject([3, { state: 'stopped', stopped: { code: 'key_refused' } }])
  expect(stderr.match(/^error: .*\(LFI\d{4}\)$/gm)).toHaveLength(1)
})

test.concurrent.each(['run', 'verify'] as const)('%s reads once more what could not be read', async command => {
  const { sandbox, run, verify } = await openImport()
  if (command === 'verify') await run()
  // Refused, not unanswered: the API shows the record when it is asked again.
  sandbox.setFaults([
    { kind: 'status', status: 422, times: 1, match: { ...reads, path: '/v1/opportunities/opp_00000007' } },
  ])
  const { code, stdout } = command === 'run' ? await run('--verify', 'all') : await verify()

  const summary = JSON.parse(stdout)
  expect([code, command === 'run' ? summary.verification : summary]).toMatchObject([0, { same: rows, unread: 0 }])
})

test.concurrent('what can never be read is counted once', async () => {
  const { sandbox, run, verify } = await openImport()
  await run()
  sandbox.setFaults([{ kind: 'status', status: 422, match: { ...reads, path: '/v1/opportunities/opp_00000007' } }])
  const { code, stdout } = await verify()
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { rows, checked: rows - 1, unread: 1, left: 0 }])
})

test.concurrent('verify that cannot reach the API any more says that it begins anew', async () => {
  const { sandbox, run, verify } = await openImport()
  await run()
  sandbox.setFaults([{ kind: 'status', status: 503, match: reads }])
  const { code, stdout, stderr } = await verify()
  expect([code, JSON.parse(stdout)]).toMatchObject([3, { left: rows, stopped: { code: 'api_unreachable' } }])
  expect(stderr).toContain('from the first')
  expect(stderr).not.toContain('goes on from here')
})

import { describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from '../cli/deals.ts'
import { call, sandboxFor, towards } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'

vi.setConfig({ testTimeout: 120_000 })

const rows = 120
const concurrency = 10
const newKey = 'sk_lf_another'

async function importOf() {
  const sandbox = await sandboxFor({
    latencyMs: 5,
    apiKeys: ['sk_lf_sandbox', newKey].map(key => ({ key, scopes: [], subjectType: 'workspace' })),
  })
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    temporaryFolder(),
    numberedDeals(rows).map(deal => ({ ...deal, account })),
  )
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '500', '--json']
  const env = towards(sandbox)
  const run = (more: readonly string[] = [], key = 'sk_lf_sandbox') =>
    call([...args, '--concurrency', String(concurrency), ...more], { env: { ...env, LIGHTFIELD_API_KEY: key } })
  return { sandbox, run }
}

describe('a key that is refused from the 51st write on', () => {
  test.each([
    [401, 'The API refuses the key'],
    [403, 'opportunities:create'],
  ])('with %i: every worker stops at once, and the same command completes the import', async (status, message) => {
    const { sandbox, run } = await importOf()
    sandbox.setFaults([
      { kind: 'delay', ms: 5, match: { category: 'write' }, times: 50 },
      { kind: 'status', status, match: { category: 'write' } },
    ])
    const requestsBefore = sandbox.state().requests.write.total
    const first = await run()
    const { total, byStatus } = sandbox.state().requests.write
    sandbox.setFaults([])
    const second = await run()

    expect(first.code, first.stderr).toBe(3)
    expect(first.stderr).toContain(message)
    expect(first.stderr).not.toContain('sk_lf_')
    // Those that had left when the first refusal came, and none after it.
    expect(byStatus[status]).toBeLessThanOrEqual(concurrency)
    expect(total - requestsBefore).toBe(50 + (byStatus[status] ?? 0))
    expect(JSON.parse(first.stdout)).toMatchObject({ outcomes: { created: 50, failed: 0, in_doubt: 0 } })
    expect(second.code, second.stderr).toBe(0)
    expect(JSON.parse(second.stdout).outcomes).toMatchObject({ created: rows - 50, skipped: 50 })
    expectOneRecordEach(sandbox)
  })

  test('is replaced by another one with --accept-new-key, and not without it', async () => {
    const { sandbox, run } = await importOf()
    sandbox.setFaults([
      { kind: 'delay', ms: 5, match: { category: 'write' }, times: 50 },
      { kind: 'status', status: 401, match: { category: 'write' } },
    ])
    await run()
    sandbox.setFaults([])
    const unasked = await run([], newKey)
    const accepted = await run(['--accept-new-key'], newKey)

    expect(unasked.code, unasked.stderr).toBe(2)
    expect(unasked.stderr).toContain('--accept-new-key')
    expect(accepted.code, accepted.stderr).toBe(0)
    expectOneRecordEach(sandbox)
  })
})

function expectOneRecordEach(sandbox: Sandbox): void {
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: rows }, () => 1))
}

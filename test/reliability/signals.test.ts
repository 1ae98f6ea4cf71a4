import { expect, test, vi } from 'vitest'
import { seededRandom } from '../../fixtures/random.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from '../cli/deals.ts'
import { type Ended, type Started, sandboxFor, start, towards } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'
import { saying } from './saying.ts'

vi.setConfig({ testTimeout: 120_000 })

const codes: Readonly<Record<'SIGINT' | 'SIGTERM', number>> = { SIGINT: 130, SIGTERM: 143 }

/** Deals in a file, and a sandbox that tells of each write while it is being worked on. */
async function importOf(count: number, onWrite: (write: number) => void = () => undefined) {
  let writes = 0
  const sandbox = await sandboxFor({
    latencyMs: 5,
    sleep: async () => {
      writes += 1
      onWrite(writes)
    },
  })
  const account = await makeAccount(sandbox)
  const deals = numberedDeals(count).map(deal => ({ ...deal, account }))
  const files = writeDeals(temporaryFolder(), deals)
  const args = ['run', files.csv, '--mapping', files.mapping, '--rate', '400', '--concurrency', '10', '--json']
  return { sandbox, files, begin: () => start(args, { env: towards(sandbox) }) }
}

test('signals at random moments of one import lose nothing that was under way', async () => {
  const random = seededRandom(7)
  const rows = 400
  let signalAt = Number.POSITIVE_INFINITY
  let running: Started | null = null
  let signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'
  let seen = 0
  const { sandbox, files, begin } = await importOf(rows, () => {
    seen += 1
    if (seen === signalAt) running?.child.kill(signal)
  })
  for (let round = 0; round < 16; round++) {
    signal = round % 2 === 0 ? 'SIGINT' : 'SIGTERM'
    seen = 0
    // The first two requests of a run are about the key and the definitions.
    signalAt = random.integer(1, 25)
    running = begin()
    const { code, stdout, stderr } = await running.ended
    const left = ledgerAsLeft(files.ledger)

    expect(code, stderr).toBe(codes[signal])
    const made = recordsBySource(sandbox).size
    expect(left?.rows ?? {}).toEqual(made === 0 ? {} : { 'deals created': made })
    // One that had not begun has only that to say.
    const told = JSON.parse(stdout)
    expect(told).toMatchObject('outcomes' in told ? { outcomes: { in_doubt: 0, failed: 0 } } : { state: 'interrupted' })
  }
  signalAt = Number.POSITIVE_INFINITY
  const last = await begin().ended

  expect(last.code, last.stderr).toBe(0)
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: rows }, () => 1))
})

test('a second signal ends the run at once; what was under way is settled by the next run', async () => {
  const { sandbox, begin } = await importOf(20)
  sandbox.setFaults([{ kind: 'hang-after', match: { category: 'write' } }])
  const { child, ended } = begin()
  await vi.waitUntil(() => recordsBySource(sandbox).size > 5, { timeout: 60_000 })
  child.kill('SIGINT')
  await saying(child, /Again to stop at once/)
  child.kill('SIGINT')
  const first = await ended
  sandbox.setFaults([])
  const second = await begin().ended

  expect(first).toMatchObject({ code: 130, stdout: '' })
  expect(second.code, second.stderr).toBe(0)
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: 20 }, () => 1))
})

test.each([
  ['for the rate limit', { kind: 'status', status: 429, retryAfter: 200 }],
  ['until the API is back', { kind: 'status', status: 503, retryAfter: 200 }],
] as const)('a run that waits %s ends at the first signal', async (_, fault) => {
  const { sandbox, begin } = await importOf(20)
  sandbox.setFaults([{ ...fault, match: { category: 'write' } }])
  const { child, ended } = begin()
  await vi.waitUntil(() => (sandbox.state().requests.write.byStatus[fault.status] ?? 0) > 0, { timeout: 60_000 })
  const signalledAt = performance.now()
  child.kill('SIGTERM')
  const first = await ended
  const tookMs = performance.now() - signalledAt
  sandbox.setFaults([])
  const second = await begin().ended

  expect(first.code, first.stderr).toBe(143)
  // A second would do, on a machine with nothing else to do; the wait that it ends would take 200.
  expect(tookMs).toBeLessThan(100_000)
  expect(outcomesOf(first)).toMatchObject({ failed: 0, created: 0 })
  expect(second.code, second.stderr).toBe(0)
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: 20 }, () => 1))
})

function outcomesOf({ stdout }: Ended): Readonly<Record<string, number>> {
  return JSON.parse(stdout).outcomes
}

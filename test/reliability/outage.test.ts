import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { type Fault, type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from '../cli/deals.ts'
import { type Ended, type Started, start, towards } from '../cli/program.ts'
import { openStage } from '../cli/stage.ts'
import { saying } from './saying.ts'

vi.setConfig({ testTimeout: 120_000 })

const stage = openStage()
const rows = 100

/** A sandbox that goes down, in whatever way, when it is given half of the rows. */
async function fallingSandbox(fault: Fault): Promise<Sandbox> {
  let writes = 0
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'delay', ms: 1, match: { category: 'write' } }],
    sleep: async () => {
      writes += 1
      // The first is the account.
      if (writes === rows / 2 + 1) sandbox.setFaults([fault])
    },
  })
  return sandbox
}

async function importInto(sandbox: Sandbox): Promise<(...more: readonly string[]) => Started> {
  const account = await makeAccount(sandbox)
  const deals = numberedDeals(rows).map(deal => ({ ...deal, account }))
  const { csv, mapping } = writeDeals(stage.folder(), deals)
  const args = ['run', csv, '--mapping', mapping, '--rate', '300', '--concurrency', '10', '--json']
  return (...more) => {
    const started = start([...args, ...more], { env: towards(sandbox) })
    stage.atEnd(() => void started.child.kill('SIGKILL'))
    return started
  }
}

const outages: readonly (readonly [string, Fault])[] = [
  ['answers 503', { kind: 'status', status: 503 }],
  ['answers 500 to what it has carried out', { kind: 'error-after' }],
  ['resets connections', { kind: 'reset-before' }],
  ['hides behind the page of a gateway', { kind: 'html' }],
  ['says nothing', { kind: 'hang' }],
]

const reason = /The API does not answer \(.+\) since/

describe.concurrent('a run whose API', () => {
  test.each(outages)('%s for a while waits, says why, and goes on by itself', async (_, fault) => {
    const sandbox = await fallingSandbox(fault)
    const run = await importInto(sandbox)
    const { child, ended } = run('--timeout', '1s')
    await saying(child, reason)
    sandbox.setFaults([])
    const end = await ended

    expect(end.code, end.stderr).toBe(0)
    expect(JSON.parse(end.stdout)).toMatchObject({ rows, outcomes: { created: rows, failed: 0, in_doubt: 0 } })
    expectOneRecordEach(sandbox)
  })

  test('is gone for a while waits, says why, and goes on by itself', async () => {
    const stateFile = join(stage.folder(), 'sandbox.jsonl')
    const sandbox = await stage.sandbox({ stateFile, latencyMs: 20 })
    const run = await importInto(sandbox)
    const { child, ended } = run()
    await vi.waitUntil(() => recordsBySource(sandbox).size > 20, { timeout: 60_000 })
    await sandbox.close()
    await saying(child, reason)
    const limits = { write: 0, read: 0, search: 0 }
    await using again = await startSandbox({ port: sandbox.port, stateFile, limits, indexLagMs: 0 })
    const end = await ended

    expect(end.code, end.stderr).toBe(0)
    expect(outcomesOf(end)).toMatchObject({ created: rows, failed: 0, in_doubt: 0 })
    expectOneRecordEach(again)
  })

  test.each(outages)('%s is given up after --give-up-after; the same command completes it', async (_, fault) => {
    const sandbox = await fallingSandbox(fault)
    const run = await importInto(sandbox)
    const first = await run('--timeout', '1s', '--give-up-after', '2s').ended
    sandbox.setFaults([])
    const second = await run().ended

    expect(first.code, first.stderr).toBe(3)
    const { created = 0, pending = 0, in_doubt = 0, ...others } = outcomesOf(first)
    expect(created).toBeGreaterThanOrEqual(rows / 2)
    expect(pending + in_doubt).toBeGreaterThan(0)
    expect(new Set(Object.values(others))).toEqual(new Set([0]))
    expect(second.code, second.stderr).toBe(0)
    expectOneRecordEach(sandbox)
  })

  test('goes down in each of several runs is in order after the last one', async () => {
    const sandbox = await stage.sandbox()
    const run = await importInto(sandbox)
    for (const rowsBefore of [1, 20, 20, 20]) {
      sandbox.setFaults([
        { kind: 'delay', ms: 0, match: { category: 'write' }, times: rowsBefore },
        { kind: 'reset-after', match: { category: 'write', nth: { every: 2 } } },
        { kind: 'status', status: 503, match: { category: 'write' } },
      ])
      const ended = await run('--give-up-after', '300ms').ended
      expect(ended.code, ended.stderr).toBe(3)
      expect(outcomesOf(ended)).toMatchObject({ failed: 0 })
    }
    sandbox.setFaults([])
    const last = await run().ended

    expect(last.code, last.stderr).toBe(0)
    expectOneRecordEach(sandbox)
  })
})

function outcomesOf({ stdout }: Ended): Readonly<Record<string, number>> {
  return JSON.parse(stdout).outcomes
}

function expectOneRecordEach(sandbox: Sandbox): void {
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: rows }, () => 1))
}

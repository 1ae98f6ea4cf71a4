import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RunStopped } from '../../src/errors.ts'
import { RunMeter } from '../../src/import/run-meter.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { latencyBoundsMs, type RunSample } from '../../src/model/run-sample.ts'
import { sandboxFor } from '../cli/program.ts'
import { ledgerOptions } from '../ledger/ledger-rows.ts'
import { fakeClock } from '../lightfield/fake-clock.ts'
import { quickClock } from '../reliability/quick-clock.ts'
import { temporaryFolder } from '../temporary.ts'
import { runOnce, TestClock, type TestRun } from './import-run.ts'

const noAnswers = [...latencyBoundsMs.map(() => 0), 0]

/** A client whose counters a test sets. */
function meteredClient() {
  const counters = {
    requests: { write: 0, read: 4, search: 0 },
    retries: 0,
    throttled: 0,
    limit: 25,
    pausedMs: 0,
    outageMs: 0,
    latency: noAnswers,
  }
  return {
    counters,
    client: {
      counts: () => ({ requests: { ...counters.requests }, retries: counters.retries, throttled: counters.throttled }),
      limiter: () => counters as never,
      latency: { counts: () => counters.latency } as never,
      get outageMs() {
        return counters.outageMs
      },
    },
  }
}

test('a sample is taken every ten seconds, and tells what the counters have gained since the last', () => {
  const clock = fakeClock(1_000)
  const { counters, client } = meteredClient()
  const meter = new RunMeter({ client, clock })
  clock.advance(9_999)
  expect(meter.look()).toBeNull()
  clock.advance(1)
  Object.assign(counters, { requests: { write: 240, read: 5, search: 9 }, retries: 2, throttled: 1, pausedMs: 500 })
  counters.latency = noAnswers.with(3, 240)
  const first = {
    startedAt: 1_000,
    endedAt: 11_000,
    requests: { write: 240, read: 1, search: 9 },
    throttled: 1,
    retries: 2,
    limit: 25,
    pausedMs: 500,
    outageMs: 0,
    latency: noAnswers.with(3, 240),
  }
  expect(meter.look()).toEqual(first)
  expect(meter.look()).toBeNull()
  clock.advance(4_000)
  counters.limit = 10
  const nothing = { requests: { write: 0, read: 0, search: 0 }, throttled: 0, retries: 0, pausedMs: 0 }
  expect(meter.sample()).toEqual({
    ...first,
    ...nothing,
    startedAt: 11_000,
    endedAt: 15_000,
    limit: 10,
    latency: noAnswers,
  })
  expect(meter.use).toEqual({ allowedWrites: 290, pausedMs: 500, outageMs: 0 })
})

test('an outage that began before it was noticed fills its samples and no more, and is told in full', () => {
  const clock = fakeClock(0)
  const { counters, client } = meteredClient()
  const meter = new RunMeter({ client, clock })
  const outages = [12_000, 22_000, 24_000, 24_000].map(outageMs => {
    clock.advance(10_000)
    counters.outageMs = outageMs
    return meter.look()?.outageMs
  })
  expect(outages).toEqual([10_000, 10_000, 4_000, 0])
  expect(meter.use.outageMs).toBe(24_000)
})

const mapping = `
object: account
key: [ID]
fields: { $name: Name }
`

function accounts(rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => `${at},Account ${at}`)
  return `ID,Name\n${lines.join('\n')}\n`
}

async function samplesOf({ folder }: Pick<TestRun, 'folder'>, runId: string): Promise<readonly RunSample[]> {
  await using ledger = await openLedger(ledgerOptions(join(folder, 'ledger.db'), { workspace: null }))
  return ledger.readImport('rows')?.samples(runId) ?? []
}

function sumOf(samples: readonly RunSample[], of: (sample: RunSample) => number): number {
  return samples.reduce((sum, sample) => sum + of(sample), 0)
}

test('the samples of a run follow each other without a gap, and add up to all that it did', async () => {
  const clock = quickClock(1)
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  const base = { sandbox, clock, folder: temporaryFolder(), mapping, writeRate: 200 }
  const { summary } = await runOnce({ ...base, csv: accounts(300) })
  const samples = await samplesOf(base, summary.runId)

  expect(samples.length).toBeGreaterThan(2)
  expect(samples.map(({ startedAt }) => startedAt).slice(1)).toEqual(samples.map(({ endedAt }) => endedAt).slice(0, -1))
  expect([samples[0]?.startedAt, samples.at(-1)?.endedAt].map(at => between(at, summary))).toEqual([true, true])
  expect(sumOf(samples, ({ requests }) => requests.write)).toBe(300)
  expect(sumOf(samples, ({ latency }) => latency.reduce((sum, count) => sum + count, 0))).toBe(300)
  const allowed = sumOf(samples, ({ startedAt, endedAt, limit }) => (limit * (endedAt - startedAt)) / 1000)
  expect(summary.limitUse?.allowedWrites).toBeCloseTo(allowed)
})

function between(at: number | undefined, { startedAt, endedAt }: { startedAt: number; endedAt: number }): boolean {
  return at !== undefined && startedAt <= at && at <= endedAt
}

test('a pause that the server asked for is in the samples and in the summary', async () => {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  const headers = { 'retry-after': '7' }
  sandbox.setFaults([{ kind: 'status', status: 429, times: 1, headers, match: { category: 'write' } }])
  const base = { sandbox, clock, folder: temporaryFolder(), mapping }
  const { summary } = await runOnce({ ...base, csv: accounts(2) })
  const samples = await samplesOf(base, summary.runId)
  expect(sumOf(samples, ({ pausedMs }) => pausedMs)).toBe(7_000)
  expect(sumOf(samples, ({ throttled, retries }) => throttled * 10 + retries)).toBe(11)
  expect(sumOf(samples, ({ latency }) => latency.reduce((sum, count) => sum + count, 0))).toBe(2)
  expect(summary.limitUse).toMatchObject({ pausedMs: 7_000, outageMs: 0 })
})

test('an outage is in the samples and in the summary', async () => {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  sandbox.setFaults([{ kind: 'status', status: 503, times: 6, match: { category: 'write' } }])
  const base = { sandbox, clock, folder: temporaryFolder(), mapping }
  const { summary } = await runOnce({ ...base, csv: accounts(1) })
  const samples = await samplesOf(base, summary.runId)
  expect(summary.outcomes.created).toBe(1)
  const outageMs = sumOf(samples, sample => sample.outageMs)
  expect(outageMs).toBeGreaterThan(3_000)
  expect(outageMs).toBeLessThanOrEqual(summary.endedAt - summary.startedAt)
  expect(summary.limitUse?.outageMs).toBe(outageMs)
})

test('a dry run takes none, and does not say how the limit was used', async () => {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  const base = { sandbox, clock, folder: temporaryFolder(), mapping }
  const { summary } = await runOnce({ ...base, csv: accounts(2), config: { dryRun: true } })
  expect(summary.limitUse).toBeNull()
  expect(await samplesOf(base, summary.runId)).toEqual([])
})

test('a sample that cannot be written stops the run in order, as any other write to the ledger does', async () => {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  const full = new RunStopped('ledger_failed', 'The disk is full.')
  const base = { sandbox, clock, folder: temporaryFolder(), mapping }
  const { summary } = await runOnce({
    ...base,
    csv: accounts(2),
    around: parts => ({
      ...parts,
      ledger: new Proxy(parts.ledger, {
        get(ledger, verb) {
          if (verb === 'addSample') return () => Promise.reject(full)
          const own: unknown = Reflect.get(ledger, verb, ledger)
          return typeof own === 'function' ? own.bind(ledger) : own
        },
      }),
    }),
  })
  expect([summary.end, summary.reason]).toEqual(['stopped', full])
})

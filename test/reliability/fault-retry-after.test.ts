import { expect, test } from 'vitest'
import type { Fault, RequestLogEntry, Sandbox } from '../../src/sandbox/sandbox.ts'
import { makeAccount, numberedDeals } from '../cli/deals.ts'
import { sandboxFor } from '../cli/program.ts'
import { runOnce, TestClock } from '../import/import-run.ts'
import { temporaryFolder } from '../temporary.ts'

const hourMs = 3_600_000
const concurrency = 8
const rowCount = 100

const mapping = `
object: opportunity
key: [ID]
fields: { sourceId: ID, $name: ID, $stage: { value: Lead } }
relationships: { $account: { value: acc_00000001 } }
`

/** A clock that stands still but for those who wait: whatever is sent without waiting is sent at the same moment. */
async function importWith(faults: readonly Fault[], clockOffsetMs: number) {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now(), clockOffsetMs })
  await makeAccount(sandbox)
  sandbox.setFaults(faults)
  const rows = numberedDeals(rowCount)
  const csv = `ID\n${rows.map(({ id }) => id).join('\n')}\n`
  const end = await runOnce({ sandbox, clock, folder: temporaryFolder(), csv, mapping, config: { concurrency } })
  return { ...end, sandbox, writes: await writesOf(sandbox) }
}

async function writesOf(sandbox: Sandbox): Promise<readonly RequestLogEntry[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/requests`)
  const { requests } = (await answer.json()) as { requests: readonly RequestLogEntry[] }
  return requests.filter(({ category }) => category === 'write')
}

/** Writes that came after the first of that status, those that were under way then left out, by how much later. */
function waitsAfter(writes: readonly RequestLogEntry[], status: number): readonly number[] {
  const first = writes.findIndex(write => write.status === status)
  const at = Date.parse(writes[first]?.at ?? '')
  const later = writes.slice(first + 1).map(write => Date.parse(write.at) - at)
  return later.slice(concurrency - 1)
}

const at = (nth: number) => ({ category: 'write', nth: { at: nth } }) as const
const midnight = (offsetMs: number, afterMs: number): string =>
  new Date(new TestClock().now() + offsetMs + afterMs).toUTCString()

test.each<[string, number, number | string, number]>([
  ['seconds', 0, 2, 2000],
  ['half seconds', 0, '1.5', 1500],
  ['a date', 0, midnight(0, 5000), 5000],
  ['a date by a clock that is three hours ahead', 3 * hourMs, midnight(3 * hourMs, 5000), 5000],
  ['a date by a clock that is three hours behind', -3 * hourMs, midnight(-3 * hourMs, 5000), 5000],
  ['forty seconds by a clock that is three hours behind', -3 * hourMs, 40, 40_000],
])('after a 429 with %s nothing is sent before they are over', async (_, offsetMs, retryAfter, waitMs) => {
  const faults: Fault[] = [{ kind: 'status', status: 429, retryAfter, match: at(20) }]
  const { summary, writes } = await importWith(faults, offsetMs)

  const waits = waitsAfter(writes, 429)
  expect(waits.length).toBeGreaterThan(rowCount - 20 - concurrency)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(waitMs)
  expect(Math.min(...waits)).toBeLessThan(waitMs + 1000)
  expect(summary.outcomes.created).toBe(rowCount)
})

test('of two that are refused at the same time the longer wait holds', async () => {
  const faults: Fault[] = [
    { kind: 'status', status: 429, retryAfter: 10, match: at(20) },
    { kind: 'status', status: 429, retryAfter: 1, match: at(21) },
  ]
  const { summary, writes } = await importWith(faults, 0)

  expect(Math.min(...waitsAfter(writes, 429))).toBeGreaterThanOrEqual(10_000)
  expect(summary.outcomes.created).toBe(rowCount)
})

test('after a 429 with a day the run ends, and sends nothing more', async () => {
  const { summary, writes } = await importWith([{ kind: 'status', status: 429, retryAfter: 86_400, match: at(20) }], 0)

  expect([summary.end, summary.reason?.code]).toEqual(['stopped', 'rate_limit_used_up'])
  expect(waitsAfter(writes, 429)).toEqual([])
})

test('a row that was answered 503 is not sent again before its Retry-After is over', async () => {
  const { summary, writes } = await importWith([{ kind: 'status', status: 503, retryAfter: 7, match: at(20) }], 0)

  const [first, again] = Map.groupBy(writes, write => write.idempotencyKey).get(keyOf(writes, 503)) ?? []
  expect(Date.parse(again?.at ?? '') - Date.parse(first?.at ?? '')).toBeGreaterThanOrEqual(7000)
  expect(summary.outcomes.created).toBe(rowCount)
})

function keyOf(writes: readonly RequestLogEntry[], status: number): string | null {
  return writes.find(write => write.status === status)?.idempotencyKey ?? null
}

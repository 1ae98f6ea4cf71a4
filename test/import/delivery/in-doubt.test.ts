import { describe, expect, test } from 'vitest'
import { makeAccount, recordsBySource } from '../../cli/deals.ts'
import { sandboxFor } from '../../cli/program.ts'
import { temporaryFolder } from '../../temporary.ts'
import { runOnce, TestClock } from '../import-run.ts'

const hourMs = 3_600_000

const mapping = `
object: opportunity
key: [ID]
fields: { $name: Name, $stage: { value: Lead }, sourceId: ID }
relationships: { $account: { value: acc_00000001 } }
`

/** A sandbox and a run whose only answer was lost after the record was made. */
async function afterLostAnswer() {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  const account = await makeAccount(sandbox)
  expect(account).toBe('acc_00000001')
  const base = { sandbox, clock, folder: temporaryFolder(), csv: 'ID,Name\n1,First\n', mapping }
  sandbox.setFaults([{ kind: 'error-after', status: 500, match: { method: 'POST' } }])
  const lost = await runOnce({ ...base, giveUpAfterMs: 1 })
  sandbox.setFaults([])
  return { ...base, lost }
}

const requests = (sandbox: { state(): { requests: { write: { total: number } } } }): number =>
  sandbox.state().requests.write.total

describe('a row whose answer was lost', () => {
  test('is in doubt, and says until when the same command settles it', async () => {
    const { lost, sandbox } = await afterLostAnswer()

    expect(lost.summary).toMatchObject({ end: 'stopped', outcomes: { in_doubt: 1 } })
    expect(lost.results[0]?.error).toMatchObject({ code: 'answer_lost' })
    expect(lost.results[0]?.error?.message).toContain('2026-10-20T23:55')
    expect(recordsBySource(sandbox)).toEqual(new Map([['1', 1]]))
  })

  test('is settled within 24 hours by the same body with the same key', async () => {
    const { clock, lost, ...base } = await afterLostAnswer()
    clock.advance(23 * hourMs)
    const before = requests(base.sandbox)

    const { summary, results } = await runOnce({ ...base, clock })

    expect(summary).toMatchObject({ end: 'finished', settled: 1, outcomes: { created: 1, in_doubt: 0 } })
    expect(results[0]?.idempotencyKey).toBe(lost.results[0]?.idempotencyKey)
    expect(requests(base.sandbox)).toBe(before + 1)
    expect(recordsBySource(base.sandbox)).toEqual(new Map([['1', 1]]))
  })

  test('is not sent again once the key is older, and says so', async () => {
    const { clock, lost: _, ...base } = await afterLostAnswer()
    clock.advance(24 * hourMs)
    const before = requests(base.sandbox)

    const { summary, results } = await runOnce({ ...base, clock })

    expect(summary).toMatchObject({ end: 'finished', settled: 0, outcomes: { created: 0, in_doubt: 1 } })
    expect(results[0]?.error).toMatchObject({ code: 'idempotency_key_expired' })
    expect(results[0]?.error?.message).toContain('--resend-in-doubt')
    expect(requests(base.sandbox)).toBe(before)
  })

  test('is sent again after that where somebody has looked and says so', async () => {
    const { clock, lost: _, ...base } = await afterLostAnswer()
    clock.advance(48 * hourMs)

    const { summary } = await runOnce({ ...base, clock, config: { resendInDoubt: true } })

    expect(summary).toMatchObject({ outcomes: { created: 1, in_doubt: 0 } })
    // The sandbox has forgotten the key, as the API would have: that is what the option warns of.
    expect(recordsBySource(base.sandbox)).toEqual(new Map([['1', 2]]))
  })

  test('and was edited since is settled first, and then updated: never a second record', async () => {
    const { clock, lost: _, ...base } = await afterLostAnswer()
    clock.advance(hourMs)

    const { summary } = await runOnce({ ...base, clock, csv: 'ID,Name\n1,Second\n' })

    expect(summary).toMatchObject({ settled: 1, outcomes: { updated: 1 } })
    expect(base.sandbox.state().records['opportunity']).toMatchObject([{ fields: { $name: 'Second', sourceId: '1' } }])
  })

  test('and was made invalid since is settled all the same', async () => {
    const { clock, lost: _, ...base } = await afterLostAnswer()

    const { summary } = await runOnce({ ...base, clock, csv: 'ID,Name\n1,\n' })

    expect(summary).toMatchObject({ settled: 1, outcomes: { invalid: 1 } })
    const mended = await runOnce({ ...base, clock })
    expect(mended.summary).toMatchObject({ outcomes: { skipped: 1 } })
    expect(recordsBySource(base.sandbox)).toEqual(new Map([['1', 1]]))
  })
})

test('a request that never reached the API leaves no doubt: its row is pending', async () => {
  const clock = new TestClock()
  const sandbox = await sandboxFor({ clock: () => clock.now() })
  await makeAccount(sandbox)
  sandbox.setFaults([{ kind: 'status', status: 401, match: { method: 'POST' } }])
  const base = { sandbox, clock, folder: temporaryFolder(), csv: 'ID,Name\n1,First\n2,Second\n', mapping }

  const refused = await runOnce(base)
  sandbox.setFaults([])
  const next = await runOnce(base)

  expect(refused.summary).toMatchObject({ end: 'stopped', reason: { code: 'key_refused' }, outcomes: { pending: 2 } })
  expect(next.summary).toMatchObject({ settled: 0, outcomes: { created: 2 } })
})

test('a row in doubt that the file has no more is told of all the same', async () => {
  const { clock, lost: _, ...base } = await afterLostAnswer()
  clock.advance(48 * hourMs)
  const csv = 'ID,Name\n2,Second\n'

  const { summary } = await runOnce({ ...base, clock, csv })

  expect(summary).toMatchObject({ rows: 1, outcomes: { created: 1, in_doubt: 0 }, leftInDoubt: 1 })
  const settled = await runOnce({ ...base, clock, csv, config: { resendInDoubt: true } })
  expect(settled.summary).toMatchObject({ settled: 1, outcomes: { skipped: 1 }, leftInDoubt: 0 })
})

test('a clock that was wrong when a request was sent does not make its key young', async () => {
  const { clock, lost: _, ...base } = await afterLostAnswer()
  clock.advance(-72 * hourMs)
  const before = requests(base.sandbox)

  const { summary } = await runOnce({ ...base, clock })

  expect(summary.outcomes).toMatchObject({ in_doubt: 1 })
  expect(requests(base.sandbox)).toBe(before)
})

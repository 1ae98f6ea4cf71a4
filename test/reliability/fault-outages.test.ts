import { expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { expectRecords, prepare, runToTheEnd, timeoutFor } from './faulty-import.ts'

const minuteMs = 60_000
const afterSome = { category: 'write', nth: { from: 100 } } as const

test.each<[string, Fault]>([
  ['answers 503', { kind: 'status', status: 503, match: afterSome, lastsMs: 3 * minuteMs }],
  ['answers 503 with the work done', { kind: 'error-after', status: 503, match: afterSome, lastsMs: 3 * minuteMs }],
  ['resets', { kind: 'reset-before', match: afterSome, lastsMs: 3 * minuteMs }],
  ['does not answer', { kind: 'hang', match: afterSome, lastsMs: 3 * minuteMs }],
  ['refuses connections', { kind: 'refuse', match: afterSome, ms: 3 * minuteMs, times: 1 }],
])('a run waits for an API that %s for three minutes, and goes on by itself', async (_, fault) => {
  const one = await prepare('create', 1, { timeoutMs: timeoutFor(fault) })
  one.sandbox.setFaults([fault])

  expect(await runToTheEnd(one, 1)).toEqual(['finished'])

  expectRecords(one, 1)
})

test.each<[string, Fault]>([
  ['answers 503', { kind: 'status', status: 503, match: afterSome }],
  ['answers 504 with the work done', { kind: 'error-after', status: 504, match: afterSome }],
  ['resets with the work done', { kind: 'reset-after', match: afterSome }],
  ['does not answer', { kind: 'hang', match: afterSome }],
])(
  'a run gives up on an API that %s for longer than it may; nothing has failed, and the next one goes on',
  async (_, fault) => {
    const one = await prepare('create', 2, { giveUpAfterMs: minuteMs, timeoutMs: timeoutFor(fault) })
    one.sandbox.setFaults([fault])

    const { summary } = await one.run()
    one.sandbox.setFaults([])

    expect([summary.end, summary.reason?.code]).toEqual(['stopped', 'api_unreachable'])
    expect(summary.outcomes).toMatchObject({ failed: 0, invalid: 0, skipped: 0 })
    expect(await runToTheEnd(one, 1)).toEqual(['finished'])
    expectRecords(one, 1)
  },
)

test.each([
  [401, 'key_refused'],
  [403, 'scope_missing'],
])('%i in the middle of a run stops every worker at once; the rows are as they were', async (status, code) => {
  const one = await prepare('create', 3)
  one.sandbox.setFaults([{ kind: 'status', status, match: afterSome }])

  const { summary } = await one.run()
  const refused = one.sandbox.state().requests.write.byStatus[status]
  one.sandbox.setFaults([])

  expect([summary.end, summary.reason?.code]).toEqual(['stopped', code])
  expect(summary.outcomes).toEqual(expect.objectContaining({ created: 99, failed: 0, in_doubt: 0 }))
  // Those that were under way when the first of them was refused.
  expect(refused).toBeLessThanOrEqual(one.concurrency)
  expect(await runToTheEnd(one, 1)).toEqual(['finished'])
  expectRecords(one, 0)
})

test.each<[string, Readonly<Record<string, string | null>>]>([
  ['no rate headers and no date', { 'x-ratelimit-limit': null, 'x-ratelimit-remaining': null, date: null }],
  ['a limit of nothing', { 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0' }],
  ['a limit below nothing', { 'x-ratelimit-limit': '-25', 'x-ratelimit-remaining': '-1' }],
  ['words for numbers', { 'x-ratelimit-limit': 'many', 'x-ratelimit-reset': 'soon', 'retry-after': 'never' }],
  ['a date that is none', { date: 'yesterday', 'x-ratelimit-reset': '99999999999999999999' }],
])('%s in one answer of five does no harm', async (_, set) => {
  const one = await prepare('create', 4)
  one.sandbox.setFaults([{ kind: 'headers', set, match: { nth: { every: 5 } } }])

  expect(await runToTheEnd(one, 1)).toEqual(['finished'])

  expectRecords(one, 0)
})

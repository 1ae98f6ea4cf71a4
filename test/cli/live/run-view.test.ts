import { describe, expect, test } from 'vitest'
import { LookUpWait } from '../../../src/cli/live/look-up-wait.ts'
import { RowsExpected } from '../../../src/cli/live/rows-expected.ts'
import { RunView, type RunViewParts } from '../../../src/cli/live/run-view.ts'
import type { RowResult } from '../../../src/import/row-result.ts'
import type { Outage } from '../../../src/lightfield/outages.ts'
import { RateLimiter } from '../../../src/lightfield/rate-limiter.ts'
import { systemClock } from '../../../src/model/clock.ts'
import type { Outcome } from '../../../src/model/outcome.ts'

const pace = { assumedRate: 25, wantedRate: null, headroom: 0 }

function viewOf(
  changes: Partial<RunViewParts> = {},
  outage: Outage | null = null,
  requests = { write: 0, read: 0, search: 0 },
): RunView {
  return new RunView({
    title: 'deals → opportunity',
    config: { dryRun: false, limit: null },
    client: {
      outage,
      limiter: category => new RateLimiter(category, pace, systemClock),
      counts: () => ({ requests, retries: 0, throttled: 0 }),
    },
    ledger: { countRows: () => 0, unsettled: () => [], incomplete: () => [] },
    isRetry: false,
    rowsRead: () => 100,
    share: () => 1,
    ...changes,
  })
}

function ended(outcome: Outcome, row = 1): RowResult {
  return {
    ...{ identity: `row ${row}`, row, line: row + 1, key: '', outcome, recordId: null, httpLink: null, attempts: 1 },
    error: { code: 'odd', param: null, column: null, message: 'Odd.' },
    ...{ idempotencyKey: null, cells: null, planned: null },
  }
}

describe('how many rows there will be', () => {
  test('is what was read, once all of it is', () => {
    expect(viewOf().source.total()).toEqual({ rows: 100, isEstimate: false })
  })

  test('is unknown where nobody knows how long the file is', () => {
    expect(viewOf({ share: () => null }).source.total()).toBeNull()
  })

  test('is bounded by --limit, which does not count rows that are done', () => {
    const { source, ...view } = viewOf({ config: { dryRun: false, limit: 10 } })
    expect(source.total()).toEqual({ rows: 10, isEstimate: false })

    const resumed = viewOf({ config: { dryRun: false, limit: 10 } })
    for (let row = 1; row <= 30; row++) resumed.add(ended('skipped', row))
    expect(resumed.source.total()).toEqual({ rows: 40, isEstimate: true })
    expect(view).toBeDefined()
  })

  test('is told by the ledger for a retry', () => {
    const asked: (readonly string[])[] = []
    const countRows = (states: readonly string[]): number => {
      asked.push(states)
      return 7
    }
    const { source } = viewOf({ isRetry: true, ledger: { countRows, unsettled: () => [], incomplete: () => [] } })

    expect([source.total(), source.total()]).toEqual(Array(2).fill({ rows: 7, isEstimate: false }))
    expect(asked).toEqual([['failed', 'ambiguous', 'pending', 'sending', 'in_doubt']])
  })

  test('is estimated from the bytes, in round numbers that stand', () => {
    let [rows, share] = [0, 0]
    const expected = new RowsExpected({ rowsRead: () => rows, share: () => share })
    const told = (read: number, of: number): unknown => {
      rows = read
      share = of
      return expected.total
    }

    expect(told(0, 0)).toBeNull()
    expect(told(5_030, 0.05)).toEqual({ rows: 100_000, isEstimate: true })
    expect(told(10_400, 0.1)).toEqual({ rows: 100_000, isEstimate: true })
    expect(told(60_000, 0.5)).toEqual({ rows: 120_000, isEstimate: true })
    expect(told(124_000, 0.999)).toEqual({ rows: 124_000, isEstimate: true })
    expect(told(124_321, 1)).toEqual({ rows: 124_321, isEstimate: false })
  })
})

test('rows that the ledger has are taken off as they are met', () => {
  const view = viewOf({ ledger: { countRows: () => 50, unsettled: () => [], incomplete: () => [] } })
  expect(view.source.knownLeft()).toBe(50)

  for (let row = 1; row <= 20; row++) view.add(ended(row <= 15 ? 'skipped' : 'updated', row))
  expect(view.source.knownLeft()).toBe(30)
})

test('the last three failures are kept', () => {
  const view = viewOf()
  for (let row = 1; row <= 9; row++) view.add(ended(row % 2 === 0 ? 'failed' : 'created', row))

  expect(view.source.failures().map(({ row }) => row)).toEqual([4, 6, 8])
})

describe('what it waits for', () => {
  test('is an API that does not answer, and then nobody knows how long', () => {
    const { source } = viewOf({}, { reason: 'status 503', sinceMs: Date.now() })

    expect(source.wait(Date.now())).toMatch(/^The API does not answer \(status 503\) since /)
    expect(source.heldUntil()).toBe(Number.POSITIVE_INFINITY)
  })

  test('are requests of an earlier run, before the first row', () => {
    const unsettled = () => Array(12).fill(null)
    const ledger = { countRows: () => 12, unsettled, incomplete: () => [] }

    expect(viewOf({ ledger, rowsRead: () => 0 }).source.wait(0)).toBe('Settling 12 requests of an earlier run first')
    expect(viewOf({ ledger }).source.wait(0)).toBeNull()
  })

  test('are the records that rows name, where those are written before the first row has ended', () => {
    const requests = { write: 40, read: 0, search: 0 }
    const view = viewOf({}, null, requests)
    requests.write += 59
    expect(view.source.wait(0)).toBeNull()
    requests.write += 61

    expect(view.source.wait(0)).toBe('Creating the records that rows name, 120 so far')
    view.add(ended('created'))
    expect(view.source.wait(0)).toBeNull()
  })

  test('are the pages of all records, where a look-up is answered from them', () => {
    let searches = 5
    const wait = new LookUpWait(() => searches)
    const decision = { object: 'account', by: ['$name'], values: 900, isEstimate: false, records: 1_000 }
    wait.add({ ...decision, way: 'searches' })
    expect(wait.text).toBeNull()

    wait.add({ ...decision, way: 'pages' })
    searches += 11
    expect(wait.text).toBe('Reading the records of account for the look-ups: page 12 of 40')
    searches += 29
    expect(wait.text).toBeNull()
  })
})

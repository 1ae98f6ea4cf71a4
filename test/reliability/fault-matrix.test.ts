import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { expectRecords, onRow, places, prepare, runToTheEnd, timeoutFor } from './faulty-import.ts'
import { gateway } from './mixed-faults.ts'

/** What can go wrong with one request before it is carried out. */
const faults: readonly Fault[] = [
  { kind: 'refuse', ms: 2000 },
  { kind: 'reset-before' },
  { kind: 'hang' },
  { kind: 'conflict', times: 3 },
  { kind: 'html' },
  { kind: 'redirect' },
  { kind: 'redirect', status: 301, location: 'http://localhost:9/v1/opportunities' },
  { kind: 'status', status: 404, ...gateway },
  { kind: 'status', status: 408 },
  { kind: 'status', status: 425 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retryAfter: 2 },
  { kind: 'status', status: 429, retryAfter: 1.5 },
  { kind: 'status', status: 429, retryAfter: -5 },
  { kind: 'status', status: 429, retryAfter: 'soon' },
  { kind: 'status', status: 429, retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502, ...gateway },
  { kind: 'status', status: 503, retryAfter: 1 },
  { kind: 'status', status: 504 },
]

describe.each(faults)('%j, with nothing carried out', fault => {
  test.each(places)('for the %s of a thousand rows leaves one record a row', async (_, row) => {
    const one = await prepare('create', row, { timeoutMs: timeoutFor(fault) })
    one.sandbox.setFaults([onRow(fault, row)])

    expect(await runToTheEnd(one, 1)).toEqual(['finished'])
    expectRecords(one, 1)
  })
})

test.each(places)('a 429 that asks for a day ends the run at the %s row, and the next one goes on', async (_, row) => {
  const one = await prepare('create', row)
  one.sandbox.setFaults([onRow({ kind: 'status', status: 429, retryAfter: 86_400 }, row)])

  expect(await runToTheEnd(one, 2)).toEqual(['rate_limit_used_up', 'finished'])
  expectRecords(one, 1)
})

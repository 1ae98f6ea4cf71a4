import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { expectRecords, onRow, places, prepare, runToTheEnd, timeoutFor } from './faulty-import.ts'
import { gateway } from './mixed-faults.ts'

/** What can go wrong with the answer to a request that is carried out. */
const faults: readonly Fault[] = [
  { kind: 'reset-after' },
  { kind: 'commit-late', ms: 3000 },
  { kind: 'hang-after' },
  { kind: 'drip' },
  { kind: 'drip-headers' },
  { kind: 'cut-json' },
  { kind: 'no-id' },
  { kind: 'wrong-id', id: 12 },
  { kind: 'wrong-id', id: '' },
  { kind: 'bad-utf8' },
  { kind: 'gzip' },
  { kind: 'huge-body', bytes: 30_000_000 },
  { kind: 'error-after', status: 200, ...gateway },
  { kind: 'error-after', status: 204, body: '' },
  { kind: 'error-after', status: 408 },
  { kind: 'error-after', status: 425 },
  { kind: 'error-after', status: 500 },
  { kind: 'error-after', status: 502, ...gateway },
  { kind: 'error-after', status: 503, retryAfter: 1 },
  { kind: 'error-after', status: 504 },
]

describe.each(faults)('%j, with the request carried out', fault => {
  test.each(places)('for the %s of a thousand rows leaves one record a row', async (_, row) => {
    const one = await prepare('create', row, { timeoutMs: timeoutFor(fault) })
    one.sandbox.setFaults([onRow(fault, row)])

    expect(await runToTheEnd(one, 1)).toEqual(['finished'])
    expectRecords(one, 1)
  })
})

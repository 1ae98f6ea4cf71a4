import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { RunStopped } from '../../../src/errors.ts'
import type { ReadRecord } from '../../../src/import/verify/verify-row.ts'
import { RunVerification, type RunVerificationParts } from '../../../src/import/verify/verify-run.ts'
import type { LedgerRow } from '../../../src/ledger/ledger-row.ts'
import { ReadRefused } from '../../../src/lightfield/read-errors.ts'
import type { ApiRecord } from '../../../src/lightfield/record.ts'
import { silentLog } from '../../../src/model/log.ts'
import { sameValue } from '../../../src/model/same-value.ts'
import { ledgerRow } from '../rows.ts'

const never = new AbortController().signal

function rowNumbered(row: number): LedgerRow {
  return ledgerRow({ identity: `row ${row}`, row, line: row + 1, recordId: `opp_${row}`, runId: 'run' })
}

function recordOf(id: string, name = 'Acme'): ApiRecord {
  const fields = new Map([['$name', name]])
  return { id, httpLink: null, createdAt: null, updatedAt: null, fields, relationships: new Map() }
}

const reads: ReadRecord = async (_, id) => recordOf(id)

function verification(
  rows: number | 'all',
  count: number,
  read: ReadRecord,
  more: Partial<RunVerificationParts> & { readonly signal?: AbortSignal } = {},
): RunVerification {
  const ledgerRows = new Map(Array.from({ length: count }, (_, index) => [`row ${index + 1}`, rowNumbered(index + 1)]))
  const parts: RunVerificationParts = {
    object: 'opportunity',
    runId: 'run',
    log: silentLog,
    ledger: {
      find: identity => ledgerRows.get(identity) ?? null,
      rows: () => ledgerRows.values(),
      writesTo: () => [],
    },
    read,
    isSame: (_, held, wanted) => sameValue(held, wanted, null, []),
    bound: () => 8,
    expectedRows: () => count,
    random: () => 0.5,
    ...more,
  }
  return new RunVerification(rows, parts, more.signal ?? never)
}

function end(verified: RunVerification, rows: number, outcome: 'created' | 'skipped' = 'created'): void {
  for (let row = 1; row <= rows; row += 1) verified.add({ outcome, identity: `row ${row}`, row })
}

test('records are read back while rows are still being written', async () => {
  const read: string[] = []
  const verified = verification('all', 4, async (_, id) => {
    read.push(id)
    return recordOf(id)
  })
  end(verified, 2)
  for (let turn = 0; turn < 5; turn += 1) await setImmediate()
  expect(read).toEqual(['opp_1', 'opp_2'])
  expect(await verified.finish(true)).toMatchObject({ rows: 2, counts: { same: 2 }, left: 0 })
})

test('each written row is verified once, also where far more end than can wait', async () => {
  const times = new Map<string, number>()
  const verified = verification('all', 5_000, async (_, id) => {
    times.set(id, (times.get(id) ?? 0) + 1)
    return recordOf(id)
  })
  end(verified, 5_000)
  expect(await verified.finish(true)).toMatchObject({ rows: 5_000, counts: { same: 5_000 }, left: 0 })
  expect(times.size).toBe(5_000)
  expect(Math.max(...times.values())).toBe(1)
})

test('a sample is as large as it was asked to be and spread over the run', async () => {
  const rows: string[] = []
  const verified = verification(10, 1_000, async (_, id) => {
    rows.push(id)
    return recordOf(id)
  })
  end(verified, 1_000)
  expect(await verified.finish(true)).toMatchObject({ rows: 10, counts: { same: 10 } })
  expect(rows.map(id => Math.floor((Number(id.slice(4)) - 1) / 100))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('rows that nothing was written for are not read back', async () => {
  const verified = verification('all', 3, reads)
  end(verified, 3, 'skipped')
  expect(await verified.finish(true)).toMatchObject({ rows: 0, counts: { same: 0 }, left: 0 })
})

test('what differs or is not there while rows are written is looked at once more when they are', async () => {
  let isOver = false
  const verified = verification('all', 3, async (_, id) => {
    if (id === 'opp_1') return recordOf(id, isOver ? 'Acme' : 'not yet')
    if (id === 'opp_2') return isOver ? recordOf(id) : null
    return recordOf(id, 'Other')
  })
  end(verified, 3)
  for (let turn = 0; turn < 5; turn += 1) await setImmediate()
  isOver = true
  const { counts, differences, byKey } = await verified.finish(true)
  expect(counts).toEqual({ same: 2, different: 1, missing: 0, unread: 0 })
  expect(differences).toMatchObject([{ row: 3, line: 4, recordId: 'opp_3', keys: ['$name'] }])
  expect(byKey).toEqual(new Map([['$name', 1]]))
})

test('a record that the API refuses to show is counted, and the others are read', async () => {
  const verified = verification('all', 3, async (_, id) => {
    if (id === 'opp_2') throw new ReadRefused(422, 'unprocessable', '/v1/opportunities/opp_2')
    return recordOf(id)
  })
  end(verified, 3)
  expect(await verified.finish(true)).toMatchObject({ counts: { same: 2, unread: 1 }, left: 0, reason: null })
})

test('an API that is not to be reached ends it, with the rows that are left and the reason', async () => {
  const gone = new RunStopped('api_unreachable', 'The API cannot be reached.')
  const verified = verification('all', 100, async (_, id) => {
    if (id === 'opp_5') throw gone
    return recordOf(id)
  })
  end(verified, 100)
  const { rows, counts, left, reason } = await verified.finish(true)
  expect([rows, reason]).toEqual([100, gone])
  expect(left).toBe(100 - counts.same)
  expect(left).toBeGreaterThan(0)
})

test('an interruption ends it in order: what was read is told, and what is left', async () => {
  const controller = new AbortController()
  const verified = verification(
    'all',
    100,
    async (_, id, signal) => {
      if (id === 'opp_20') controller.abort(new Error('Ctrl-C'))
      signal.throwIfAborted()
      return recordOf(id)
    },
    { signal: controller.signal },
  )
  end(verified, 100)
  const { rows, counts, left, reason } = await verified.finish(true)
  expect([rows, counts.same + left, reason]).toEqual([100, 100, null])
  expect(left).toBeGreaterThan(50)
})

test('a run that has ended early leaves the rest', async () => {
  const verified = verification('all', 5_000, reads)
  end(verified, 5_000)
  const { rows, counts, left } = await verified.finish(false)
  expect([rows, counts.same + left]).toEqual([5_000, 5_000])
  expect(left).toBeGreaterThan(3_000)
})

test('a bug is thrown', async () => {
  const verified = verification('all', 1, async () => {
    throw new TypeError('a bug')
  })
  end(verified, 1)
  await expect(verified.finish(true)).rejects.toThrow('a bug')
})

test('a row that has no settled record is left', async () => {
  const verified = verification('all', 1, reads, {
    ledger: { find: () => ledgerRow({ state: 'sending' }), rows: () => [], writesTo: () => [] },
  })
  end(verified, 1)
  expect(await verified.finish(true)).toMatchObject({ rows: 1, counts: { same: 0 }, left: 1 })
})

import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportLedger } from '../../src/ledger/ledger.ts'
import type { Change } from '../../src/ledger/ledger-row.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../src/model/clock.ts'
import { ledgerRow } from '../import/rows.ts'
import { temporaryFolder } from '../temporary.ts'

const workspace = { baseUrl: 'http://127.0.0.1:1/', apiKey: 'sk_lf_one' }

function open(path: string, asWorkspace: typeof workspace | null = workspace) {
  return openLedger({ path, workspace: asWorkspace, acceptNewKey: false, clock: systemClock })
}

let writes = 0

/** A row of this identity writes to a record, in a run. */
async function write(ledger: ImportLedger, identity: string, recordId: string, runId: string): Promise<void> {
  writes += 1
  const change: Omit<Change, 'id'> = {
    identity,
    runId,
    operation: 'update',
    recordId,
    before: null,
    body: JSON.stringify({ fields: { n: writes } }),
    idempotencyKey: `key ${writes}`,
    at: Date.now(),
  }
  await ledger.record(ledgerRow({ identity, recordId, runId }), change)
}

test('the writes to a record are those of every import, the oldest first, but what was undone', async () => {
  await using ledger = await open(join(temporaryFolder(), 'ledger.db'))
  const one = ledger.openImport('one', 'opportunity')
  const other = ledger.openImport('other', 'opportunity')
  await write(one, 'a', 'opp_1', 'run')
  await write(other, 'a', 'opp_1', 'run')
  await write(one, 'b', 'opp_2', 'run')
  await write(one, 'c', 'opp_1', 'run')
  const undone = [...one.changes(null)].flat().filter(({ identity }) => identity === 'c')
  await one.recordUndone(ledgerRow({ identity: 'c', recordId: null, written: null }), undone)

  const told = one.writesTo('opp_1').map(({ identity, isOwn }) => [identity, isOwn])
  expect(told).toEqual([
    ['a', true],
    ['a', false],
  ])
  expect(other.writesTo('opp_1').map(({ isOwn }) => isOwn)).toEqual([false, true])
  expect(one.writesTo('opp_9')).toEqual([])
})

test('the writes of a run are counted by rows and by records, each once', async () => {
  await using ledger = await open(join(temporaryFolder(), 'ledger.db'))
  const rows = ledger.openImport('one', 'opportunity')
  rows.startRun('first', 'a.csv', null)
  await write(rows, 'a', 'opp_1', 'first')
  rows.startRun('second', 'a.csv', null)
  await write(rows, 'a', 'opp_1', 'second')
  await write(rows, 'a', 'opp_1', 'second')
  await write(rows, 'b', 'opp_1', 'second')
  await write(rows, 'c', 'opp_3', 'second')

  expect(rows.countWrites('first')).toEqual({ rows: 1, records: 1 })
  expect(rows.countWrites('second')).toEqual({ rows: 3, records: 2 })
  expect(rows.countWrites('unknown')).toEqual({ rows: 0, records: 0 })
})

test('writes of the run that is under way count whatever the clock says, and those of other imports never', async () => {
  await using ledger = await open(join(temporaryFolder(), 'ledger.db'))
  const rows = ledger.openImport('one', 'opportunity')
  const others = ledger.openImport('other', 'opportunity')
  await write(rows, 'a', 'opp_1', 'run')
  rows.startRun('run', 'a.csv', null)
  others.startRun('run', 'b.csv', null)
  expect(rows.countWrites('run')).toEqual({ rows: 0, records: 0 })
  await write(others, 'a', 'opp_2', 'run')
  await write(rows, 'b', 'opp_3', 'run')
  expect(rows.countWrites('run')).toEqual({ rows: 1, records: 1 })
  expect(others.countWrites('run')).toEqual({ rows: 1, records: 1 })
})

test.each([
  ['another address', { ...workspace, baseUrl: 'http://127.0.0.1:2/' }, false, 'belongs to'],
  ['another key', { ...workspace, apiKey: 'sk_lf_two' }, false, 'another API key'],
  ['another key that is of the same workspace', { ...workspace, apiKey: 'sk_lf_two' }, true, null],
  ['the same', workspace, false, null],
])('a reader with %s is told, and the ledger stays as it was', async (_, other, acceptNewKey, message) => {
  const path = join(temporaryFolder(), 'ledger.db')
  await (await open(path))[Symbol.asyncDispose]()
  await using ledger = await open(path, null)
  const check = (): void => ledger.assertWorkspace(other, acceptNewKey)
  if (message === null) expect(check).not.toThrow()
  else expect(check).toThrow(message)
  expect(() => ledger.assertWorkspace(workspace, false)).not.toThrow()
})

import { describe, expect, test } from 'vitest'
import { RunStopped } from '../../src/errors.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { RunFacts } from '../../src/ledger/run-record.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../src/model/clock.ts'
import { createdRow, createOf, failedRow, ledgerOptions, newLedgerPath, noOutcomes, rowToSend } from './ledger-rows.ts'

const facts: RunFacts = {
  columns: ['Deal Name', '__proto__', 'Zoë'],
  key: ['__proto__', 'Zoë'],
  definitions: new Map([
    ['$name', 'digest-1'],
    ['__proto__', 'digest-2'],
  ]),
}

describe('the last run over a whole file', () => {
  test('is told with what it was given and how many rows it read, after the ledger was closed', async () => {
    const path = newLedgerPath()
    {
      await using ledger = await openLedger(ledgerOptions(path))
      const deals = ledger.openImport('deals', 'opportunity')
      expect(deals.lastWhole()).toBeNull()
      deals.startRun('run-1', 'deals.csv', facts)
      expect(deals.lastWhole()).toBeNull()
      deals.endRun('run-1', 'finished', { ...noOutcomes, created: 70, skipped: 20, failed: 10 }, true)
    }
    await using ledger = await openLedger(ledgerOptions(path, { workspace: null }))
    expect(ledger.readImport('deals')?.lastWhole()).toEqual({ facts, rows: 100 })
  })

  test.each([
    ['that was stopped', 'stopped', true, facts],
    ['that was interrupted', 'interrupted', true, facts],
    ['over a part of its file', 'finished', false, facts],
    ['without a file', 'finished', true, null],
  ] as const)('is not one %s', async (_, state, isWhole, given) => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    deals.startRun('run-1', 'deals.csv', facts)
    deals.endRun('run-1', 'finished', { ...noOutcomes, created: 5 }, true)
    deals.startRun('run-2', 'deals.csv', given)
    deals.endRun('run-2', state, { ...noOutcomes, created: 9 }, isWhole)
    expect(deals.lastWhole()?.rows).toBe(5)
  })

  test('is that of the same import', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    const tasks = ledger.openImport('tasks', 'task')
    deals.startRun('run-1', 'deals.csv', facts)
    deals.endRun('run-1', 'finished', noOutcomes, true)
    expect(tasks.lastWhole()).toBeNull()
  })
})

describe('what the last run over a file was given', () => {
  test('is told however far it came, and whatever ran since without a file', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    expect(deals.lastFacts()).toBeNull()
    deals.startRun('run-1', 'deals.csv', facts)
    deals.endRun('run-1', 'finished', noOutcomes, true)
    deals.startRun('run-2', 'deals.csv', { ...facts, key: null })
    deals.endRun('run-2', 'stopped', noOutcomes, false)
    deals.startRun('run-3', 'retry', null)
    expect(deals.lastFacts()).toEqual({ ...facts, key: null })
    expect(ledger.openImport('tasks', 'task').lastFacts()).toBeNull()
  })

  test('has no key where an older version wrote it down', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    const { key: _, ...older } = facts
    deals.startRun('run-1', 'deals.csv', older)
    expect(deals.lastFacts()).toEqual(older)
    expect(deals.lastFacts()?.key).toBeUndefined()
  })
})

test.each([
  ['a row that was created', createdRow(1), true],
  ['a row that is being sent', { ...rowToSend(1), state: 'sending' }, true],
  ['a row in doubt', { ...rowToSend(1), state: 'in_doubt' }, true],
  ['a row that failed', failedRow(1, 'conflict'), false],
] as const)('an import with %s: whether it may have records', async (_, row, mayHave) => {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  await ledger.openImport('tasks', 'task').record(createdRow(1))
  expect(deals.mayHaveRecords()).toBe(false)
  await deals.record(row)
  expect(deals.mayHaveRecords()).toBe(mayHave)
})

test('a run that stopped is told with its reason, after the ledger was closed, and without its cause', async () => {
  const path = newLedgerPath()
  const reason = new RunStopped('key_refused', 'The API refuses the key.', {
    hint: 'Check it.',
    cause: new Error('no'),
  })
  {
    await using ledger = await openLedger(ledgerOptions(path))
    const deals = ledger.openImport('deals', 'opportunity')
    deals.startRun('run-1', 'deals.csv', null)
    deals.endRun('run-1', 'stopped', noOutcomes, false, reason)
  }
  await using ledger = await openLedger(ledgerOptions(path, { workspace: null }))
  const stopped = { code: 'key_refused', message: 'The API refuses the key.', hint: 'Check it.' }
  expect(ledger.status(null)[0]?.runs).toMatchObject([{ state: 'stopped', stopped }])
})

test('a run is killed once nobody works on its import, or somebody who came later', async () => {
  const path = newLedgerPath()
  const states = (ledger: Ledger) => ledger.status(null)[0]?.runs.map(({ state }) => state)
  const first = await openLedger(ledgerOptions(path))
  first.openImport('deals', 'opportunity').startRun('run-1', 'deals.csv', null)
  await using onlooker = await openLedger(ledgerOptions(path, { workspace: null }))
  expect(states(onlooker)).toEqual(['running'])
  await first[Symbol.asyncDispose]()
  expect(states(onlooker)).toEqual(['killed'])

  const later = { ...systemClock, now: () => Date.now() + 60_000 }
  await using second = await openLedger(ledgerOptions(path, { clock: later }))
  second.openImport('deals', 'opportunity')
  expect(states(onlooker)).toEqual(['killed'])
})

test('one run can go over several imports', async () => {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  const parents = ledger.openImport('deals/account', 'account')
  deals.startRun('run-1', 'deals.csv', null)
  parents.startRun('run-1', 'deals.csv', null)
  deals.endRun('run-1', 'stopped', { ...noOutcomes, created: 1 }, false)
  parents.endRun('run-1', 'finished', { ...noOutcomes, created: 2 }, false)
  expect(ledger.status(null).map(({ name, runs }) => [name, runs[0]?.state, runs[0]?.outcomes?.created])).toEqual([
    ['deals', 'stopped', 1],
    ['deals/account', 'finished', 2],
  ])
})

test('an intent is of the run of its import, and of its row where the import has none', async () => {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  const parents = ledger.openImport('deals/account', 'account')
  deals.startRun('run-2', 'deals.csv', null)
  const error = { code: 'conflict', param: null, column: null, message: 'No.' }
  const row = { ...rowToSend(1), runId: 'run-1', error }
  await deals.intend(row)
  await parents.intend(row)
  const intended = { state: 'sending', attempts: 1, error: null, sent: createOf(1) }
  expect(deals.find('identity-1')).toMatchObject({ ...intended, runId: 'run-2' })
  expect(parents.find('identity-1')).toMatchObject({ ...intended, runId: 'run-1' })
})

test('an import that is open is given again, and still only as what it is', async () => {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  expect(ledger.openImport('deals', 'opportunity')).toBe(deals)
  expect(() => ledger.openImport('deals', 'account')).toThrow(expect.objectContaining({ code: 'object_changed' }))
})

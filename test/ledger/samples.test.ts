import { expect, test } from 'vitest'
import { dryImport } from '../../src/ledger/dry-import.ts'
import { openScratchLedger } from '../../src/ledger/scratch-ledger.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../src/model/clock.ts'
import { latencyBoundsMs, type RunSample } from '../../src/model/run-sample.ts'
import { ledgerOptions, newLedgerPath, noOutcomes } from './ledger-rows.ts'

const counts = [...latencyBoundsMs, Number.POSITIVE_INFINITY].map(() => 0)

function sample(startedAt: number, more: Partial<RunSample> = {}): RunSample {
  return {
    startedAt,
    endedAt: startedAt + 10_000,
    requests: { write: 250, read: 3, search: 7 },
    throttled: 1,
    retries: 2,
    limit: 24.5,
    pausedMs: 1_000,
    outageMs: 2_000,
    latency: counts.with(3, 240).with(counts.length - 1, 10),
    ...more,
  }
}

test('the samples of a run are read as they were written, in their order, by whoever opens the ledger later', async () => {
  const path = newLedgerPath()
  // A clock that was set back does not change the order.
  const taken = [sample(50_000), sample(10_000, { latency: counts }), sample(20_000, { latency: counts.with(0, 1) })]
  {
    await using ledger = await openLedger(ledgerOptions(path))
    const deals = ledger.openImport('deals', 'opportunity')
    deals.startRun('run-1', 'deals.csv', null)
    for (const each of taken) await deals.addSample('run-1', each)
    expect(deals.samples('run-1')).toEqual(taken)
    deals.endRun('run-1', 'finished', noOutcomes, true)
  }
  await using ledger = await openLedger(ledgerOptions(path, { workspace: null }))
  const deals = ledger.readImport('deals')
  expect(deals?.samples('run-1')).toEqual(taken)
  expect(deals?.samples('run-2')).toEqual([])
})

test('two imports of one run have their own', async () => {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  const deals = ledger.openImport('deals', 'opportunity')
  const tasks = ledger.openImport('tasks', 'task')
  await deals.addSample('run-1', sample(0))
  await tasks.addSample('run-1', sample(10_000))
  expect([deals.samples('run-1'), tasks.samples('run-1')]).toEqual([[sample(0)], [sample(10_000)]])
})

test('a dry run adds none to the ledger, and sees those that are there', async () => {
  await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
  await using scratch = await openScratchLedger(systemClock)
  const deals = ledger.openImport('deals', 'opportunity')
  await deals.addSample('run-1', sample(0))
  const dry = dryImport(deals, scratch.openImport('deals', 'opportunity'))
  await dry.addSample('run-2', sample(10_000))
  expect(dry.samples('run-1')).toEqual([sample(0)])
  expect(deals.samples('run-2')).toEqual([])
})

test('a sample takes less than 150 bytes: 100 hours of them some megabytes', async () => {
  const path = newLedgerPath()
  await using ledger = await openLedger(ledgerOptions(path))
  const deals = ledger.openImport('deals', 'opportunity')
  const many = Array.from({ length: 3_600 }, (_, at) => deals.addSample('20261121-101500-3f9a', sample(at * 10_000)))
  await Promise.all(many)
  expect(deals.samples('20261121-101500-3f9a')).toHaveLength(3_600)
  const { DatabaseSync } = await import('node:sqlite')
  using database = new DatabaseSync(path, { readOnly: true })
  const size = database.prepare("SELECT sum(pgsize) AS bytes FROM dbstat WHERE name = 'samples'").get()
  expect(Number(size?.['bytes'])).toBeLessThan(3_600 * 150)
})

import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { dryImport } from '../../src/ledger/dry-import.ts'
import type { Ledger, ReadonlyImport } from '../../src/ledger/ledger.ts'
import type { LedgerRow } from '../../src/ledger/ledger-row.ts'
import { openScratchLedger } from '../../src/ledger/scratch-ledger.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../src/model/clock.ts'
import {
  changeOf,
  createdRow,
  createOf,
  failedRow,
  ledgerOptions,
  newLedgerPath,
  noOutcomes,
  rowToSend,
  updatedRow,
} from './ledger-rows.ts'

/** A ledger with these rows, closed, and a dry run over it. */
async function openDry(rows: readonly LedgerRow[]) {
  const path = newLedgerPath()
  {
    await using ledger = await openLedger(ledgerOptions(path))
    const deals = ledger.openImport('deals', 'opportunity')
    deals.startRun('run-1', 'deals.csv', { columns: ['Name'], definitions: new Map() })
    await Promise.all(rows.map(row => deals.record(row, row.state === 'created' ? changeOf(row) : undefined)))
    deals.endRun('run-1', 'finished', { ...noOutcomes, created: rows.length }, true)
  }
  const real = await openLedger(ledgerOptions(path, { workspace: null }))
  const stored = knownImport(real)
  const scratch = await openScratchLedger(systemClock)
  return {
    dry: dryImport(stored, scratch.openImport('deals', 'opportunity')),
    scratch,
    /** What the real ledger has. */
    stored: () => ({ rows: [...stored.rows([])], changes: [...stored.changes(null)].length }),
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      await real[Symbol.asyncDispose]()
    },
  }
}

function knownImport(ledger: Ledger): ReadonlyImport {
  const known = ledger.readImport('deals')
  if (known === null) throw new Error('the import is not there')
  return known
}

const numbers = (rows: Iterable<LedgerRow>) => Array.from(rows, ({ row }) => row)

describe('a dry run', () => {
  test('knows what the ledger knows', async () => {
    const incomplete = { ...createdRow(2), matchKey: 'acme', draft: '{}' }
    await using opened = await openDry([createdRow(1), incomplete])
    const { dry } = opened
    expect(dry.find('identity-1')).toEqual(createdRow(1))
    expect(dry.findByKey('key 1')).toEqual([createdRow(1)])
    expect(dry.findByMatch('acme')).toEqual([incomplete])
    expect([...dry.rows([])]).toEqual([createdRow(1), incomplete])
    expect([...dry.incomplete()]).toEqual([incomplete])
    expect(Array.from(dry.changes('run-1'), group => group.length)).toEqual([1, 1])
    expect(dry.lastWhole()).toEqual({ facts: { columns: ['Name'], definitions: new Map() }, rows: 2 })
  })

  test('knows what it has written itself, which the ledger never does', async () => {
    await using opened = await openDry([createdRow(1)])
    const { dry } = opened
    dry.startRun('run-2', 'deals.csv', null)
    await dry.intend({ ...rowToSend(2), matchKey: 'acme' })
    expect(dry.findByMatch('acme')).toMatchObject([{ state: 'sending', runId: 'run-2' }])
    await dry.record({ ...createdRow(2), matchKey: 'acme' }, changeOf(createdRow(2)))
    dry.endRun('run-2', 'finished', noOutcomes, true)
    expect(dry.find('identity-2')).toMatchObject({ state: 'created', recordId: 'acc_2' })
    expect(numbers(dry.findByKey('key 2'))).toEqual([2])
    expect(opened.stored()).toEqual({ rows: [createdRow(1)], changes: 1 })
  })

  test('takes its own row for the real one', async () => {
    const known: LedgerRow = { ...createdRow(1), matchKey: 'acme', key: 'Acme', draft: '{}' }
    await using opened = await openDry([known, { ...createdRow(3), key: 'Acme' }])
    const { dry } = opened
    const edited: LedgerRow = { ...updatedRow(1, 9), matchKey: 'globex', key: 'Acme' }
    await dry.record(edited)
    await dry.record({ ...failedRow(2, 'conflict'), key: 'Acme', matchKey: 'globex', state: 'in_doubt' })
    expect(dry.find('identity-1')).toEqual(edited)
    expect(dry.findByMatch('acme')).toEqual([])
    expect(numbers(dry.findByMatch('globex'))).toEqual([1, 2])
    // With a record first.
    expect(numbers(dry.findByKey('Acme'))).toEqual([1, 3, 2])
    expect(numbers(dry.incomplete())).toEqual([])
  })

  test('lists each row once, in its present state and in the order of the file', async () => {
    await using opened = await openDry([2, 4, 6, 8].map(row => failedRow(row, 'conflict')))
    const { dry } = opened
    await Promise.all(
      [createdRow(4), failedRow(6, 'unknown_field'), createdRow(5), createdRow(9)].map(row => dry.record(row)),
    )
    expect(numbers(dry.rows([]))).toEqual([2, 4, 5, 6, 8, 9])
    expect(Array.from(dry.rows(['failed']), ({ row, error }) => [row, error?.code])).toEqual([
      [2, 'conflict'],
      [6, 'unknown_field'],
      [8, 'conflict'],
    ])
    expect(numbers(dry.rows(['created']))).toEqual([4, 5, 9])
  })

  test('can be written to on the way through the rows', async () => {
    await using opened = await openDry([1, 2, 3].map(row => failedRow(row, 'conflict')))
    const seen: number[] = []
    for (const { row } of opened.dry.rows(['failed'])) {
      seen.push(row)
      await opened.dry.record(createdRow(row))
    }
    expect(seen).toEqual([1, 2, 3])
    expect(numbers(opened.dry.rows(['failed']))).toEqual([])
  })

  test('has the row again that was there once an intent is taken back', async () => {
    const known = failedRow(1, 'conflict')
    await using opened = await openDry([known])
    const { dry } = opened
    await dry.intend({ ...known, sent: createOf(1, 99_000) })
    await dry.release('identity-1', known)
    expect(dry.find('identity-1')).toEqual(known)
    await dry.intend(rowToSend(2))
    await dry.release('identity-2', null)
    expect(dry.find('identity-2')).toBeNull()
  })

  test('settles nothing, and still knows what is open', async () => {
    const open: LedgerRow = { ...createdRow(1), state: 'in_doubt', recordId: null }
    await using opened = await openDry([open])
    expect([...opened.dry.unsettled()]).toEqual([])
    expect(opened.dry.find('identity-1')).toEqual(open)
  })

  test('can undo what stays done', async () => {
    await using opened = await openDry([createdRow(1), createdRow(2)])
    const { dry } = opened
    for (const changes of dry.changes(null)) {
      const row = changes[0]?.identity === 'identity-1' ? 1 : 2
      await dry.recordUndone({ ...createdRow(row), state: 'pending', recordId: null }, changes)
    }
    expect([...dry.changes(null)]).toEqual([])
    expect(numbers(dry.rows(['pending']))).toEqual([1, 2])
    expect(opened.stored()).toEqual({ rows: [createdRow(1), createdRow(2)], changes: 2 })
  })

  test('of an import that is not there yet knows only itself', async () => {
    await using scratch = await openScratchLedger(systemClock)
    const dry = dryImport(null, scratch.openImport('deals', 'opportunity'))
    expect(dry.find('identity-1')).toBeNull()
    expect(dry.lastWhole()).toBeNull()
    await dry.record(createdRow(1))
    expect([...dry.rows([])]).toEqual([createdRow(1)])
  })
})

describe('a scratch ledger', () => {
  test('is in a folder of its own, and gone with it once it is disposed of', async () => {
    const scratch = await openScratchLedger(systemClock)
    const folder = dirname(scratch.path)
    await scratch.openImport('deals', 'opportunity').record(createdRow(1))
    expect(readdirSync(folder)).toContain('ledger.db')
    await scratch[Symbol.asyncDispose]()
    expect(existsSync(folder)).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('can be read by its owner alone', async () => {
    await using scratch = await openScratchLedger(systemClock)
    expect(statSync(dirname(scratch.path)).mode & 0o777).toBe(0o700)
    expect(statSync(scratch.path).mode & 0o777).toBe(0o600)
  })

  test('is not the scratch of another dry run', async () => {
    await using first = await openScratchLedger(systemClock)
    await using second = await openScratchLedger(systemClock)
    await first.openImport('deals', 'opportunity').record(createdRow(1))
    expect(second.openImport('deals', 'opportunity').find('identity-1')).toBeNull()
  })

  test('that has no folder to be in says so', async () => {
    const missing = newLedgerPath()
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, missing)
    const error: unknown = await openScratchLedger(systemClock).catch((thrown: unknown) => thrown)
    vi.unstubAllEnvs()
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code: 'no_temporary_folder', hint: expect.stringContaining('TMPDIR') })
  })
})

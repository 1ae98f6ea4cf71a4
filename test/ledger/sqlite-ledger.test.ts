import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import type { LedgerRow } from '../../src/ledger/ledger-row.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { temporaryFolder } from '../temporary.ts'
import {
  createdRow,
  createOf,
  failedRow,
  ledgerOptions,
  newLedgerPath,
  noOutcomes,
  rowToSend,
  updatedRow,
  updateOf,
  workspace,
} from './ledger-rows.ts'

function folder() {
  const path = temporaryFolder()
  return { path: (name: string) => join(path, name) }
}

/** What an opening throws; fails where it opens. */
async function refusal(opening: Promise<AsyncDisposable>): Promise<InputError> {
  const error: unknown = await opening.then(
    opened => opened[Symbol.asyncDispose](),
    thrown => thrown,
  )
  if (!(error instanceof InputError)) throw new Error(`it was not refused: ${String(error)}`)
  return error
}

describe('a row', () => {
  test('is not known before it is written', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    expect(ledger.openImport('deals', 'opportunity').find('identity-1')).toBeNull()
    expect(ledger.readImport('others')).toBeNull()
  })

  test('is there after the ledger was closed, as it was recorded', async () => {
    const path = newLedgerPath()
    {
      await using ledger = await openLedger(ledgerOptions(path))
      await ledger.openImport('deals', 'opportunity').record(createdRow(1))
    }
    await using ledger = await openLedger(ledgerOptions(path))
    expect(ledger.openImport('deals', 'opportunity').find('identity-1')).toEqual(createdRow(1))
  })

  test('has its request on disk once the intent is done', async () => {
    const path = newLedgerPath()
    await using ledger = await openLedger(ledgerOptions(path))
    const deals = ledger.openImport('deals', 'opportunity')
    deals.startRun('run-1', 'deals.csv', null)
    await deals.intend(rowToSend(1))
    const other = new DatabaseSync(path, { readOnly: true })
    const stored = other.prepare('SELECT state, sent_body, idempotency_key, run_id FROM rows').all()
    other.close()
    expect(stored).toMatchObject([
      { state: 'sending', sent_body: createOf(1).body, idempotency_key: 'lfi1-1', run_id: 'run-1' },
    ])
  })

  test('keeps what was written while an update is under way', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    const known = createdRow(1)
    await deals.record(known)
    const update = updateOf(1, 2)
    await deals.intend({ ...known, sent: update })
    expect(deals.find('identity-1')).toMatchObject({
      state: 'sending',
      recordId: 'acc_1',
      httpLink: known.httpLink,
      written: known.written,
      sent: update,
    })
    await deals.record(updatedRow(1, 2))
    expect(deals.find('identity-1')).toEqual(updatedRow(1, 2))
  })

  test('that was new is gone once its intent is taken back', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    await deals.intend(rowToSend(1))
    await deals.release('identity-1', null)
    expect(deals.find('identity-1')).toBeNull()
  })

  test('that was known is what it was once its intent is taken back', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    const known = failedRow(1, 'unknown_field')
    await deals.record(known)
    await deals.intend({ ...known, sent: createOf(1, 99_000) })
    await deals.release('identity-1', known)
    expect(deals.find('identity-1')).toEqual(known)
  })

  test('may hold any text', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport("'; DROP TABLE rows; --", 'opportunity')
    const row = { ...createdRow(1), identity: '__proto__', key: "Zoë's — “deal” \n\t 漢字 😀" }
    await deals.record(row)
    expect(deals.find('__proto__')).toEqual(row)
  })

  test('of one import is not one of another', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    const companies = ledger.openImport('companies', 'account')
    await deals.record(createdRow(1))
    expect(companies.find('identity-1')).toBeNull()
    await companies.record(failedRow(1, 'unknown_field'))
    expect(deals.find('identity-1')).toEqual(createdRow(1))
  })
})

describe('the rows', () => {
  test('come in the order of the file, of the states that were asked for', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    await Promise.all([createdRow(3), failedRow(2, 'conflict'), createdRow(1)].map(row => deals.record(row)))
    const numbers = (rows: Iterable<LedgerRow>) => Array.from(rows, ({ row }) => row)
    expect(numbers(deals.rows([]))).toEqual([1, 2, 3])
    expect(numbers(deals.rows(['created']))).toEqual([1, 3])
    expect(numbers(deals.rows(['failed', 'created']))).toEqual([1, 2, 3])
    expect(numbers(deals.rows(['invalid']))).toEqual([])
    expect(numbers(ledger.readImport('deals')?.rows(['failed']) ?? [])).toEqual([2])
  })

  test('without a known outcome come oldest first', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    await deals.intend(rowToSend(1, createOf(1, 3_000)))
    await deals.record({ ...createdRow(2), state: 'in_doubt', sent: createOf(2, 1_000) })
    await deals.intend(rowToSend(3, createOf(3, 2_000)))
    await deals.record(createdRow(4))
    expect(Array.from(deals.unsettled(), ({ row, state }) => [row, state])).toEqual([
      [2, 'in_doubt'],
      [3, 'sending'],
      [1, 'sending'],
    ])
  })

  test('of a thousand writes at once are all there', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    const numbers = Array.from({ length: 1_000 }, (_, index) => index + 1)
    await Promise.all(numbers.map(row => deals.record(createdRow(row))))
    expect(Array.from(deals.rows([]), ({ row }) => row)).toEqual(numbers)
  })

  test('that still wait when the ledger is closed are written', async () => {
    const path = newLedgerPath()
    const ledger = await openLedger(ledgerOptions(path))
    const write = ledger.openImport('deals', 'opportunity').record(createdRow(1))
    await ledger[Symbol.asyncDispose]()
    await write
    await using again = await openLedger(ledgerOptions(path, { workspace: null }))
    expect(again.readImport('deals')?.find('identity-1')).toEqual(createdRow(1))
  })
})

describe('the status', () => {
  test('counts rows by state, and failures by reason with an example', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    ledger.openImport('companies', 'account')
    const rows = [
      createdRow(1),
      createdRow(2),
      failedRow(7, 'invalid_type', '$stage'),
      failedRow(4, 'invalid_type', '$stage'),
      failedRow(5, 'invalid_type', 'amount'),
      { ...failedRow(6, 'duplicate_key'), state: 'duplicate' as const },
    ]
    await Promise.all(rows.map(row => deals.record(row)))
    expect(ledger.status(null).map(({ name, object }) => [name, object])).toEqual([
      ['deals', 'opportunity'],
      ['companies', 'account'],
    ])
    const [status] = ledger.status('deals')
    expect(status?.rows).toEqual(
      new Map([
        ['created', 2],
        ['duplicate', 1],
        ['failed', 3],
      ]),
    )
    // A duplicate is no failure.
    expect(status?.failures).toEqual([
      { code: 'invalid_type', param: '$stage', count: 2, exampleRow: 4 },
      { code: 'invalid_type', param: 'amount', count: 1, exampleRow: 5 },
    ])
  })

  test('tells the last runs, newest first, and how they ended', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    for (let run = 1; run <= 6; run++) {
      deals.startRun(`run-${run}`, 'deals.csv', null)
      deals.endRun(`run-${run}`, 'finished', { ...noOutcomes, created: run }, true)
    }
    deals.startRun('run-7', 'deals.csv', null)
    const runs = ledger.status('deals')[0]?.runs
    expect(runs?.map(({ id, state }) => [id, state])).toEqual([
      ['run-7', 'running'],
      ['run-6', 'finished'],
      ['run-5', 'finished'],
      ['run-4', 'finished'],
      ['run-3', 'finished'],
    ])
    expect(runs?.[0]).toMatchObject({ endedAt: null, outcomes: null, source: 'deals.csv' })
    expect(runs?.[1]?.outcomes).toEqual({ ...noOutcomes, created: 6 })
  })

  test('does not take a run that was killed for one that goes on', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    const deals = ledger.openImport('deals', 'opportunity')
    deals.startRun('run-1', 'deals.csv', null)
    deals.startRun('run-2', 'deals.csv', null)
    expect(ledger.status('deals')[0]?.runs.map(({ id, state }) => [id, state])).toEqual([
      ['run-2', 'running'],
      ['run-1', 'killed'],
    ])
  })

  test('of an import that the ledger has not is empty', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    expect(ledger.status('deals')).toEqual([])
  })
})

describe('one workspace', () => {
  test.each([
    ['another base URL', { ...workspace, baseUrl: 'https://api.other.example' }, /belongs to https:\/\/api\.example/],
    ['another key', { ...workspace, apiKey: 'sk_lf_other' }, /another API key/],
  ])('holds a ledger: %s is refused, and changes nothing', async (_, other, message) => {
    const path = newLedgerPath()
    await (await openLedger(ledgerOptions(path)))[Symbol.asyncDispose]()
    const error = await refusal(openLedger(ledgerOptions(path, { workspace: other })))
    expect(error.code).toBe('ledger_of_another_workspace')
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain('sk_lf')
    expect(error.hint).toContain('--ledger')
    await (await openLedger(ledgerOptions(path)))[Symbol.asyncDispose]()
  })

  test('may exchange its key, once that is said', async () => {
    const path = newLedgerPath()
    const renewed = { ...workspace, apiKey: 'sk_lf_renewed' }
    await (await openLedger(ledgerOptions(path)))[Symbol.asyncDispose]()
    await (await openLedger(ledgerOptions(path, { workspace: renewed, acceptNewKey: true })))[Symbol.asyncDispose]()
    await (await openLedger(ledgerOptions(path, { workspace: renewed })))[Symbol.asyncDispose]()
    expect((await refusal(openLedger(ledgerOptions(path)))).code).toBe('ledger_of_another_workspace')
  })

  test('may not exchange its address by saying that the key is new', async () => {
    const path = newLedgerPath()
    await (await openLedger(ledgerOptions(path)))[Symbol.asyncDispose]()
    const moved = { ...workspace, baseUrl: 'https://api.other.example' }
    const error = await refusal(openLedger(ledgerOptions(path, { workspace: moved, acceptNewKey: true })))
    expect(error.code).toBe('ledger_of_another_workspace')
  })

  test('does not have its key in the ledger, in no file of it', async () => {
    const files = folder()
    await using ledger = await openLedger(ledgerOptions(files.path('ledger.db')))
    await ledger.openImport('deals', 'opportunity').record(createdRow(1))
    const names = readdirSync(files.path('.'))
    expect(names).toContain('ledger.db-wal')
    const bytes = Buffer.concat(names.map(name => readFileSync(files.path(name))))
    expect(bytes.includes('https://api.example')).toBe(true)
    expect(bytes.includes(workspace.apiKey)).toBe(false)
    expect(bytes.includes(workspace.apiKey.slice(6))).toBe(false)
  })
})

describe('an import', () => {
  test('stays one of the same object type', async () => {
    await using ledger = await openLedger(ledgerOptions(newLedgerPath()))
    ledger.openImport('deals', 'opportunity')
    expect(() => ledger.openImport('deals', 'account')).toThrow(
      expect.objectContaining({ code: 'object_changed', message: expect.stringContaining('import of opportunity') }),
    )
  })
})

describe('a file', () => {
  test.skipIf(process.platform === 'win32')('is its owner’s alone, with all that belongs to it', async () => {
    const files = folder()
    await using ledger = await openLedger(ledgerOptions(files.path('ledger.db')))
    await ledger.openImport('deals', 'opportunity').record(createdRow(1))
    const modes = readdirSync(files.path('.')).map(name => [name, statSync(files.path(name)).mode & 0o777])
    expect(modes).toHaveLength(3)
    for (const [, mode] of modes) expect(mode).toBe(0o600)
  })

  test.each<[string, (path: string) => void]>([
    ['a text file', path => writeFileSync(path, 'Deal Name,Amount\nAcme,1\n')],
    ['a short file', path => writeFileSync(path, 'x')],
    ['a binary file', path => writeFileSync(path, randomBytes(10_000))],
    ['the database of another program', path => makeDatabase(path, 'CREATE TABLE rows (id)')],
    ['another database in WAL mode', path => makeDatabase(path, 'PRAGMA journal_mode = WAL; CREATE TABLE rows (id)')],
  ])('that is %s is refused and left as it is', async (_, make) => {
    const files = folder()
    const path = files.path('file')
    make(path)
    const before = readFileSync(path)
    for (const given of [workspace, null]) {
      const error = await refusal(openLedger(ledgerOptions(path, { workspace: given })))
      expect(error.code).toBe('not_a_ledger')
      expect(error.message).toContain(path)
    }
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(files.path('.'))).toEqual(['file'])
  })

  test('that is a folder is refused', async () => {
    const path = folder().path('folder')
    mkdirSync(path)
    expect((await refusal(openLedger(ledgerOptions(path)))).code).toBe('not_a_ledger')
  })

  test.each([
    ['a folder that is not there', 'missing/ledger.db'],
    ['a file for its folder', 'file/ledger.db'],
  ])('in %s is refused, with what to do', async (_, name) => {
    const files = folder()
    writeFileSync(files.path('file'), '')
    const error = await refusal(openLedger(ledgerOptions(files.path(name))))
    expect(error.code).toBe('ledger_unwritable')
    expect(error.hint).toContain('--ledger PATH')
  })

  test.each([
    ['not there', () => undefined],
    ['empty', (path: string) => writeFileSync(path, '')],
  ])('that is %s is not made into a ledger by looking at it', async (_, make) => {
    const files = folder()
    const path = files.path('ledger.db')
    make(path)
    const before = readdirSync(files.path('.'))
    expect((await refusal(openLedger(ledgerOptions(path, { workspace: null })))).code).toBe('ledger_not_found')
    expect(readdirSync(files.path('.'))).toEqual(before)
    expect(before.map(name => statSync(files.path(name)).size)).toEqual(before.map(() => 0))
  })

  test('that a newer version wrote is refused and left as it is', async () => {
    const files = folder()
    const path = files.path('ledger.db')
    await (await openLedger(ledgerOptions(path)))[Symbol.asyncDispose]()
    makeDatabase(path, 'PRAGMA user_version = 999')
    const before = readFileSync(path)
    expect((await refusal(openLedger(ledgerOptions(path)))).code).toBe('ledger_too_new')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('that is damaged is refused with a message', async () => {
    const path = newLedgerPath()
    await (await openLedger(ledgerOptions(path)))[Symbol.asyncDispose]()
    const bytes = readFileSync(path)
    writeFileSync(path, Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 7)]))
    await expect(openLedger(ledgerOptions(path))).rejects.toMatchObject({
      code: expect.stringMatching(/^ledger_/),
      message: expect.stringContaining(path),
    })
  })

  test('that is damaged while it is open stops the run with a message', async () => {
    const path = newLedgerPath()
    await using ledger = await openLedger(ledgerOptions(path))
    makeDatabase(path, 'ALTER TABLE imports RENAME TO elsewhere')
    expect(() => ledger.openImport('deals', 'opportunity')).toThrow(
      expect.objectContaining({ code: 'ledger_failed', message: expect.stringContaining(path) }),
    )
  })

  test('is not written to by looking at it', async () => {
    const path = newLedgerPath()
    await (await openLedger(ledgerOptions(path)))[Symbol.asyncDispose]()
    const before = readFileSync(path)
    {
      await using ledger = await openLedger(ledgerOptions(path, { workspace: null }))
      ledger.status(null)
    }
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

function makeDatabase(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

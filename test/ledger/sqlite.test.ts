import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { InputError, RunStopped } from '../../src/errors.ts'
import { prepareLedgerFile } from '../../src/ledger/ledger-file.ts'
import { ledgerFailure, openSqlite, transaction } from '../../src/ledger/sqlite.ts'
import { newLedgerPath } from './ledger-rows.ts'

async function openDatabase(isDurable = true) {
  const database = await openSqlite(newLedgerPath(), { mustExist: false, isDurable })
  onTestFinished(() => database.close())
  database.exec('CREATE TABLE words (word TEXT) STRICT')
  return database
}

describe('a database', () => {
  test.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
  ])('has %s = %s: what was committed survives a power cut', async (pragma, value) => {
    const database = await openDatabase()
    expect(database.prepare(`PRAGMA ${pragma}`).get()).toEqual({ [pragma]: value })
  })

  test('that need not survive one is not flushed to disk', async () => {
    const database = await openDatabase(false)
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 0 })
  })

  test('that another process is making is opened as soon as that one is done', async () => {
    const path = newLedgerPath()
    prepareLedgerFile(path, { mustExist: false })
    const other = new DatabaseSync(path)
    other.exec('BEGIN EXCLUSIVE')
    const opening = openSqlite(path, { mustExist: false, isDurable: true })
    await new Promise(resolve => setImmediate(resolve))
    // The journal is not changed under a reader either.
    other.exec('CREATE TABLE words (word TEXT) STRICT; COMMIT; BEGIN; SELECT * FROM words')
    await new Promise(resolve => setImmediate(resolve))
    other.exec('COMMIT')
    const database = await opening
    onTestFinished(() => database.close())
    other.close()
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  })

  test('raises no warning, though Node 22 calls its SQLite an experiment', async () => {
    const warnings: Error[] = []
    const listen = (warning: Error): void => void warnings.push(warning)
    process.on('warning', listen)
    await openDatabase()
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', listen)
    expect(warnings).toEqual([])
  })
})

describe('a transaction', () => {
  test('that fails leaves nothing, and lets the next one through', async () => {
    const database = await openDatabase()
    const put = database.prepare('INSERT INTO words VALUES (?)')
    const failing = (): void => {
      put.run('a')
      throw new Error('no')
    }
    expect(() => transaction(database, failing)).toThrow('no')
    transaction(database, () => void put.run('b'))
    expect(database.prepare('SELECT word FROM words').all()).toEqual([{ word: 'b' }])
  })

  test('that fills the disk leaves nothing, and lets the next one through', async () => {
    const database = await openDatabase()
    database.exec('PRAGMA max_page_count = 10')
    const put = database.prepare('INSERT INTO words VALUES (?)')
    const filling = (): void => {
      for (let round = 0; round < 1_000; round++) put.run('x'.repeat(1_000))
    }
    let error: unknown = null
    try {
      transaction(database, filling)
    } catch (thrown) {
      error = ledgerFailure('/data/ledger.db', thrown)
    }
    if (!(error instanceof RunStopped)) throw new Error('it did not fail')
    expect(error.code).toBe('ledger_failed')
    expect(error.message).toContain('/data/ledger.db cannot be written: the disk is full')
    expect(error.hint).toMatch(/^Free some space/)
    transaction(database, () => void put.run('b'))
    expect(database.prepare('SELECT word FROM words').all()).toEqual([{ word: 'b' }])
  })
})

test.each([
  ['one of ours', new InputError('ledger_in_use', 'In use.')],
  ['a bug', new TypeError('not a function')],
  ['no error at all', 'text'],
])('a failure that is %s is passed on as it is', (_, error) => {
  expect(ledgerFailure('ledger.db', error)).toBe(error)
})

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { InputError, RunStopped } from '../../src/errors.ts'
import { processMark } from '../../src/ledger/process-mark.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { systemClock } from '../../src/model/clock.ts'
import { createdRow, createOf, ledgerOptions, newLedgerPath, rowToSend } from './ledger-rows.ts'

const script = fileURLToPath(new URL('child.ts', import.meta.url))
const isLinux = process.platform === 'linux'
/** Runs a command as a container has it: with process numbers of its own, under the same host name. */
const [unshare, ...asInContainer] = ['unshare', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc']
const hasContainers = isLinux && spawnSync(unshare, [...asInContainer, 'true']).status === 0

/** Starts a process that is gone at the end of the test. */
function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** The first line that a process tells, as JSON. */
async function told<T>(child: ChildProcess): Promise<T> {
  if (child.stdout === null) throw new Error('its output is not read')
  for await (const line of createInterface(child.stdout)) return JSON.parse(line)
  throw new Error('it ended without a word')
}

/** A process that works on the import `deals` of a ledger until it is killed. */
async function startHolder(path: string): Promise<ChildProcess> {
  const holder = start(process.execPath, [script, 'hold', path, 'deals'])
  await told(holder)
  return holder
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Changes the lock as if another process had it. */
function changeLock(path: string, changes: string, ...values: (string | number)[]): void {
  const database = new DatabaseSync(path)
  database.prepare(`UPDATE locks SET ${changes}`).run(...values)
  database.close()
}

describe('an import that another process works on', () => {
  test('is refused, with who works on it since when, and the other goes on', async () => {
    const path = newLedgerPath()
    const holder = await startHolder(path)
    await using ledger = await openLedger(ledgerOptions(path))
    const open = () => ledger.openImport('deals', 'account')
    expect(open).toThrow(InputError)
    expect(open).toThrow(expect.objectContaining({ code: 'ledger_in_use' }))
    const year = new Date().getUTCFullYear()
    expect(open).toThrow(new RegExp(`^Process ${holder.pid} on ${hostname()} works on the import deals since ${year}-`))
    expect(holder.exitCode).toBeNull()
  })

  test('can be looked at all the same', async () => {
    const path = newLedgerPath()
    await startHolder(path)
    await using ledger = await openLedger(ledgerOptions(path, { workspace: null }))
    expect(ledger.readImport('deals')?.find('identity-1')?.state).toBe('sending')
    expect(ledger.status('deals')[0]?.runs[0]?.state).toBe('running')
  })

  test('is taken over once that process was killed, with its open requests', async () => {
    const path = newLedgerPath()
    await kill(await startHolder(path))
    await using ledger = await openLedger(ledgerOptions(path))
    const deals = ledger.openImport('deals', 'account')
    expect(Array.from(deals.unsettled(), ({ row, sent }) => [row, sent])).toEqual([[1, createOf(1)]])
    await deals.record(createdRow(1))
    expect(deals.find('identity-1')).toEqual(createdRow(1))
  })

  test.skipIf(!isLinux)('is taken over where only a zombie is left of that process', async () => {
    const path = newLedgerPath()
    // The holder's parent becomes a program that never asks how its child ended.
    const command = '"$0" "$@" & exec sleep 600'
    const parent = start('sh', ['-c', command, process.execPath, script, 'hold', path, 'deals'])
    const { pid } = await told<{ pid: number }>(parent)
    expect(processMark(pid)).not.toBeNull()
    process.kill(pid, 'SIGKILL')
    await vi.waitUntil(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '))
    expect(processMark(pid)).toBeNull()
    await using ledger = await openLedger(ledgerOptions(path))
    expect([...ledger.openImport('deals', 'account').unsettled()]).toHaveLength(1)
  })
})

describe('the lock of an import', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('keeps out a second user of the same process too', async () => {
    const path = newLedgerPath()
    await using first = await openLedger(ledgerOptions(path))
    await using second = await openLedger(ledgerOptions(path))
    first.openImport('deals', 'account')
    expect(() => second.openImport('deals', 'account')).toThrow(`Process ${process.pid} on ${hostname()}`)
    second.openImport('companies', 'account')
  })

  test('is given back when the ledger is closed', async () => {
    const path = newLedgerPath()
    {
      await using ledger = await openLedger(ledgerOptions(path))
      ledger.openImport('deals', 'account')
    }
    await using ledger = await openLedger(ledgerOptions(path))
    expect(() => ledger.openImport('deals', 'account')).not.toThrow()
  })

  test.skipIf(!isLinux)('is not kept by a later process with the same number', async () => {
    const path = newLedgerPath()
    await using first = await openLedger(ledgerOptions(path))
    first.openImport('deals', 'account')
    changeLock(path, 'process = ?', '1')
    await using second = await openLedger(ledgerOptions(path))
    expect(() => second.openImport('deals', 'account')).not.toThrow()
  })

  test.skipIf(!hasContainers)(
    'of another container with the same host name holds until it gives no signs of life',
    async () => {
      const path = newLedgerPath()
      const holder = start(unshare, [...asInContainer, process.execPath, script, 'hold', path, 'deals'])
      // Its number there is that of quite another process here.
      expect((await told<{ pid: number }>(holder)).pid).toBeLessThan(10)
      await using ledger = await openLedger(ledgerOptions(path))
      expect(() => ledger.openImport('deals', 'account')).toThrow(`on ${hostname()} works on the import deals since`)
      await kill(holder)
      expect(() => ledger.openImport('deals', 'account')).toThrow(/works on the import/)
      const clock = { ...systemClock, now: () => Date.now() + 60_000 }
      await using later = await openLedger(ledgerOptions(path, { clock }))
      expect([...later.openImport('deals', 'account').unsettled()]).toHaveLength(1)
    },
  )

  test.each([
    ['holds as long as it gives signs of life', 50_000, true],
    ['is over a minute after its last sign of life', 60_000, false],
  ])('of another machine %s', async (_, silentForMs, isHeld) => {
    const path = newLedgerPath()
    const now = Date.parse('2026-05-01T12:00:00Z')
    const clock = { now: () => now, random: () => 0, sleep: async () => undefined }
    await using first = await openLedger(ledgerOptions(path, { clock }))
    first.openImport('deals', 'account')
    changeLock(path, 'host = ?, beat = ?', 'elsewhere.example', now - silentForMs)
    await using second = await openLedger(ledgerOptions(path, { clock }))
    const open = () => second.openImport('deals', 'account')
    if (isHeld) expect(open).toThrow(/on elsewhere\.example works on/)
    else expect(open).not.toThrow()
  })

  test('gives a sign of life every ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const path = newLedgerPath()
    await using ledger = await openLedger(ledgerOptions(path))
    ledger.openImport('deals', 'account')
    vi.advanceTimersByTime(30_000)
    const database = new DatabaseSync(path, { readOnly: true })
    expect(database.prepare('SELECT beat - since AS ms FROM locks').get()).toEqual({ ms: 30_000 })
    database.close()
  })

  test('that can give no sign of life does not end the process: the next write says why', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const path = newLedgerPath()
    await using ledger = await openLedger(ledgerOptions(path))
    const deals = ledger.openImport('deals', 'account')
    const database = new DatabaseSync(path)
    database.exec('DROP TABLE locks')
    database.close()
    expect(() => vi.advanceTimersByTime(10_000)).not.toThrow()
    await expect(deals.record(createdRow(1))).rejects.toMatchObject({ code: 'ledger_failed' })
  })

  test('that was taken over in a long sleep lets nothing more be written, so nothing more is sent', async () => {
    const path = newLedgerPath()
    await using first = await openLedger(ledgerOptions(path))
    const slept = first.openImport('deals', 'account')
    changeLock(path, 'host = ?, beat = ?', 'elsewhere.example', 0)
    await using second = await openLedger(ledgerOptions(path))
    const deals = second.openImport('deals', 'account')
    const intent = slept.intend(rowToSend(1))
    await expect(intent).rejects.toBeInstanceOf(RunStopped)
    await expect(intent).rejects.toMatchObject({ code: 'ledger_taken_over' })
    await deals.record(createdRow(2))
    expect(Array.from(deals.rows([]), ({ row }) => row)).toEqual([2])
  })
})

test('several processes write several imports to one new ledger at once', async () => {
  const path = newLedgerPath()
  const names = ['accounts', 'contacts', 'deals', 'tasks']
  const writers = names.map(name => start(process.execPath, [script, 'write', path, name]))
  const exits = await Promise.all(writers.map(writer => once(writer, 'exit')))
  expect(exits).toEqual(names.map(() => [0, null]))
  await using ledger = await openLedger(ledgerOptions(path, { workspace: null }))
  const written = ledger.status(null).map(({ name, rows }) => [name, rows.get('created')] as const)
  expect(new Map(written)).toEqual(new Map(names.map(name => [name, 100])))
})

test.skipIf(!isLinux)('a disk that fills up stops the run, and keeps all that was written', async () => {
  const path = newLedgerPath()
  const command = 'ulimit -f 800; exec "$0" "$@"'
  const child = start('sh', ['-c', command, process.execPath, script, 'fill', path, 'deals'])
  const exit = once(child, 'exit')
  const report = await told<{ written: number; code: string; message: string }>(child)
  expect(report.code).toBe('ledger_failed')
  expect(report.message).toContain(path)
  expect(report.written).toBeGreaterThan(10)
  // Giving the import back needs room too; without it the process ends in order all the same.
  expect(await exit).toEqual([0, null])
  await using ledger = await openLedger(ledgerOptions(path))
  const deals = ledger.openImport('deals', 'account')
  expect(Array.from(deals.rows([]), ({ row }) => row)).toEqual(Array.from({ length: report.written }, (_, i) => i + 1))
  await deals.record(createdRow(report.written + 1))
})

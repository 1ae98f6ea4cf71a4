import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from '../cli/deals.ts'
import { call, sandboxFor, towards } from '../cli/program.ts'
import { temporaryFolder } from '../temporary.ts'
import { ledgerAsLeft } from './ledger-as-left.ts'

vi.setConfig({ testTimeout: 120_000 })

const isLinux = process.platform === 'linux'
const rows = 1000

async function importOf(ledger: string, options: Partial<SandboxOptions> = {}) {
  const sandbox = await sandboxFor(options)
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    temporaryFolder(),
    numberedDeals(rows).map(deal => ({ ...deal, account })),
  )
  const args = ['run', files.csv, '--mapping', files.mapping, '--ledger', ledger, '--rate', '2000', '--json']
  return { sandbox, args: [...args, '--concurrency', '20'], env: towards(sandbox) }
}

/** A disk of so many KiB, which can be made larger; null where this machine makes none for who runs the tests. */
function smallDisk(kibibytes: number): { readonly folder: string; enlarge(): void } | null {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  if (!mount(['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder])) return null
  onTestFinished(() => void spawnSync('umount', [folder]))
  return { folder, enlarge: () => void mount(['-o', 'remount,size=64m', folder]) }
}

function mount(words: readonly string[]): boolean {
  return isLinux && spawnSync('mount', words).status === 0
}

const noDisk = 'a small file system cannot be mounted here: that needs Linux and its root'

describe('a disk that fills up under the ledger', () => {
  test.for([300, 500, 900])(
    'of %i KiB stops the run; with more space the same command completes it',
    async (size, { skip }) => {
      const disk = smallDisk(size)
      if (disk === null) return skip(noDisk)
      const ledger = join(disk.folder, 'ledger.db')
      const { sandbox, args, env } = await importOf(ledger)

      const first = await call(args, { env })
      const madeThen = [...recordsBySource(sandbox).keys()]
      const second = await call(args, { env })
      disk.enlarge()
      const known = keysOf(ledger)
      const third = await call(args, { env })

      expect(first.code, first.stderr).toBe(3)
      expect(first.stderr).toContain(`The ledger ${ledger} cannot be written`)
      expect(first.stderr).toContain('Free some space')
      expect(madeThen.length).toBeGreaterThan(0)
      expect(madeThen.filter(id => !known.has(id))).toEqual([])
      expect(second.code, second.stderr).toBe(3)
      expect(third.code, third.stderr).toBe(0)
      expectOneRecordEach(sandbox)
    },
  )

  test('from the start stops the run before anything is sent', async ({ skip }) => {
    const disk = smallDisk(16)
    if (disk === null) return skip(noDisk)
    const { sandbox, args, env } = await importOf(join(disk.folder, 'ledger.db'))
    const first = await call(args, { env })
    const madeThen = recordsBySource(sandbox).size
    disk.enlarge()
    const second = await call(args, { env })

    expect(first.code, first.stderr).toBe(3)
    expect(first.stderr).toContain('cannot be written: the disk is full.')
    expect(madeThen).toBe(0)
    expect(second.code, second.stderr).toBe(0)
    expectOneRecordEach(sandbox)
  })
})

test.skipIf(!isLinux)(
  'a ledger that may not grow stops the run; allowed to, the same command completes it',
  async () => {
    const ledger = join(temporaryFolder(), 'ledger.db')
    const { sandbox, args, env } = await importOf(ledger)
    const first = await call(args, { env, under: ['sh', '-c', 'ulimit -f 900; exec "$0" "$@"'] })
    const madeThen = [...recordsBySource(sandbox).keys()]
    const known = keysOf(ledger)
    const left = ledgerAsLeft(ledger)
    const second = await call(args, { env })

    expect(first.code, first.stderr).toBe(3)
    expect(first.stderr).toContain(`The ledger ${ledger} cannot be written`)
    expect(left?.integrity).toEqual(['ok'])
    expect(madeThen.length).toBeGreaterThan(0)
    expect(madeThen.filter(id => !known.has(id))).toEqual([])
    expect(second.code, second.stderr).toBe(0)
    expectOneRecordEach(sandbox)
  },
)

describe('a disk that fills up under what a run writes beside its ledger', () => {
  const refusing: Partial<SandboxOptions> = {
    faults: [{ kind: 'status', status: 422, match: { category: 'write', nth: { every: 2 } } }],
  }
  test.for([
    ['--results', {}, 0],
    ['--failed', refusing, 1],
    ['--log-file', {}, 0],
  ] as const)(
    '%s: the run says so, and with more space the next one goes on',
    async ([option, options, code], { skip }) => {
      const disk = smallDisk(16)
      if (disk === null) return skip(noDisk)
      const { sandbox, args, env } = await importOf(join(temporaryFolder(), 'ledger.db'), options)
      const file = join(disk.folder, 'rows.csv')
      const more = option === '--log-file' ? [option, file, '--log-level', 'debug'] : [option, file]
      const first = await call([...args, ...more], { env })
      disk.enlarge()
      const second = await call([...args, ...more], { env })
      sandbox.setFaults([])
      const last = await call([...args, '--retry-failed'], { env })

      expect(first.code, first.stderr).toBe(3)
      expect(first.stderr).toContain(`${file} cannot be written: the disk is full`)
      expect(second.code, second.stderr).toBe(code)
      expect(last.code, last.stderr).toBe(0)
      expectOneRecordEach(sandbox)
    },
  )
})

/** Keys of the rows that a ledger knows of. */
function keysOf(ledger: string): ReadonlySet<string> {
  const database = new DatabaseSync(ledger)
  try {
    return new Set(
      database
        .prepare('SELECT key FROM rows')
        .all()
        .map(({ key }) => String(key)),
    )
  } finally {
    database.close()
  }
}

function expectOneRecordEach(sandbox: Sandbox): void {
  const counts = [...recordsBySource(sandbox).values()]
  expect(counts).toEqual(Array.from({ length: rows }, () => 1))
}

import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { isFile, prepareLedgerFile } from '../../src/ledger/ledger-file.ts'
import { applicationId } from '../../src/ledger/schema.ts'
import { openLedger } from '../../src/ledger/sqlite-ledger.ts'
import { createdRow, ledgerOptions, newLedgerPath } from './ledger-rows.ts'

const isPosix = process.platform !== 'win32'

/** A ledger with a row in it; nobody has it open. */
async function makeLedger(path = newLedgerPath()): Promise<string> {
  await using ledger = await openLedger(ledgerOptions(path))
  await ledger.openImport('deals', 'account').record(createdRow(1))
  return path
}

/** A database of another program. */
function makeDatabase(path: string, id = 0): string {
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA application_id = ${id}; CREATE TABLE t (x); INSERT INTO t VALUES (1)`)
  database.close()
  return path
}

async function refusalOf(path: string, workspace: null | undefined): Promise<unknown> {
  const options = workspace === null ? { workspace } : {}
  return openLedger(ledgerOptions(path, options)).catch((error: unknown) => error)
}

/** Whatever was in the folder is there as it was, and nothing is beside it. */
function pictureOf(folder: string): unknown {
  const listing = execFileSync('ls', ['-la', '--time-style=full-iso', folder], { encoding: 'utf8' })
  return listing.split('\n').filter(line => !/ \.{1,2}$/.test(line))
}

interface Refused {
  readonly what: string
  readonly told: RegExp
  /** @returns the path that is named as the ledger */
  readonly make: (folder: string) => string | Promise<string>
}

const refused: readonly Refused[] = [
  {
    what: 'a database of another program',
    told: /is not a ledger/,
    make: folder => makeDatabase(join(folder, 'other.db')),
  },
  {
    what: 'a text file',
    told: /is not a ledger/,
    make(folder) {
      writeFileSync(join(folder, 'notes.txt'), 'SQLite format 3 is what it is not\n'.repeat(9))
      return join(folder, 'notes.txt')
    },
  },
  {
    what: 'the first page of a ledger alone',
    told: /is cut short/,
    async make(folder) {
      const path = await makeLedger(join(folder, 'ledger.db'))
      truncateSync(path, 4_096)
      return path
    },
  },
  {
    what: 'the header of a ledger alone',
    told: /is cut short/,
    async make(folder) {
      const path = await makeLedger(join(folder, 'ledger.db'))
      truncateSync(path, 100)
      return path
    },
  },
  {
    what: 'a part of its header',
    told: /is not a ledger/,
    async make(folder) {
      const path = await makeLedger(join(folder, 'ledger.db'))
      truncateSync(path, 80)
      return path
    },
  },
  {
    what: 'an empty folder',
    told: /is not a file/,
    make: folder => mkdtempSync(join(folder, 'sub-')),
  },
  {
    what: 'a pipe',
    told: /is not a file/,
    make(folder) {
      execFileSync('mkfifo', [join(folder, 'pipe')])
      return join(folder, 'pipe')
    },
  },
  {
    what: 'a link to a ledger',
    told: /link\.db is a symbolic link/,
    async make(folder) {
      symlinkSync(await makeLedger(), join(folder, 'link.db'))
      return join(folder, 'link.db')
    },
  },
  {
    what: 'a link that leads nowhere',
    told: /link\.db is a symbolic link/,
    make(folder) {
      symlinkSync(join(folder, 'nowhere'), join(folder, 'link.db'))
      return join(folder, 'link.db')
    },
  },
  ...['-wal', '-shm', '-journal'].map(
    (companion): Refused => ({
      what: `a ledger whose ${companion} is a link`,
      told: new RegExp(`ledger\\.db${companion} is a symbolic link`),
      async make(folder) {
        const path = await makeLedger(join(folder, 'ledger.db'))
        symlinkSync(join(folder, 'nowhere'), path + companion)
        return path
      },
    }),
  ),
  {
    what: 'nothing but a link where the log would be',
    told: /new\.db-wal is a symbolic link/,
    make(folder) {
      symlinkSync(join(folder, 'nowhere'), join(folder, 'new.db-wal'))
      return join(folder, 'new.db')
    },
  },
]

test.skipIf(!isPosix).each(refused)(
  '$what is refused, to write and to read, and left as it is',
  async ({ told, make }) => {
    const folder = dirname(newLedgerPath())
    const path = await make(folder)
    const before = pictureOf(folder)
    const content = statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : null
    for (const workspace of [undefined, null] as const) {
      const error = await refusalOf(path, workspace)
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({ code: 'not_a_ledger', message: expect.stringMatching(told) })
    }
    expect(pictureOf(folder)).toEqual(before)
    if (content !== null) expect(readFileSync(path).equals(content)).toBe(true)
  },
)

test.skipIf(!isPosix)(
  "a ledger is its owner's alone, and so is what SQLite keeps beside it, whatever the umask",
  async () => {
    const path = newLedgerPath()
    const before = process.umask(0)
    try {
      await using ledger = await openLedger(ledgerOptions(path))
      await ledger.openImport('deals', 'account').record(createdRow(1))
      for (const file of [path, `${path}-wal`, `${path}-shm`])
        expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600])
    } finally {
      process.umask(before)
    }
  },
)

test.skipIf(!isPosix)('a link, or another file, that takes its place while it is opened is noticed', async () => {
  const path = await makeLedger()
  const id = prepareLedgerFile(path, { mustExist: true })
  expect(isFile(path, id)).toBe(true)
  renameSync(path, `${path}.old`)
  symlinkSync(`${path}.old`, path)
  expect(isFile(path, id)).toBe(false)
  expect(isFile(await makeLedger(), id)).toBe(false)
})

test('a ledger whose process was killed is whole together with its log', async () => {
  const path = newLedgerPath()
  const copy = newLedgerPath()
  {
    await using ledger = await openLedger(ledgerOptions(path))
    await ledger.openImport('deals', 'account').record(createdRow(1))
    for (const part of ['', '-wal']) copyFileSync(path + part, copy + part)
  }
  await using ledger = await openLedger(ledgerOptions(copy, { workspace: null }))
  expect(ledger.readImport('deals')?.find('identity-1')).toEqual(createdRow(1))
})

test.each([':memory:', 'file:ledger.db?mode=memory', 'a%20b#c?.db', '東京 ledger'])(
  '%j is the name of a file',
  async name => {
    const path = join(dirname(newLedgerPath()), name)
    await makeLedger(path)
    expect(readFileSync(path).readUInt32BE(68)).toBe(applicationId)
  },
)

test('a name in the folder that the process is in is a name of a file too', async () => {
  const path = newLedgerPath()
  const before = process.cwd()
  process.chdir(dirname(path))
  try {
    await makeLedger(':memory:')
    await makeLedger(basename(path))
  } finally {
    process.chdir(before)
  }
  expect(readFileSync(join(dirname(path), ':memory:')).readUInt32BE(68)).toBe(applicationId)
  expect(readFileSync(path).readUInt32BE(68)).toBe(applicationId)
})

test('a folder on the way may be a link', async () => {
  const folder = dirname(newLedgerPath())
  mkdirSync(join(folder, 'real'))
  symlinkSync(join(folder, 'real'), join(folder, 'linked'), 'junction')
  await makeLedger(join(folder, 'linked', 'ledger.db'))
  await makeLedger(join(folder, 'linked', 'ledger.db'))
  expect(statSync(join(folder, 'real', 'ledger.db')).isFile()).toBe(true)
})

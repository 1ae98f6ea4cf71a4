import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { makeAccount, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()
let sandbox: Sandbox
let env: Readonly<Record<string, string>>
let account: string

beforeAll(async () => {
  sandbox = await stage.sandbox()
  account = await makeAccount(sandbox)
  env = towards(sandbox)
})

interface Files extends ReturnType<typeof writeDeals> {
  readonly key: string
  readonly definitions: string
}

/** An import that has been run, with everything that a call may read. */
async function writeFiles(): Promise<Files> {
  const folder = stage.folder()
  const deals = writeDeals(folder, [{ id: '1', account }])
  const [key, definitions] = [join(folder, 'key'), join(folder, 'definitions.json')]
  writeFileSync(key, 'sk_lf_sandbox\n', { mode: 0o600 })
  await call(['definitions', 'opportunity', '--out', definitions], { env })
  await call(['run', deals.csv, '--mapping', deals.mapping], { env })
  return { ...deals, key, definitions }
}

const commands: readonly (readonly [string, (files: Files) => readonly string[], readonly (keyof Files)[]])[] = [
  ['run', ({ csv, mapping, key }) => ['run', csv, '--mapping', mapping, '--api-key-file', key], inputs('key')],
  [
    'check',
    ({ csv, mapping, definitions }) => ['check', csv, '--mapping', mapping, '--definitions', definitions],
    inputs('definitions'),
  ],
  ['init', ({ csv }) => ['init', csv, '--object', 'opportunity', '--out', '-'], ['csv']],
  ['retry', ({ mapping }) => ['retry', '--mapping', mapping], ['mapping', 'ledger']],
  ['status', ({ mapping }) => ['status', '--mapping', mapping], ['mapping', 'ledger']],
  ['results', ({ mapping }) => ['results', '--mapping', mapping], ['mapping', 'ledger']],
  ['verify', ({ mapping }) => ['verify', '--mapping', mapping], ['mapping', 'ledger']],
  ['undo', ({ mapping }) => ['undo', '--mapping', mapping, '--yes'], ['mapping', 'ledger']],
  ['definitions', ({ key }) => ['definitions', 'account', '--api-key-file', key], ['key']],
]

function inputs(more: keyof Files): readonly (keyof Files)[] {
  return ['csv', 'mapping', 'ledger', more]
}

test.concurrent.each(commands)(
  'a log of %s that would be one of its own files is refused, and the file left to the byte',
  async (_, args, read) => {
    const files = await writeFiles()
    for (const name of read) {
      const before = readFileSync(files[name])
      const ended = await call([...args(files), '--log-file', files[name]], { env })
      expectRefusal(ended, 2, ['--log-file', 'is the same file as', 'Name another file'])
      expect(readFileSync(files[name]).equals(before)).toBe(true)
    }
  },
)

test.concurrent('a log that would be where the ledger is to be made leaves nothing there', async () => {
  const { csv, mapping, ledger } = writeDeals(stage.folder(), [{ id: '1', account }])

  expectRefusal(await call(['run', csv, '--mapping', mapping, '--log-file', ledger], { env }), 2, ['the ledger'])
  expect(existsSync(ledger)).toBe(false)
})

test.concurrent('what is no log is never added to', async () => {
  const { mapping, ledger } = await writeFiles()
  const other = join(stage.folder(), 'precious.txt')
  for (const text of ['precious', '{', '{"a":1}\n']) {
    writeFileSync(other, text)
    const ended = await call(['status', '--mapping', mapping, '--ledger', ledger, '--log-file', other])
    expectRefusal(ended, 2, ['precious.txt is not a log', 'left as it is'])
    expect(readFileSync(other, 'utf8')).toBe(text)
  }
})

test.concurrent.each(['--results', '--failed', '--log-file', '--plan'])(
  'what SQLite keeps beside the ledger is not written over by %s, there or not',
  async option => {
    const { csv, mapping, ledger } = writeDeals(stage.folder(), [{ id: '1', account }])
    const run = ['run', csv, '--mapping', mapping, '--dry-run']

    for (const beside of ['-wal', '-shm', '-journal'].map(ending => ledger + ending)) {
      const ended = await call([...run, option, beside], { env })
      expectRefusal(ended, 2, [option, 'is the same file as a part of the ledger'])
      expect(existsSync(beside)).toBe(false)
    }
  },
)

test.concurrent('a file that is not there yet is known by its folder, whatever link leads to that', async () => {
  const { csv, mapping, ledger } = writeDeals(stage.folder(), [{ id: '1', account }])
  const link = join(stage.folder(), 'link')
  symlinkSync(join(ledger, '..'), link)

  const ended = await call(['run', csv, '--mapping', mapping, '--results', join(link, 'ledger.db')], { env })

  expectRefusal(ended, 2, ['is the same file as the ledger'])
  expect(existsSync(ledger)).toBe(false)
})

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { dealsMapping, makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, executable, sandboxKey, start, towards } from './program.ts'
import { cellMark, expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

async function dealsIn(sandbox: Sandbox, count: number) {
  const account = await makeAccount(sandbox)
  return writeDeals(
    stage.folder(),
    numberedDeals(count).map(deal => ({ ...deal, account })),
  )
}

function expectOneRecordEach(sandbox: Sandbox, count: number): void {
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: count }, () => 1))
}

test.concurrent('a ledger of another address is refused, and so is another key until it is said to be a new one', async () => {
  const apiKeys = [sandboxKey, 'sk_lf_other'].map(key => ({ key, scopes: [], subjectType: 'workspace' as const }))
  const sandbox = await stage.sandbox({ apiKeys })
  const elsewhere = await stage.sandbox()
  const files = await dealsIn(sandbox, 2)
  const run = ['run', files.csv, '--mapping', files.mapping]
  const otherKey = { ...towards(sandbox), LIGHTFIELD_API_KEY: 'sk_lf_other' }
  await call(run, { env: { ...towards(sandbox), LIGHTFIELD_BASE_URL: `${sandbox.url}/` } })

  expectRefusal(await call(run, { env: towards(elsewhere) }), 2, [sandbox.url, elsewhere.url, '--ledger', '--base-url'])
  const refused = await call(run, { env: otherKey })
  expectRefusal(refused, 2, ['made with another API key', '--accept-new-key', '--ledger'])
  expect(refused.stderr).not.toContain('sk_lf_other')
  expect(await call([...run, '--accept-new-key'], { env: otherKey })).toMatchObject({ code: 0 })
  expect(await call(run, { env: otherKey })).toMatchObject({ code: 0 })
  expect(elsewhere.state().requests.write.total).toBe(0)
  expectOneRecordEach(sandbox, 2)
})

test.concurrent('a file that is no ledger is refused and left as it is', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const files = writeDeals(folder, [{ id: cellMark }])
  const text = join(folder, 'text.db')
  const other = join(folder, 'other.db')
  writeFileSync(text, 'my notes\n')
  const database = new DatabaseSync(other)
  database.exec('CREATE TABLE notes (note TEXT)')
  database.close()
  const run = ['run', files.csv, '--mapping', files.mapping, '--ledger']

  for (const path of [text, other]) {
    const before = readFileSync(path)
    expectRefusal(await call([...run, path], { env: towards(sandbox) }), 2, ['is not a ledger', '--ledger'])
    expect(readFileSync(path).equals(before)).toBe(true)
    expectRefusal(await call(['status', '--ledger', path]), 2, ['is not a ledger'])
  }
  const server = await call([...run, 'postgres://me:secret@host/db'], { env: towards(sandbox) })
  expectRefusal(server, 2, ['is not available yet', '--ledger PATH'])
  expect(server.stderr).not.toContain('secret')
  expect(sandbox.state().requests.write.total).toBe(0)
})

test.concurrent('what reads a ledger makes none', async () => {
  const files = writeDeals(stage.folder(), [{ id: '1' }])

  expectRefusal(await call(['status', '--mapping', files.mapping]), 2, [files.ledger, '--ledger'])
  expectRefusal(await call(['results', '--mapping', files.mapping]), 2, [files.ledger, '--ledger'])
  expect(() => readFileSync(files.ledger)).toThrow('ENOENT')
})

test.concurrent('one process at a time works on an import; another import in the same ledger goes its way', async () => {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  let requests: number | null = null
  const sandbox = await stage.sandbox({
    latencyMs: 1,
    sleep: async () => {
      // The first run asks about its key and for the definitions; its third request is its first write.
      if (requests === null || ++requests !== 3) return
      reached.resolve()
      await released.promise
    },
  })
  const files = await dealsIn(sandbox, 10)
  const otherMapping = join(stage.folder(), 'other.yaml')
  writeFileSync(
    otherMapping,
    dealsMapping.replace('import: deals', 'import: other').replace('ID\n  amount', 'Name\n  amount'),
  )
  const env = towards(sandbox)
  const run = ['run', files.csv, '--mapping', files.mapping, '--concurrency', '1', '--rate', '200']

  requests = 0
  const first = start(run, { env })
  await reached.promise
  const second = await call(run, { env })
  const other = await call(['run', files.csv, '--mapping', otherMapping, '--ledger', files.ledger, '--rate', '200'], {
    env,
  })
  const status = await call(['status', '--mapping', files.mapping, '--json'])
  released.resolve()
  const ended = await first.ended

  expectRefusal(second, 2, [`Process ${first.child.pid} on ${hostname()} works on the import deals`, 'Wait until'])
  expect(other).toMatchObject({ code: 0 })
  expect(JSON.parse(status.stdout).imports[0].runs[0]).toMatchObject({ state: 'running', ended_at: null })
  expect(ended).toMatchObject({ code: 0 })
  expectOneRecordEach(sandbox, 20)
})

/** Node as the shell's `"$0"`, with the program's arguments after it. */
function shell(script: string, args: readonly string[], sandbox: Sandbox) {
  const child = spawn('sh', ['-c', script, process.execPath, executable, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...towards(sandbox) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  return once(child, 'close').then(([code]) => ({ code: Number(code), stdout, stderr }))
}

function expectStoppedByDisk(ended: { readonly code: number; readonly stdout: string; readonly stderr: string }): void {
  expect(ended.code).toBe(3)
  expect(ended.stderr.match(/^error: .*\(LFI\d{4}\)$/gm)).toEqual([
    expect.stringMatching(/^error: The ledger .*cannot be written: /),
  ])
  expect(ended.stderr).not.toMatch(/^\s+at /m)
  expect(ended.stderr).toContain('the same command again')
  const { rows, outcomes } = JSON.parse(ended.stdout)
  expect(Object.values<number>(outcomes).reduce((sum, count) => sum + count, 0)).toBe(rows)
  expect(outcomes).toMatchObject({ failed: 0 })
}

test.concurrent('a ledger that may not grow stops the run; with room again each row becomes one record', async () => {
  const sandbox = await stage.sandbox()
  const files = await dealsIn(sandbox, 200)
  const run = ['run', files.csv, '--mapping', files.mapping, '--rate', '1000', '--json']

  const first = await shell('ulimit -f 300; exec "$0" "$@"', run, sandbox)
  const second = await call(run, { env: towards(sandbox) })

  expectStoppedByDisk(first)
  expect(second).toMatchObject({ code: 0 })
  expectOneRecordEach(sandbox, 200)
})

/** A small disk of its own needs a mount, which this user may or may not make. */
const canMount = succeeds(() =>
  execFileSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', 'mount -t tmpfs none /tmp'], { stdio: 'ignore' }),
)

test.skipIf(!canMount)('a full disk stops the run; with space again each row becomes one record', async () => {
  const sandbox = await stage.sandbox()
  const files = await dealsIn(sandbox, 200)
  const disk = join(stage.folder(), 'disk')
  mkdirSync(disk)
  const script = `mount -t tmpfs -o size=192k none ${disk}
    "$0" "$@"; echo "first run: $?"
    mount -o remount,size=16m ${disk}
    exec "$0" "$@"`
  const run = [
    'run',
    files.csv,
    '--mapping',
    files.mapping,
    '--ledger',
    join(disk, 'ledger.db'),
    '--rate',
    '1000',
    '--json',
  ]

  const ended = await shell(`unshare --map-root-user --mount sh -c '${script}' "$0" "$@"`, run, sandbox)
  const [first = '', , second = ''] = ended.stdout.split(/(first run: \d+\n)/)

  expectStoppedByDisk({ code: Number(/first run: (\d+)/.exec(ended.stdout)?.[1]), stdout: first, stderr: ended.stderr })
  expect(ended.stderr).toContain('full')
  expect(JSON.parse(second).outcomes).toMatchObject({ failed: 0, in_doubt: 0, pending: 0 })
  expect(ended.code).toBe(0)
  expectOneRecordEach(sandbox, 200)
})

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}

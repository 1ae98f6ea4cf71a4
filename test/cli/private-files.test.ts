import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { makeAccount, writeDeals } from './deals.ts'
import { call, executable, towards } from './program.ts'
import { expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()
let sandbox: Sandbox
let account: string
let env: Readonly<Record<string, string>>

// The programs that are started take it over.
const umask = process.umask(0)
afterAll(() => void process.umask(umask))

beforeAll(async () => {
  sandbox = await stage.sandbox()
  account = await makeAccount(sandbox)
  env = towards(sandbox)
})

/** Two deals that can be sent and one that cannot. */
function writeThree(): ReturnType<typeof writeDeals> & { readonly folder: string } {
  const folder = stage.folder()
  const deals = [
    { id: '1', account },
    { id: '2', account, amount: 'much' },
    { id: '3', account },
  ]
  return { ...writeDeals(folder, deals), folder }
}

/** Runs a command line of the shell, with the program as `$0` and the arguments as `$@`. */
async function shell(
  script: string,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn('sh', ['-c', script, process.execPath, executable, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

test.concurrent("every file that is made is its owner's alone, under the most generous umask too", async () => {
  const { folder, csv, mapping, ledger } = writeThree()
  const at = (name: string) => join(folder, name)
  const generous = (...args: string[]) => call(args, { env })
  const run = ['run', csv, '--mapping', mapping]

  await generous(...run, '--dry-run', '--plan', at('plan.jsonl'))
  const ended = await generous(...run, '--results', at('a.csv'), '--failed', at('b.csv'), '--log-file', at('c.log'))
  await Promise.all([
    generous('results', '--mapping', mapping, '--out', at('d.csv')),
    generous('definitions', 'account', '--out', at('e.json')),
    generous('init', csv, '--object', 'opportunity', '--out', at('f.yaml')),
  ])

  expect(ended.code, ended.stderr).toBe(1)
  const made = ['plan.jsonl', 'a.csv', 'b.csv', 'c.log', 'd.csv', 'e.json', 'f.yaml'].map(at)
  const modes = [ledger, ...made].map(file => [file, statSync(file).mode & 0o777])
  expect(modes).toEqual([ledger, ...made].map(file => [file, 0o600]))
})

interface Output {
  readonly what: string
  /** A call that would write to the path. */
  readonly args: (path: string, files: ReturnType<typeof writeThree>) => readonly string[]
}

const outputs: readonly Output[] = [
  { what: '--ledger', args: (path, { csv, mapping }) => ['run', csv, '--mapping', mapping, '--ledger', path] },
  { what: '--results', args: (path, { csv, mapping }) => ['run', csv, '--mapping', mapping, '--results', path] },
  { what: '--failed', args: (path, { csv, mapping }) => ['run', csv, '--mapping', mapping, '--failed', path] },
  {
    what: '--failed of check',
    args: (path, { csv, mapping }) => ['check', csv, '--mapping', mapping, '--failed', path],
  },
  { what: '--log-file', args: (path, { csv, mapping }) => ['run', csv, '--mapping', mapping, '--log-file', path] },
  { what: '--plan', args: (path, { csv, mapping }) => ['run', csv, '--mapping', mapping, '--dry-run', '--plan', path] },
  { what: '--out of definitions', args: path => ['definitions', 'account', '--out', path] },
  { what: '--out of init', args: (path, { csv }) => ['init', csv, '--object', 'opportunity', '--out', path] },
  {
    what: '--out of init --force',
    args: (path, { csv }) => ['init', csv, '--object', 'opportunity', '--force', '--out', path],
  },
]

test.concurrent.each(outputs)(
  '$what is not written through a symbolic link, whether or not it leads anywhere',
  async ({ args }) => {
    const files = writeThree()
    const own = await stage.sandbox()
    const [target, nowhere] = [join(files.folder, 'target'), join(files.folder, 'nowhere')]
    writeFileSync(target, 'precious')

    for (const to of [target, nowhere]) {
      const link = `${to}-link`
      symlinkSync(to, link)
      expectRefusal(await call(args(link, files), { env: towards(own) }), 2, [link])
      expect(lstatSync(link).isSymbolicLink()).toBe(true)
    }
    expect(readFileSync(target, 'utf8')).toBe('precious')
    expect(existsSync(nowhere)).toBe(false)
    expect(own.state().requests.write.total).toBe(0)
  },
)

test.concurrent('results are not written through a symbolic link either', async () => {
  const { folder, csv, mapping } = writeThree()
  await call(['run', csv, '--mapping', mapping], { env })
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'))

  const ended = await call(['results', '--mapping', mapping, '--out', join(folder, 'link')], { env })

  expectRefusal(ended, 2, ['is a symbolic link'])
  expect(existsSync(join(folder, 'nowhere'))).toBe(false)
})

test.concurrent('what a call reads may be reached through links', async () => {
  const { folder, csv, mapping } = writeThree()
  const [linkedCsv, linkedMapping] = [join(folder, 'linked.csv'), join(folder, 'linked.yaml')]
  symlinkSync(csv, linkedCsv)
  symlinkSync(mapping, linkedMapping)

  expect(await call(['check', linkedCsv, '--mapping', linkedMapping, '--offline'])).toMatchObject({ code: 1 })
})

test.skipIf(process.platform !== 'linux').concurrent.each(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])(
  '%s stands for the stream that it is, in a pipe and into a file that has a beginning',
  async path => {
    const { folder, csv, mapping } = writeThree()
    const check = ['check', csv, '--mapping', mapping, '--offline', '--quiet', '--failed', path]

    const piped = await shell('"$0" "$@" | cat', check)
    const appended = join(folder, 'all.csv')
    writeFileSync(appended, 'before\n')
    await shell(`"$0" "$@" >> '${appended}'`, check)

    expect(piped).toMatchObject({ stderr: '', stdout: expect.stringMatching(/^ID,Name,.*_line\r\n2,Deal 2,/) })
    expect(readFileSync(appended, 'utf8')).toBe(`before\n${piped.stdout}`)
  },
)

const fifo = (folder: string): string => {
  const path = join(folder, 'fifo')
  execFileSync('mkfifo', [path])
  return path
}

test.skipIf(process.platform === 'win32').concurrent.each(outputs)(
  '$what is not written to a named pipe, and nobody waits for its reader',
  async ({ args }) => {
    const files = writeThree()
    const ended = await call(args(fifo(files.folder), files), { env })
    expectRefusal(ended, 2, [/(?:it is|and|is) not a file|There is a file/])
  },
)

test
  .skipIf(process.platform !== 'linux')
  .concurrent('/dev/null and a pipe that the shell opens are written to', async () => {
    const { csv, mapping } = writeThree()
    const check = ['check', csv, '--mapping', mapping, '--offline', '--quiet', '--failed']

    const piped = await shell('{ "$0" "$@" /dev/fd/9 9>&1; } | cat', check)
    const lost = await shell('"$0" "$@" /dev/null --log-file /dev/null', check)

    expect(piped).toMatchObject({ stderr: '', stdout: expect.stringContaining('_line') })
    expect(lost).toMatchObject({ code: 1, stdout: '', stderr: '' })
  })

test.concurrent('nothing is advised of a file that is no ledger', async () => {
  const { folder } = writeThree()
  const other = join(folder, 'other')
  writeFileSync(other, 'shared with all', { mode: 0o644 })

  const ended = await call(['status', '--ledger', other])

  expectRefusal(ended, 2, ['is not a ledger'])
  expect(ended.stderr).not.toContain('chmod')
})

test.concurrent('a ledger that others may open is used with a warning, which --quiet silences', async () => {
  const { csv, mapping, ledger } = writeThree()
  const first = await call(['run', csv, '--mapping', mapping], { env })
  chmodSync(ledger, 0o644)
  const commands = [
    ['run', csv, '--mapping', mapping],
    ['retry', '--mapping', mapping],
    ['status', '--ledger', ledger],
  ]

  expect(first.stderr).not.toContain('warning')
  for (const args of commands) {
    const told = await call(args, { env })
    expect(told.stderr.match(/others may open the ledger .*ledger\.db \(mode 644\): chmod 600/g)).toHaveLength(1)
    expect((await call([...args, '--quiet'], { env })).stderr).toBe('')
  }
})

import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { requestsOf } from '../import/api.ts'
import { makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { hasScript, Screen } from './live/screen.ts'
import { call, type StartOptions, sandboxKey, start, towards } from './program.ts'
import { writeReported } from './reported-ledger.ts'
import { openStage } from './stage.ts'

const stage = openStage()

async function untilWrites(sandbox: Sandbox, count: number): Promise<void> {
  while (requestsOf(sandbox).write < count) await new Promise(resolve => setTimeout(resolve, 10))
}

interface CheckJson {
  readonly name: string
  readonly state: string
  readonly message: string
  readonly remedy: string | null
}

/** What `doctor --json` finds, by the names of the checks. */
async function doctor(args: readonly string[], options: StartOptions) {
  const ended = await call(['doctor', '--json', ...args], options)
  const { checks } = JSON.parse(ended.stdout) as { readonly checks: readonly CheckJson[] }
  return { ...ended, checks, found: new Map(checks.map(check => [check.name, check])) }
}

/** The address of a server that gives each request this answer. */
async function serve(headers: Readonly<Record<string, string>>, body: unknown, status = 200): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, headers).end(JSON.stringify(body))).listen(0)
  stage.atEnd(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

function states(checks: readonly CheckJson[]): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.filter(({ state }) => state !== 'ok').map(({ name, state }) => [name, state]))
}

test.concurrent('a good key at a good address: a line for each check, no write, exit code 0', async () => {
  const sandbox = await stage.sandbox({ limits: { write: 25, read: 20, search: 5 } })

  const ended = await call(['doctor'], { cwd: stage.folder(), env: towards(sandbox) })

  expect(ended.code).toBe(0)
  expect(ended.stdout).toContain(`${sandbox.url}, plain http, no proxy; answers in `)
  expect(ended.stdout).toMatch(/^ok {6}access +the key is active, that of a workspace$/m)
  expect(ended.stdout).toMatch(/^ok {6}limits +20 reads\/s, 19 left; 5 searches\/s, 4 left;/m)
  expect(ended.stdout).toMatch(/^ok {6}scopes +everything$/m)
  expect(ended.stderr).toContain('All is well')
  expect(ended.stdout + ended.stderr).not.toContain(sandboxKey)
  expect(sandbox.state().requests.write.total).toBe(0)
})

test.concurrent('what others use of a limit is told', async () => {
  const url = await serve(
    { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '12' },
    { active: true, scopes: ['x:read'] },
  )
  const { found } = await doctor(['--base-url', url], { env: { LIGHTFIELD_API_KEY: sandboxKey } })
  expect(found.get('limits')?.message).toMatch(/^20 reads\/s, 12 left, 7 used by others;/)
})

describe.concurrent('the key', () => {
  test('where there is none, what can be seen without one is told all the same', async () => {
    const sandbox = await stage.sandbox()
    const { code, checks, found } = await doctor([], { env: { LIGHTFIELD_BASE_URL: sandbox.url } })
    expect(code).toBe(2)
    expect(states(checks)).toEqual({ key: 'failed', access: 'skipped', scopes: 'skipped' })
    expect(found.get('key')?.remedy).toContain('LIGHTFIELD_API_KEY')
  })

  test('one that the API refuses ends with exit code 3', async () => {
    const sandbox = await stage.sandbox()
    const { code, checks, found } = await doctor([], {
      env: { ...towards(sandbox), LIGHTFIELD_API_KEY: 'sk_lf_other' },
    })
    expect(code).toBe(3)
    expect(states(checks)).toEqual({ access: 'failed', scopes: 'skipped' })
    expect(found.get('access')?.message).toBe('the API refuses the key (401)')
  })

  test.skipIf(process.platform === 'win32')('a file that others can read is told, with its name', async () => {
    const sandbox = await stage.sandbox()
    const file = join(stage.folder(), 'key')
    writeFileSync(file, sandboxKey)
    chmodSync(file, 0o644)
    const { code, found } = await doctor(['--api-key-file', file], { env: { LIGHTFIELD_BASE_URL: sandbox.url } })
    expect(code).toBe(0)
    expect(found.get('key')).toMatchObject({ state: 'warning', message: `from the file ${file}` })
    expect(found.get('key')?.remedy).toContain('chmod 600')
  })

  test('one that begins otherwise is told, and not shown', async () => {
    const key = 'pat_something_else'
    const sandbox = await stage.sandbox({ apiKeys: [{ key, scopes: [], subjectType: 'user' }] })
    const { code, found, stdout } = await doctor([], { env: { ...towards(sandbox), LIGHTFIELD_API_KEY: key } })
    expect(code).toBe(0)
    expect(found.get('key')).toMatchObject({ state: 'warning' })
    expect(stdout).not.toContain(key)
  })

  test('its scopes are listed, and held against a mapping', async () => {
    const scopes = ['accounts:create', 'accounts:read', 'opportunities:read']
    const sandbox = await stage.sandbox({ apiKeys: [{ key: sandboxKey, scopes, subjectType: 'user' }] })
    const { mapping } = writeDeals(stage.folder(), [])
    const bare = await doctor([], { env: towards(sandbox) })
    const mapped = await doctor(['--mapping', mapping], { env: towards(sandbox) })
    expect(bare.found.get('scopes')).toMatchObject({ state: 'ok', message: 'accounts create read, opportunities read' })
    expect(mapped.code).toBe(3)
    expect(mapped.found.get('scopes')?.message).toContain('needs opportunities:create as well')
  })
})

describe.concurrent('the way to the API', () => {
  test('nobody there: the reason, what to do, and exit code 3', async () => {
    const { code, checks, found } = await doctor(['--base-url', 'http://127.0.0.1:1'], {
      env: { LIGHTFIELD_API_KEY: sandboxKey },
    })
    expect(code).toBe(3)
    expect(states(checks)).toMatchObject({ reach: 'failed', limits: 'skipped', scopes: 'skipped' })
    expect(found.get('reach')?.message).toBe('http://127.0.0.1:1 cannot be reached: the connection was refused')
  })

  test('a server of something else is told from the API', async () => {
    const url = await serve({}, '<h1>Welcome</h1>')
    const { code, found } = await doctor(['--base-url', url], {
      env: { LIGHTFIELD_API_KEY: sandboxKey },
    })
    expect(code).toBe(3)
    expect(found.get('reach')?.message).toContain('does not answer as the API does (status 200)')
  })

  test('an address that is none is a wrong call', async () => {
    const { code, found } = await doctor(['--base-url', 'ftp://127.0.0.1'], { env: { LIGHTFIELD_API_KEY: sandboxKey } })
    expect(code).toBe(2)
    expect(found.get('address')).toMatchObject({ state: 'failed' })
    // A line for each check, whatever came of them.
    expect(['version', 'access', 'clock', 'limits', 'scopes'].map(name => found.get(name)?.state)).toEqual(
      Array(5).fill('skipped'),
    )
  })

  test('a version that the API refuses is no news of the key', async () => {
    const body = { error: { type: 'invalid_request_error', code: 'version_header', message: 'no such version' } }
    const url = await serve({ 'content-type': 'application/json' }, body, 400)
    const { code, checks } = await doctor(['--base-url', url], { env: { LIGHTFIELD_API_KEY: sandboxKey } })
    expect(code).toBe(3)
    expect(states(checks)).toEqual({ version: 'failed', access: 'skipped', scopes: 'skipped' })
  })

  test('an address that ends in /v1 is told as such, and not as a matter of the key', async () => {
    const sandbox = await stage.sandbox()
    const { code, found } = await doctor(['--base-url', `${sandbox.url}/v1`], { env: towards(sandbox) })
    expect(code).toBe(3)
    expect(found.get('reach')).toMatchObject({ state: 'failed', message: expect.stringContaining('(status 404)') })
    expect(found.get('reach')?.remedy).toContain('without /v1')
    expect(found.get('access')?.state).toBe('skipped')
  })

  test('a proxy that is not there is named once', async () => {
    const { code, found } = await doctor(['--base-url', 'https://api.lightfield.app'], {
      env: { LIGHTFIELD_API_KEY: sandboxKey, HTTPS_PROXY: 'http://127.0.0.1:1' },
    })
    expect(code).toBe(3)
    expect(found.get('reach')?.message.match(/127\.0\.0\.1:1/g)).toHaveLength(1)
    expect(found.get('reach')?.remedy).toContain('HTTPS_PROXY')
  })

  test('an API that is down is told from one that is not there', async () => {
    const sandbox = await stage.sandbox({
      faults: [{ kind: 'status', status: 503, match: { path: '/v1/auth/validate' } }],
    })
    const { code, found } = await doctor([], { env: towards(sandbox) })
    expect(code).toBe(3)
    expect(found.get('reach')?.message).toContain('cannot serve just now (status 503)')
  })

  test('a clock that is off is told with what that means', async () => {
    const sandbox = await stage.sandbox({ clockOffsetMs: -3_600_000 })
    const { code, found } = await doctor([], { env: towards(sandbox) })
    expect(code).toBe(0)
    expect(found.get('clock')).toMatchObject({ state: 'warning' })
    expect(found.get('clock')?.message).toMatch(/^(1 h 0 min|59 min 5\d s|60 min 0 s) ahead of the server's$/)
    expect(found.get('clock')?.remedy).toContain('times in the ledger')
  })
})

describe.concurrent('the ledger', () => {
  test('one that is not there yet is none to worry about', async () => {
    const sandbox = await stage.sandbox()
    const folder = stage.folder()
    const { mapping, ledger } = writeDeals(folder, [])
    const { code, found } = await doctor(['--mapping', mapping], { env: towards(sandbox) })
    expect(code).toBe(0)
    expect(found.get('ledger')?.message).toContain('is not there yet')
    expect(existsSync(ledger)).toBe(false)
  })

  test('one that was used is sound, of this workspace', async () => {
    const sandbox = await stage.sandbox()
    const folder = stage.folder()
    const { csv, mapping, ledger } = writeDeals(folder, numberedDeals(3))
    await makeAccount(sandbox)
    await call(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
    const { code, found } = await doctor(['--mapping', mapping], { env: towards(sandbox) })
    const other = await doctor(['--ledger', ledger], {
      env: { ...towards(sandbox), LIGHTFIELD_API_KEY: 'sk_lf_other' },
    })
    expect(code).toBe(0)
    expect(found.get('ledger')?.message).toBe(`${ledger}, sound, with 1 import`)
    expect(found.get('workspace')?.message).toContain(`at ${sandbox.url}`)
    expect(found.get('disk')?.message).toMatch(/^[\d,.]+ GB free/)
    expect(other.found.get('workspace')).toMatchObject({ state: 'failed' })
    expect(other.found.get('workspace')?.message).toContain('made with another API key')
  })

  test('one that was damaged is told', async () => {
    const sandbox = await stage.sandbox()
    const folder = stage.folder()
    const { csv, mapping, ledger } = writeDeals(folder, numberedDeals(200))
    await call(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
    copyFileSync(ledger, join(folder, 'cut.db'))
    truncateSync(join(folder, 'cut.db'), 8192)
    const { code, found } = await doctor(['--ledger', join(folder, 'cut.db')], { env: towards(sandbox) })
    expect(code).toBe(2)
    expect(found.get('ledger')?.message).toContain('cut short')
  })

  test('one with a page that was overwritten is told in one line, and every command that reads it says so', async () => {
    const folder = stage.folder()
    const { mapping, ledger } = await writeReported(folder, {
      runs: [],
      rows: [{ count: 5_000, state: 'failed', code: 'bad_request' }],
    })
    const file = openSync(ledger, 'r+')
    writeSync(file, Buffer.alloc(200_000, 7), 0, 200_000, 4_096 * 20)
    closeSync(file)
    const { found } = await doctor(['--ledger', ledger], { env: { LIGHTFIELD_API_KEY: sandboxKey } })
    expect(found.get('ledger')).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/damaged: (?!\*)[^\n]+$/),
    })
    for (const command of ['status', 'report', 'results']) {
      const { code, stderr } = await call([command, '--mapping', mapping])
      expect([command, code]).toEqual([command, 3])
      expect(stderr).toMatch(/^error: The ledger .*ledger\.db is damaged: .* \(LFI0412\)$/m)
    }
  })

  test('a file without a byte is none yet, as for a run', async () => {
    const path = join(stage.folder(), 'ledger.db')
    writeFileSync(path, '')
    const { found } = await doctor(['--ledger', path], { env: { LIGHTFIELD_API_KEY: sandboxKey } })
    expect(found.get('ledger')).toMatchObject({
      state: 'ok',
      message: `${path} is not there yet: the first run makes it`,
    })
  })

  test('one that a process works on names it', async () => {
    const sandbox = await stage.sandbox({ limits: { write: 5, read: 0, search: 0 } })
    const folder = stage.folder()
    const { csv, mapping } = writeDeals(folder, numberedDeals(500))
    await makeAccount(sandbox)
    const running = start(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
    await untilWrites(sandbox, 4)
    const { found } = await doctor(['--mapping', mapping], { env: towards(sandbox) })
    running.child.kill('SIGINT')
    await running.ended
    expect(found.get('lock')).toMatchObject({ state: 'warning' })
    expect(found.get('lock')?.message).toContain(`process ${running.child.pid} on `)
  })

  test('a process that makes the records which rows name is told once, with its other import', async () => {
    const sandbox = await stage.sandbox({ limits: { write: 5, read: 0, search: 0 } })
    const folder = stage.folder()
    const csv = join(folder, 'deals.csv')
    const mapping = join(folder, 'deals.yaml')
    const rows = Array.from({ length: 500 }, (_, at) => `D-${at},Deal ${at},Lead,Company ${at}`)
    writeFileSync(csv, ['ID,Name,Stage,Company', ...rows, ''].join('\n'))
    writeFileSync(
      mapping,
      [
        'object: opportunity',
        'key: [ID]',
        'fields: { $name: Name, $stage: Stage }',
        'relationships:',
        '  $account: { column: Company, find: { object: account, by: $name, missing: create } }',
        '',
      ].join('\n'),
    )
    const running = start(['run', csv, '--mapping', mapping], { env: towards(sandbox) })
    await untilWrites(sandbox, 4)
    const { checks } = await doctor(['--mapping', mapping], { env: towards(sandbox) })
    running.child.kill('SIGINT')
    await running.ended
    const locks = checks.filter(({ name }) => name === 'lock')
    expect(locks).toHaveLength(1)
    expect(locks[0]?.message).toContain(' works on deals and 1 other import since ')
  })

  test('a mapping that cannot be read is told, and the rest is looked at', async () => {
    const sandbox = await stage.sandbox()
    const mapping = join(stage.folder(), 'deals.yaml')
    writeFileSync(mapping, 'objekt: account\n')
    const { code, found } = await doctor(['--mapping', mapping], { env: towards(sandbox) })
    expect(code).toBe(2)
    expect(found.get('mapping')).toMatchObject({ state: 'failed' })
    expect(found.get('scopes')).toMatchObject({ state: 'ok' })
  })
})

describe.skipIf(!hasScript)('on a terminal', () => {
  test.each([40, 80])('marks stand for words, and no line is longer than %i columns', async columns => {
    const sandbox = await stage.sandbox()
    const screen = new Screen(stage, ['doctor'], { columns, rows: 60, env: { ...towards(sandbox), LANG: 'C.UTF-8' } })
    expect(await screen.end()).toBe(0)
    expect(screen.lines.filter(line => /^✓ \w+/.test(line)).length).toBeGreaterThan(6)
    expect(screen.lines.filter(line => line.startsWith('ok'))).toEqual([])
    // A line that is too long is broken by the terminal, in the middle of a word and back at its edge.
    expect(screen.lines.slice(0, -1).filter(line => !/^([✓!✗-] | {12}|$|All)/.test(line))).toEqual([])
  })

  test('without colours there are words', async () => {
    const sandbox = await stage.sandbox()
    const screen = new Screen(stage, ['doctor', '--no-color'], { env: { ...towards(sandbox), LANG: 'C.UTF-8' } })
    await screen.end()
    expect(screen.text).toMatch(/^ok {6}node/m)
    expect(screen.colours).toEqual([])
  })
})

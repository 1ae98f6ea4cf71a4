import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { call, createAccount, startStill } from './calls.ts'

let folder: string
let stateFile: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  stateFile = join(folder, 'state.jsonl')
})

afterEach(() => rm(folder, { recursive: true }))

test('records, links, the trash, keys and the clock are there again after a restart', async () => {
  const key = { 'idempotency-key': 'k1' }
  const first = await startStill({ stateFile })
  const account = await createAccount(first, { $website: ['https://acme.example'] })
  const trashed = await createAccount(first)
  await call(first, 'DELETE', `/v1/accounts/${trashed}`)
  const made = await call(first, 'POST', '/v1/contacts', { fields: {}, relationships: { $account: account } }, key)
  first.advance(5000)
  const { records, now } = first.state()
  await first.close()

  await using second = await startStill({ stateFile })
  expect(second.state()).toMatchObject({ records, now })
  const again = await call(second, 'POST', '/v1/contacts', { fields: {} }, key)
  expect(again.body).toEqual(made.body)
  expect((await call(second, 'GET', '/v1/accounts')).body.totalCount).toBe(1)
  expect(await createAccount(second)).toBe('acc_00000003')
})

test('a reset empties the file too', async () => {
  const first = await startStill({ stateFile })
  await createAccount(first)
  first.reset()
  await first.close()
  await using second = await startStill({ stateFile })
  expect(second.state().recordCounts).toEqual({ member: 6 })
})

test('a last line that a crash cut short is dropped, and the next write stands on its own', async () => {
  const first = await startStill({ stateFile })
  await createAccount(first)
  await first.close()
  await appendFile(stateFile, '{"kind":"write","atMs":1,"rec')
  const second = await startStill({ stateFile })
  expect(await createAccount(second)).toBe('acc_00000002')
  await second.close()
  await using third = await startStill({ stateFile })
  expect(third.state().recordCounts['account']).toBe(2)
})

test.each([
  ['some other file', 'name,stage\nDeal,Lead\n', 'is not a state file'],
  ['a state file with a broken line', '{"lightfieldSandbox":1}\n{"kind":\n', 'Line 2 of the state file'],
])('%s is refused and left as it is', async (_, content, message) => {
  await writeFile(stateFile, content)
  await expect(startSandbox({ stateFile })).rejects.toMatchObject({
    code: 'state_file',
    message: expect.stringContaining(message),
  })
  expect(await readFile(stateFile, 'utf8')).toBe(content)
})

test('a state file in a folder that is not there is refused', async () => {
  const start = startSandbox({ stateFile: join(folder, 'none', 'state.jsonl') })
  await expect(start).rejects.toMatchObject({ code: 'state_file' })
})

test('killing the process loses nothing that was answered', async () => {
  const program = `
    import { startSandbox } from ${JSON.stringify(new URL('../../src/sandbox/sandbox.ts', import.meta.url).href)}
    const sandbox = await startSandbox({ stateFile: process.argv[1], limits: { write: 0 } })
    process.stdout.write(sandbox.url)
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, stateFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(child.stdout, 'data')
  const exited = once(child, 'exit')
  const answered: string[] = []
  const sendUntilKilled = async (): Promise<void> => {
    for (;;) {
      const response = await fetch(`${url}/v1/accounts`, {
        method: 'POST',
        body: '{"fields":{"$name":"Acme"}}',
        headers: {
          authorization: 'Bearer sk_lf_sandbox',
          'lightfield-version': '2026-03-01',
          'content-type': 'application/json',
        },
      })
      const record = (await response.json()) as { id: string }
      answered.push(record.id)
      if (answered.length === 100) child.kill('SIGKILL')
    }
  }
  await Promise.allSettled(Array.from({ length: 8 }, sendUntilKilled))
  await exited

  await using sandbox = await startStill({ stateFile })
  const kept = sandbox.state().records['account']?.map(record => record.id)
  expect(answered.length).toBeGreaterThanOrEqual(100)
  expect(kept).toEqual(expect.arrayContaining(answered))
})

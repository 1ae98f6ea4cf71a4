import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAccount, writeDeals } from './deals.ts'
import { call, sandboxKey, towards } from './program.ts'
import { cellMark } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

test.concurrent('a log has a JSON line for each row, with its number and idempotency key, no cell and not the key', async () => {
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'status', status: 422, match: { category: 'write', path: '/v1/opportunities', nth: { at: 2 } } }],
  })
  const account = await makeAccount(sandbox)
  const marked = (id: string) => ({ id: `${cellMark}${id}`, name: cellMark, account })
  const deals = [marked('1'), marked('2'), { ...marked('3'), stage: cellMark, amount: cellMark }, marked('1')]
  const files = writeDeals(stage.folder(), deals)
  const log = join(stage.folder(), 'run.log')
  const run = ['run', files.csv, '--mapping', files.mapping, '--concurrency', '1', '--log-file', log]

  const ended = await call([...run, '--log-level', 'debug'], { env: towards(sandbox) })
  const text = readFileSync(log, 'utf8')
  const lines = linesOf(text)

  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(text + ended.stderr).not.toContain(cellMark)
  expect(text).not.toContain(sandboxKey)
  expect(statSync(log).mode & 0o777).toBe(0o600)
  const rows = lines.filter(line => 'row' in line).toSorted((a, b) => Number(a['row']) - Number(b['row']))
  expect(rows).toMatchObject([
    { row: 1, line: 2, outcome: 'created', idempotencyKey: expect.stringMatching(/^lfi1-/), attempts: 1 },
    { row: 2, line: 3, outcome: 'failed', idempotencyKey: expect.stringMatching(/^lfi1-/), attempts: 1 },
    { row: 3, line: 4, outcome: 'invalid' },
    { row: 4, line: 5, outcome: 'duplicate' },
  ])
  expect(lines[0]).toMatchObject({ msg: 'run begins', import: 'deals' })
  expect(lines.at(-1)).toMatchObject({ msg: 'run ended', end: 'finished', write: 2 })

  await call(run, { env: towards(sandbox) })
  expect(readFileSync(log, 'utf8').startsWith(text)).toBe(true)
})

test.concurrent('--log-level without a file logs to stderr; why a run could not go on is in the log', async () => {
  const sandbox = await stage.sandbox()
  const files = writeDeals(stage.folder(), [{ id: '1' }])

  const ended = await call(['run', files.csv, '--mapping', files.mapping, '--log-level', 'error'], {
    env: { ...towards(sandbox), LIGHTFIELD_API_KEY: 'sk_lf_revoked' },
  })

  expect(ended).toMatchObject({ code: 3, stdout: '' })
  expect(JSON.parse(ended.stderr.split('\n').find(line => line.startsWith('{')) ?? '')).toMatchObject({
    level: 50,
    code: 'key_refused',
  })
  expect(ended.stderr).not.toContain('sk_lf_revoked')
})

test.concurrent.each([
  ['refuses a row', 422, 1],
  ['refuses every request', 415, 3],
])(
  'a server that %s and quotes a cell is heard by the person at the terminal, and not by the log',
  async (_, status, code) => {
    const refusal = { error: { type: 'refused', code: 'quoting', param: '$name', message: `${cellMark} will not do` } }
    const sandbox = await stage.sandbox({
      faults: [{ kind: 'status', status, body: refusal, match: { category: 'write', path: '/v1/opportunities' } }],
    })
    const account = await makeAccount(sandbox)
    const files = writeDeals(stage.folder(), [{ id: '1', account }])
    const log = join(stage.folder(), 'run.log')

    const ended = await call(['run', files.csv, '--mapping', files.mapping, '--log-file', log], {
      env: towards(sandbox),
    })

    expect(ended.code, ended.stderr).toBe(code)
    expect(ended.stderr).toContain(`${cellMark} will not do`)
    const text = readFileSync(log, 'utf8')
    expect(text).not.toContain(cellMark)
    expect(text).toContain('quoting')
  },
)

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { version } from '../../../src/library/version.ts'
import { makeCertificate } from '../../lightfield/certificate.ts'
import { startConnectProxy } from '../../lightfield/connect-proxy.ts'
import { saying } from '../../reliability/saying.ts'
import { type Deal, makeAccount, numberedDeals, writeDeals } from '../deals.ts'
import { HeldAnswers } from '../held-answers.ts'
import { call, sandboxKey, start, towards } from '../program.ts'
import { cellMark, expectRefusal } from '../refusal.ts'
import { openStage } from '../stage.ts'
import { isSigned, startWebhook } from './webhook.ts'

const stage = openStage()
const secret = 'a secret that both know'

async function deals(rows: readonly Deal[] = [{ id: '1' }]) {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    stage.folder(),
    rows.map(row => ({ account, ...row })),
  )
  const env = { ...towards(sandbox), LIGHTFIELD_IMPORT_WEBHOOK_SECRET: secret }
  return { ...files, sandbox, env, run: ['run', files.csv, '--mapping', files.mapping] }
}

function told(body: string | undefined): Record<string, unknown> {
  return JSON.parse(body ?? 'null')
}

test.concurrent('the summary is posted as --json prints it, signed, and without the key', async () => {
  const { run, env } = await deals()
  const hook = await startWebhook(stage)

  const ended = await call([...run, '--json', '--on-finish', `http://127.0.0.1:${hook.port}/nightly?to=ops`], { env })

  expect(ended.code, ended.stderr).toBe(0)
  const [post, ...others] = hook.received
  expect(others).toEqual([])
  expect(post).toMatchObject({
    method: 'POST',
    path: '/nightly?to=ops',
    headers: { 'content-type': 'application/json' },
  })
  expect(post && isSigned(post, secret)).toBe(true)
  expect(post && isSigned({ ...post, body: `${post.body} ` }, secret)).toBe(false)
  expect(JSON.stringify(post)).not.toContain(sandboxKey)
  const { import: name, run_id, rows, outcomes, requests } = told(ended.stdout)
  expect(told(post?.body)).toMatchObject({
    ...{ import: name, run_id, rows, outcomes, requests },
    ...{ command: 'run', exit_code: 0, state: 'finished', stopped: null, dry_run: false, version },
    host: expect.any(String),
    finished_at: expect.stringMatching(/^\d{4}-.*Z$/),
  })
})

test.concurrent('a post is repeated with its id, and a new signature, until it is taken', async () => {
  const { run, env } = await deals()
  const hook = await startWebhook(stage, [
    { status: 503, headers: { 'retry-after': '0' } },
    { status: 429, headers: { 'retry-after': '1' } },
    { status: 200 },
  ])

  const ended = await call([...run, '--on-finish', `http://localhost:${hook.port}`], { env })

  expect(ended).toMatchObject({ code: 0, stdout: '' })
  expect(ended.stderr).toMatch(/does not take the summary yet: status 503\. Trying again/)
  expect(ended.stderr).not.toContain('not delivered')
  expect(hook.received).toHaveLength(3)
  expect(new Set(hook.received.map(({ headers }) => headers['x-lightfield-import-id'])).size).toBe(1)
  expect(hook.received.every(post => isSigned(post, secret))).toBe(true)
  expect(new Set(hook.received.map(({ body }) => body)).size).toBe(1)
})

test.concurrent.each([
  ['refuses it', { status: 400 }, 'status 400'],
  ['leads elsewhere', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'redirects are not followed'],
])('a receiver that %s is warned of, once asked, and the exit code stays', async (_, answer, reason) => {
  const { run, env } = await deals()
  const hook = await startWebhook(stage, [answer])

  const ended = await call([...run, '--quiet', '--on-finish', `http://127.0.0.1:${hook.port}/s3cr3t-path`], { env })

  expect(ended).toMatchObject({ code: 0, stdout: '' })
  expect(ended.stderr).toMatch(new RegExp(`^warning: .*not delivered to 127\\.0\\.0\\.1:${hook.port}: .*${reason}`))
  expect(ended.stderr).not.toContain('s3cr3t-path')
  expect(hook.received).toHaveLength(1)
})

test.concurrent('an answer without an end is not listened to', async () => {
  const { run, env } = await deals()
  const hook = await startWebhook(stage, [{ status: 200, isEndless: true }])

  const ended = await call([...run, '--on-finish', `http://127.0.0.1:${hook.port}`], { env })

  expect(ended).toMatchObject({ code: 0 })
  expect(hook.received).toHaveLength(1)
})

test.concurrent('without a secret it is posted unsigned, with a warning', async () => {
  const { run, env } = await deals()
  const hook = await startWebhook(stage)

  const ended = await call([...run, '--on-finish', `http://127.0.0.1:${hook.port}`], {
    env: { ...env, LIGHTFIELD_IMPORT_WEBHOOK_SECRET: '' },
  })

  expect(ended.stderr).toContain('is not signed: LIGHTFIELD_IMPORT_WEBHOOK_SECRET is not set')
  expect(hook.received[0]?.headers).not.toHaveProperty('x-lightfield-import-signature')
})

test.concurrent.each([
  ['a CSV that is not there', ['--mapping', 'MAPPING', '--json'], 'nowhere.csv', {}, 2, 'file_not_found'],
  ['a mapping that is wrong', ['--mapping', 'WRONG'], 'CSV', {}, 2, 'mapping_invalid'],
  ['a key that is refused', ['--mapping', 'MAPPING'], 'CSV', { LIGHTFIELD_API_KEY: 'sk_lf_old' }, 3, 'key_refused'],
  ['a log that is the CSV', ['--mapping', 'MAPPING', '--log-file', 'CSV'], 'CSV', {}, 2, 'file_overwritten'],
] as const)('%s is told as a call that failed to start', async (_, words, file, own, code, error) => {
  const { csv, mapping, env, sandbox } = await deals()
  const hook = await startWebhook(stage)
  const wrong = join(stage.folder(), 'wrong.yaml')
  writeFileSync(wrong, 'object: opportunity\nfeilds: {}\nmode: upsrt\n')
  const places = new Map([
    ['MAPPING', mapping],
    ['WRONG', wrong],
    ['CSV', csv],
  ])
  const args = [file, ...words].map(word => places.get(word) ?? word)

  const ended = await call(['run', ...args, '--on-finish', `http://127.0.0.1:${hook.port}`], {
    env: { ...env, ...own },
  })

  expect(ended.code, ended.stderr).toBe(code)
  expect(hook.received).toHaveLength(1)
  expect(told(hook.received[0]?.body)).toMatchObject({
    ...{ state: 'failed_to_start', exit_code: code, command: 'run', run_id: null },
    stopped: {
      code: error,
      number: expect.stringMatching(/^LFI\d{4}$/),
      message: expect.any(String),
      hint: expect.any(String),
    },
  })
  expect(sandbox.state().requests.write.total).toBe(1)
})

test.concurrent('problems of a mapping are told with their places', async () => {
  const { csv, env } = await deals()
  const hook = await startWebhook(stage)
  const wrong = join(stage.folder(), 'wrong.yaml')
  writeFileSync(wrong, 'object: opportunity\nmode: upsrt\n')

  await call(['run', csv, '--mapping', wrong, '--on-finish', `http://127.0.0.1:${hook.port}`], { env })

  const { stopped } = told(hook.received[0]?.body) as { stopped: { problems: string[] } }
  expect(stopped.problems).toContainEqual(expect.stringMatching(/wrong\.yaml:2:\d+: expected create/))
})

test.concurrent('what the API says of a cell, and what rows wait for, is not told to others', async () => {
  const refusal = { error: { type: 'refused', code: 'quoting', param: '$name', message: `${cellMark} will not do` } }
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'status', status: 415, body: refusal, match: { category: 'write', path: '/v1/opportunities' } }],
  })
  const account = await makeAccount(sandbox)
  const files = writeDeals(stage.folder(), [{ id: '1', name: cellMark, account }])
  const hook = await startWebhook(stage)
  const run = ['run', files.csv, '--mapping', files.mapping, '--on-finish', `http://127.0.0.1:${hook.port}`]
  const env = { ...towards(sandbox), LIGHTFIELD_IMPORT_WEBHOOK_SECRET: secret }

  const stopped = await call(run, { env })
  await call([...run, '--dry-run'], { env })

  expect(stopped.stderr).toContain(`${cellMark} will not do`)
  expect(hook.received.map(({ body }) => told(body))).toMatchObject([
    { state: 'stopped', exit_code: 3, stopped: { code: expect.any(String) } },
    { state: 'finished', dry_run: true },
  ])
  expect(JSON.stringify(hook.received)).not.toContain(cellMark)
})

test.concurrent('a run that is interrupted is told of as well; a second signal ends it without a word', async () => {
  for (const signals of [1, 2]) {
    const answers = new HeldAnswers()
    const sandbox = await stage.sandbox({ limits: { write: 25, read: 0, search: 0 }, ...answers.options })
    const account = await makeAccount(sandbox)
    const files = writeDeals(
      stage.folder(),
      numberedDeals(200).map(deal => ({ ...deal, account })),
    )
    const hook = await startWebhook(stage)
    const args = ['run', files.csv, '--mapping', files.mapping, '--on-finish', `http://127.0.0.1:${hook.port}`]
    const { child, ended } = start(args, { env: towards(sandbox) })
    while (sandbox.state().requests.write.total < 10) await new Promise(resolve => setTimeout(resolve, 10))

    if (signals === 2) {
      // What is under way must not be finished before the second signal comes.
      answers.hold()
      while (answers.waiting === 0) await new Promise(resolve => setTimeout(resolve, 10))
    }
    child.kill('SIGTERM')
    if (signals === 2) {
      await saying(child, /Again to stop at once/)
      child.kill('SIGTERM')
    }

    expect((await ended).code).toBe(143)
    if (signals === 2) expect(hook.received).toEqual([])
    else expect(told(hook.received[0]?.body)).toMatchObject({ state: 'interrupted', exit_code: 143, stopped: null })
  }
})

test.concurrent.each([
  ['ftp://example.com', 'not an http or https address'],
  ['hooks.example.com', 'not an http or https address'],
  ['https://me:hunter2@example.com/', 'without user'],
  ['https://example.com/#part', 'fragment'],
  ['http://hooks.example.com/s3cr3t', 'plain http to hooks.example.com'],
])('%s is refused before anything is sent', async (url, reason) => {
  const { run, env, sandbox } = await deals()

  const ended = await call([...run, '--on-finish', url], { env })

  expectRefusal(ended, 2, [reason])
  expect(ended.stderr).not.toMatch(/hunter2|s3cr3t/)
  expect(sandbox.state().requests.write.total).toBe(1)
})

test.concurrent('it goes through the proxy, over TLS whose certificate is checked', async () => {
  const { run, env } = await deals()
  const certificate = makeCertificate({ host: 'hooks.example.invalid' })
  const hook = await startWebhook(stage, [{ status: 200 }], certificate)
  const proxy = await startConnectProxy({ port: hook.port })
  stage.atEnd(async () => await proxy[Symbol.asyncDispose]())
  const authority = join(stage.folder(), 'authority.pem')
  writeFileSync(authority, certificate.cert)
  const proxied = { ...env, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  const args = [...run, '--on-finish', 'https://hooks.example.invalid/s3cr3t']

  const untrusted = await call(args, { env: proxied })
  expect(untrusted).toMatchObject({ code: 0, stderr: expect.stringMatching(/not delivered.*signed by itself alone/) })
  expect(hook.received).toEqual([])

  const trusted = await call(args, { env: { ...proxied, NODE_EXTRA_CA_CERTS: authority } })
  expect(trusted.stderr).not.toContain('not delivered')
  expect(hook.received).toHaveLength(1)
  expect(proxy.received()).toMatch(/^CONNECT hooks\.example\.invalid:443 HTTP/)
  expect(proxy.received()).not.toContain('s3cr3t')
})

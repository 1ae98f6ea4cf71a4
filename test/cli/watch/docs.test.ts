import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { signature } from '../../../src/cli/watch/finish-request.ts'
import { runMetrics } from '../../../src/cli/watch/metrics.ts'
import { call } from '../program.ts'
import { openStage } from '../stage.ts'
import { startWebhook } from './webhook.ts'

const stage = openStage()
const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(join(root, 'docs/notifications.md'), 'utf8')

const blocks = (language: string): readonly string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text)

test('the receiver of the page takes what is signed, passes on what failed, and refuses the rest', async () => {
  const slack = await startWebhook(stage, [{ status: 200 }])
  const port = await freePort()
  const file = join(stage.folder(), 'receiver.mjs')
  writeFileSync(file, blocks('js')[0] ?? '')
  const secret = 'known to both'
  const receiver = spawn(process.execPath, [file], {
    env: {
      LIGHTFIELD_IMPORT_WEBHOOK_SECRET: secret,
      SLACK_WEBHOOK: `http://127.0.0.1:${slack.port}/slack`,
      PORT: String(port),
    },
    stdio: 'inherit',
  })
  stage.atEnd(() => void receiver.kill())
  await untilListening(port)

  const ended = await call(
    ['run', 'nowhere.csv', '--mapping', 'nowhere.yaml', '--on-finish', `http://127.0.0.1:${port}`],
    {
      env: { LIGHTFIELD_IMPORT_WEBHOOK_SECRET: secret },
    },
  )
  const now = Math.floor(Date.now() / 1000)
  const statusOf = async (header: string): Promise<number> =>
    (
      await fetch(`http://127.0.0.1:${port}`, {
        method: 'POST',
        body: '{"exit_code":0}',
        headers: { 'x-lightfield-import-signature': header },
      })
    ).status

  expect(ended.code).toBe(2)
  expect(ended.stderr).not.toContain('warning')
  expect(slack.received.map(({ body }) => JSON.parse(body).text)).toEqual([
    expect.stringMatching(/^run on .*: failed_to_start \(2\)\. LFI\d{4}: /),
  ])
  expect(await statusOf(signature('{"exit_code":0}', secret, now))).toBe(204)
  expect(await statusOf(signature('{"exit_code":0}', 'guessed', now))).toBe(401)
  expect(await statusOf(signature('{"exit_code":0}', secret, now - 900))).toBe(401)
  expect(await statusOf('nonsense')).toBe(401)
})

test('every metric is in the table, and none that there is not', () => {
  const counts = { requests: { write: 0, read: 0, search: 0 }, retries: 0, throttled: 0 }
  const written = runMetrics({
    ...{
      task: 'deals',
      earlier: () => 1,
      startedAt: 0,
      now: 0,
      rows: new Map(),
      counts,
      limit: 25,
      isOutage: false,
      ended: null,
    },
  }).map(({ name, type }) => `${name} ${type}`)
  const told = [...page.matchAll(/^\| `lightfield_import_(\w+)(?:\{[\w,]+\})?` \| (\w+) \|/gm)].map(
    ([, name, type]) => `${name} ${type}`,
  )

  expect(told.toSorted()).toEqual(written.toSorted())
  expect(
    page
      .match(/lightfield_import_\w+/g)
      ?.every(name => told.some(each => name === `lightfield_import_${each.split(' ')[0]}`)),
  ).toBe(true)
})

test('every event and every message of the log is on the page', () => {
  const watcher = readFileSync(join(root, 'src/cli/watch/events-watcher.ts'), 'utf8')
  const events = [...watcher.matchAll(/(?:#tell\(|return \[)'(\w+)'/g)].map(([, name = '']) => name)
  const sources = globSync('src/{cli,import}/**/*.ts', { cwd: root }).filter(file => !/undo|verify/.test(file))
  const code = sources.map(file => readFileSync(join(root, file), 'utf8')).join('\n')
  const logged = [
    'run begins',
    'row failed',
    'row ended',
    'record was gone',
    'ended by an error',
    'run ended',
    'post delivered',
  ]

  expect(events.length).toBeGreaterThanOrEqual(11)
  expect(events.filter(name => !page.includes(`\`${name}\``))).toEqual([])
  expect(logged.filter(message => !page.includes(`\`${message}\``) || !code.includes(`'${message}'`))).toEqual([])
})

test('examples are what they say they are', () => {
  for (const block of blocks('json'))
    for (const line of block.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  expect(blocks('yaml').map(text => parse(text))).toMatchObject([{ groups: [{ rules: [{}, {}, {}, {}] }] }])
})

/** Of nobody else, as far as anybody can know. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const isThere = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isThere) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error('the receiver never listened')
}

import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { makeAccount, numberedDeals, recordsBySource, writeDeals } from './deals.ts'
import { call, sandboxKey, towards } from './program.ts'
import { cellMark, expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

function markedDeals() {
  return writeDeals(stage.folder(), [{ id: `${cellMark}1`, name: cellMark }])
}

test.concurrent('the key comes from the environment or from a file, and a call without one says so', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const files = writeDeals(folder, numberedDeals(1))
  const keyFile = join(folder, 'key')
  const emptyFile = join(folder, 'empty')
  writeFileSync(keyFile, `${sandboxKey}\r\n`)
  writeFileSync(emptyFile, '\n')
  const run = ['run', files.csv, '--mapping', files.mapping, '--dry-run', '--base-url', sandbox.url]

  expectRefusal(await call(run), 2, ['There is no API key', 'LIGHTFIELD_API_KEY', '--api-key-file'])
  expectRefusal(await call([...run, '--api-key-file', emptyFile]), 2, ['empty is empty', 'LIGHTFIELD_API_KEY'])
  expectRefusal(await call([...run, '--api-key-file', join(folder, 'none')]), 2, [
    'none cannot be read',
    'no such file',
  ])
  expectRefusal(await call(run, { env: { LIGHTFIELD_API_KEY: 'sk_lf_two words' } }), 2, ['one word'])
  expect(sandbox.state().requests.read.total).toBe(0)
  expect(await call([...run, '--api-key-file', keyFile])).toMatchObject({ code: 0 })
})

test.concurrent('of a key file no more than a key is read', async () => {
  const definitions = ['definitions', 'account', '--api-key-file']
  const long = join(stage.folder(), 'long')
  writeFileSync(long, 'k'.repeat(4097), { mode: 0o600 })

  for (const file of process.platform === 'linux' ? [long, '/dev/zero'] : [long]) {
    expectRefusal(await call([...definitions, file]), 2, [`The key file ${file} is longer than 4 KiB`])
  }
})

test.concurrent.each([
  ['two lines', 'sk_lf_a\nsk_lf_b\n', 2, 'several lines'],
  ['a line of a .env file', 'LIGHTFIELD_API_KEY=sk_lf_a\n', 3, 'a line NAME=value'],
  ['a line of a script', 'export LIGHTFIELD_API_KEY=sk_lf_a\n', 2, 'a line NAME=value'],
  ['quotes', '"sk_lf_a"\n', 3, 'a key in quotes'],
])('a key file with %s is told of', async (_, text, code, told) => {
  const sandbox = await stage.sandbox()
  const file = join(stage.folder(), 'key')
  writeFileSync(file, text, { mode: 0o600 })

  const ended = await call(['definitions', 'account', '--api-key-file', file, '--base-url', sandbox.url])

  expect(ended, ended.stderr).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toContain(`looks like ${told}`)
  expect(ended.stderr).not.toContain('sk_lf_a')
})

test.concurrent('any word may be a key, one that ends in = too: a proxy may want its own', async () => {
  const sandbox = await stage.sandbox({ apiKeys: [{ key: 'dG9rZW4=', scopes: [], subjectType: 'user' }] })
  const env = { LIGHTFIELD_BASE_URL: sandbox.url, LIGHTFIELD_API_KEY: 'dG9rZW4=' }

  expect(await call(['definitions', 'account', '--quiet'], { env })).toMatchObject({ code: 0, stderr: '' })
})

test.concurrent('a base URL in the environment that is set to nothing says nothing', async () => {
  const env = {
    LIGHTFIELD_BASE_URL: '',
    LIGHTFIELD_API_KEY: sandboxKey,
    HTTPS_PROXY: `http://127.0.0.1:${await unusedPort()}`,
  }

  const ended = await call(['definitions', 'account'], { env })

  expectRefusal(ended, 3, ['cannot be reached: the proxy 127.0.0.1'])
})

const addresses: readonly (readonly [string, string, readonly string[]])[] = [
  ['plain http to another host', 'http://example.com', ['plain http to example.com', '--allow-http']],
  ['an address with a password', 'https://user:pass@example.com', ['without user, password']],
  ['an address with an empty user and password', 'http://:@localhost', ['without user, password']],
  ['an address with a query', 'https://example.com/?a=b', ['without user, password, query']],
  ['another protocol', 'ftp://example.com', ['not an http or https address']],
  ['no address', 'lightfield', ['not an http or https address', 'https://api.lightfield.app']],
]

test.concurrent.each(addresses)('%s is refused before the key leaves', async (_, url, told) => {
  const files = markedDeals()
  const env = { LIGHTFIELD_BASE_URL: url, LIGHTFIELD_API_KEY: sandboxKey }

  expectRefusal(await call(['run', files.csv, '--mapping', files.mapping], { env }), 2, told)
})

test.concurrent('a host where nothing listens ends the run soon, naming the address', async () => {
  const files = markedDeals()
  const env = { LIGHTFIELD_BASE_URL: `http://127.0.0.1:${await unusedPort()}`, LIGHTFIELD_API_KEY: sandboxKey }
  const startedAt = performance.now()

  const ended = await call(['run', files.csv, '--mapping', files.mapping], { env })

  expectRefusal(ended, 3, ['the connection was refused', env.LIGHTFIELD_BASE_URL, '--base-url'])
  // Five seconds and its own start, on a machine with nothing else to do; an API that is down gets half an hour.
  expect(performance.now() - startedAt).toBeLessThan(60_000)
})

test.concurrent('a server that is not the API is named as such', async () => {
  const sandbox = await stage.sandbox()
  const files = markedDeals()

  const ended = await call(['run', files.csv, '--mapping', files.mapping, '--base-url', `${sandbox.url}/v1/`], {
    env: towards(sandbox),
  })

  expectRefusal(ended, 3, [`${sandbox.url}/v1 does not answer as the API does (404)`, 'without /v1'])
})

test.concurrent('a redirect is not followed: the key stays where it was meant for', async () => {
  const otherRequests: (string | undefined)[] = []
  const other = await listening((request, response) => {
    otherRequests.push(request.headers.authorization)
    response.end('{}')
  })
  const redirecting = await listening((_, response) => {
    response.writeHead(307, { location: `${other}/v1/auth/validate` }).end()
  })
  const files = markedDeals()
  const env = { LIGHTFIELD_BASE_URL: redirecting, LIGHTFIELD_API_KEY: sandboxKey }

  const ended = await call(['run', files.csv, '--mapping', files.mapping], { env })

  expectRefusal(ended, 3, ['a redirect (status 307)', redirecting])
  expect(otherRequests).toEqual([])
})

test.concurrent('a key that the API does not know stops the run before the first row', async () => {
  const sandbox = await stage.sandbox()
  const files = markedDeals()

  const ended = await call(['run', files.csv, '--mapping', files.mapping], {
    env: { ...towards(sandbox), LIGHTFIELD_API_KEY: 'sk_lf_revoked' },
  })

  expectRefusal(ended, 3, ['refuses the key (401', 'LIGHTFIELD_API_KEY'])
  expect(ended.stderr).not.toContain('sk_lf_revoked')
})

test.concurrent('a key without the scopes that are needed stops the run before the first row, naming all of them', async () => {
  const scopes = ['opportunities:read', 'accounts:read']
  const sandbox = await stage.sandbox({ apiKeys: [{ key: sandboxKey, scopes, subjectType: 'user' }] })
  const files = markedDeals()

  const run = await call(['run', files.csv, '--mapping', files.mapping], { env: towards(sandbox) })
  const definitions = await call(['definitions', 'contact'], { env: towards(sandbox) })

  expectRefusal(run, 3, ['lacks the scope opportunities:create', 'an admin'])
  expectRefusal(definitions, 3, ['lacks the scope contacts:read'])
  expect(sandbox.state().requests.write.total).toBe(0)
})

test.concurrent('a key needs no scope but those of the requests: notes have no definitions to read', async () => {
  const sandbox = await stage.sandbox({
    apiKeys: [{ key: sandboxKey, scopes: ['notes:create'], subjectType: 'user' }],
  })
  const folder = stage.folder()
  const csv = join(folder, 'notes.csv')
  const mapping = join(folder, 'notes.yaml')
  writeFileSync(csv, 'Title\nCalled\n')
  writeFileSync(mapping, 'object: note\nfields: { $title: Title }\n')

  expect(await call(['check', csv, '--mapping', mapping], { env: towards(sandbox) })).toMatchObject({ code: 0 })
  expect(await call(['run', csv, '--mapping', mapping], { env: towards(sandbox) })).toMatchObject({ code: 0 })
})

test.concurrent.each([
  [401, 'refuses the key (401', 'LIGHTFIELD_API_KEY'],
  [403, 'lacks the scope opportunities:create (403', 'an admin'],
])('a key that is refused in mid-run (%i) stops it; no row is to blame, and the next run goes on', async (...row) => {
  const [status, message, advice] = row
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    stage.folder(),
    numberedDeals(20).map(deal => ({ ...deal, account })),
  )
  const refusing: Fault[] = [5, 6, 7, 8].map(at => ({
    kind: 'status',
    status,
    match: { category: 'write', nth: { at } },
  }))
  sandbox.setFaults(refusing)
  const run = ['run', files.csv, '--mapping', files.mapping, '--rate', '500', '--concurrency', '1', '--json']
  const results = join(stage.folder(), 'results.csv')

  const first = await call([...run, '--results', results], { env: towards(sandbox) })
  sandbox.setFaults([])
  const second = await call(run, { env: towards(sandbox) })

  expect(first.code).toBe(3)
  expect(first.stderr).toContain(message)
  expect(first.stderr).toContain(advice)
  const { rows, outcomes } = JSON.parse(first.stdout)
  expect(outcomes).toMatchObject({ created: 4, failed: 0, in_doubt: 0, pending: rows - 4 })
  const told = readFileSync(results, 'utf8').trimEnd().split('\r\n').slice(1)
  expect(told).toHaveLength(rows)
  expect(told.filter(line => line.includes(',pending,'))).toHaveLength(rows - 4)
  expect(second.code).toBe(0)
  expect(JSON.parse(second.stdout).outcomes).toMatchObject({ created: 16, skipped: 4 })
  expect([...recordsBySource(sandbox).values()]).toEqual(Array.from({ length: 20 }, () => 1))
})

/** A server for one test; gives its address. */
async function listening(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler)
  stage.atEnd(() => closed(server))
  return `http://127.0.0.1:${await portOf(server)}`
}

async function unusedPort(): Promise<number> {
  const server = createServer()
  const port = await portOf(server)
  await closed(server)
  return port
}

function portOf(server: Server): Promise<number> {
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}

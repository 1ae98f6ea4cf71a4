import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { json, startApiServer } from './api-server.ts'
import { openTransport as open, read, transportKey, write } from './open-transport.ts'

describe('a request', () => {
  test('carries the key, the version and, on a write, its own key and type', async () => {
    await using server = await startApiServer(response => json(response, 200, {}))
    await using transport = open(server.url)
    await transport.send(write)
    expect(server.received).toMatchObject([
      {
        method: 'POST',
        path: '/v1/accounts',
        body: '{"fields":{}}',
        headers: {
          authorization: `Bearer ${transportKey}`,
          'lightfield-version': '2026-03-01',
          'content-type': 'application/json',
          'idempotency-key': 'key-1',
          accept: 'application/json',
          'user-agent': 'lightfield-import/test',
        },
      },
    ])
  })

  test('has neither a type nor a key of its own where it has no body', async () => {
    await using server = await startApiServer(response => json(response, 200, {}))
    await using transport = open(server.url)
    await transport.send(read)
    expect(server.received[0]).toMatchObject({ method: 'GET', path: '/v1/accounts?limit=1', body: '' })
    expect(server.received[0]?.headers).not.toHaveProperty('content-type')
    expect(server.received[0]?.headers).not.toHaveProperty('idempotency-key')
  })

  test.each(['/proxy', '/proxy/'])('goes below the path of the base URL (%s)', async prefix => {
    await using server = await startApiServer(response => json(response, 200, {}))
    await using transport = open(new URL(prefix, server.url))
    await transport.send(read)
    expect(server.received[0]?.path).toBe('/proxy/v1/accounts?limit=1')
  })

  test('uses a connection again', async () => {
    await using server = await startApiServer(response => json(response, 200, {}))
    await using transport = open(server.url)
    for (let request = 0; request < 20; request++) await transport.send(write)
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  test('is not repeated where a connection breaks: only the caller knows whether it may be', async () => {
    await using server = await startApiServer((_, __, socket) => socket.resetAndDestroy())
    await using transport = open(server.url)
    await transport.send(write)
    expect(server.received).toHaveLength(1)
  })
})

describe('an answer', () => {
  test('comes with status, headers and parsed body', async () => {
    await using server = await startApiServer(response => json(response, 422, { a: [1] }, { 'retry-after': '3' }))
    await using transport = open(server.url)
    const expected = { status: 422, headers: { 'retry-after': '3' }, body: { a: [1] } }
    expect(await transport.send(write)).toMatchObject(expected)
  })

  test.each<[string, string]>([
    ['HTML', '<html>Sign in</html>'],
    ['cut JSON', '{"id": "acc_'],
    ['more than is read', JSON.stringify('x'.repeat(2_000))],
  ])('with %s for its body has a status and no body', async (_, body) => {
    await using server = await startApiServer(response => response.end(body))
    await using transport = open(server.url)
    expect(await transport.send(write)).toMatchObject({ status: 200, body: undefined })
  })

  test('that breaks off keeps its status and headers: a refused key stays refused', async () => {
    await using server = await startApiServer((response, _, socket) => {
      response.writeHead(429, { 'content-length': '100', 'retry-after': '9' })
      response.write('{', () => socket.resetAndDestroy())
    })
    await using transport = open(server.url)
    expect(await transport.send(write)).toMatchObject({ status: 429, headers: { 'retry-after': '9' }, body: undefined })
  })

  test('that is too large is not read to its end', async () => {
    let sentBytes = 0
    await using server = await startApiServer(response => {
      const chunk = Buffer.alloc(64 * 1024, ' ')
      const pour = (): void => {
        while (!response.destroyed && sentBytes < 64 * 1024 * 1024) {
          sentBytes += chunk.length
          if (!response.write(chunk)) return void response.once('drain', pour)
        }
        response.end()
      }
      pour()
    })
    await using transport = open(server.url)
    expect(await transport.send(read)).toMatchObject({ status: 200, body: undefined })
    expect(sentBytes).toBeLessThan(32 * 1024 * 1024)
  })

  test('that drips is not waited for without end', async () => {
    await using server = await startApiServer(response => {
      const drip = setInterval(() => response.write(' '), 5)
      response.once('close', () => clearInterval(drip))
    })
    await using transport = open(server.url, { bodyTimeoutMs: 60, maxBodyBytes: 1024 * 1024 })
    expect(await transport.send(read)).toMatchObject({ status: 200, body: undefined })
  })

  test.each([301, 302, 307, 308])('that is a redirect (%i) is not followed: the key would go along', async status => {
    await using target = await startApiServer(response => json(response, 200, { id: 'acc_1' }))
    await using server = await startApiServer(response => {
      response.writeHead(status, { location: `${target.url}v1/accounts` })
      response.end()
    })
    await using transport = open(server.url)
    expect(await transport.send(write)).toMatchObject({ status })
    expect(target.received).toEqual([])
  })
})

describe('without an answer', () => {
  test('a refused connection means that nothing was sent', async () => {
    const url = await startApiServer(() => undefined).then(async server => {
      await server[Symbol.asyncDispose]()
      return server.url
    })
    await using transport = open(url)
    expect(await transport.send(write)).toEqual({
      failed: 'unsent',
      reason: 'the connection was refused',
      culprit: 'api',
      isMisdirected: true,
    })
  })

  test('a host name that nobody knows means that nothing was sent', async () => {
    await using transport = open(new URL('http://no-such-host.invalid'))
    expect(await transport.send(write)).toMatchObject({
      failed: 'unsent',
      reason: expect.stringMatching(/^the host name /),
    })
  })

  test('a connection that is reset after the request may mean that it was carried out', async () => {
    await using server = await startApiServer((_, __, socket) => socket.resetAndDestroy())
    await using transport = open(server.url)
    expect(await transport.send(write)).toMatchObject({ failed: 'lost' })
  })

  test('a connection that is closed after the request may mean that it was carried out', async () => {
    await using server = await startApiServer((_, __, socket) => socket.end())
    await using transport = open(server.url)
    expect(await transport.send(write)).toEqual({
      failed: 'lost',
      reason: 'the connection was closed before the answer came',
    })
  })

  test('a server that says nothing in time may have carried it out', async () => {
    await using server = await startApiServer(() => undefined)
    await using transport = open(server.url, { answerTimeoutMs: 20 })
    expect(await transport.send(write)).toEqual({ failed: 'lost', reason: 'no answer came in time' })
  })

  test('a server that speaks something else may have carried it out', async () => {
    const server = createServer(socket => socket.resume().end('220 mail.example ESMTP\r\n'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await using transport = open(new URL(`http://127.0.0.1:${port}`))
    expect(await transport.send(write)).toMatchObject({ failed: 'lost' })
    await new Promise(resolve => server.close(resolve))
  })
})

import type { Socket } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json, startApiServer } from './api-server.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { openTransport, transportKey, write } from './open-transport.ts'
import { type RawServer, serve, startRawServer } from './raw-server.ts'

/** Trusted by this process while these tests run. */
const trusted: Certificate = makeCertificate()
const authorities = tls.getCACertificates('default')
beforeAll(() => tls.setDefaultCACertificates([...authorities, trusted.cert]))
afterAll(() => tls.setDefaultCACertificates(authorities))

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{"id":"acc_1"}'

/** The head of a request and its body may come apart. */
function answerOnce(socket: Socket, text: string): void {
  if (text.startsWith('POST ')) socket.write(answer)
}

function proxyAt({ port }: RawServer, credentials = ''): URL {
  return new URL(`http://${credentials}127.0.0.1:${port}`)
}

describe('through a proxy', () => {
  test('https goes in a tunnel, in which the proxy cannot look', async () => {
    await using api = await serve(tls.createServer(trusted), 'secureConnection', answerOnce)
    await using proxy = await startConnectProxy()
    await using transport = openTransport(new URL(`https://localhost:${api.port}`), { proxy: proxyAt(proxy) })
    expect(await transport.send(write)).toMatchObject({ status: 200, body: { id: 'acc_1' } })
    expect(await transport.send(write)).toMatchObject({ status: 200 })
    expect(proxy.received()).toMatch(new RegExp(`^CONNECT localhost:${api.port} HTTP/1.1\r\n`))
    expect(proxy.received()).not.toContain('sk_lf_')
    expect(api.received()).toContain(`Bearer ${transportKey}`)
  })

  test('plain http goes in a tunnel too: the proxy is not asked to pass the key on', async () => {
    await using api = await startApiServer(response => json(response, 200, { id: 'acc_1' }))
    await using proxy = await startConnectProxy()
    await using transport = openTransport(api.url, { proxy: proxyAt(proxy) })
    expect(await transport.send(write)).toMatchObject({ status: 200, body: { id: 'acc_1' } })
    const [asked = ''] = proxy.received().split('\r\n\r\n')
    expect(asked).toMatch(/^CONNECT /)
    expect(asked).not.toContain('sk_lf_')
    expect(api.received).toHaveLength(1)
  })

  test('that speaks TLS itself, the same is done', async () => {
    await using api = await serve(tls.createServer(trusted), 'secureConnection', answerOnce)
    await using proxy = await startConnectProxy({ server: tls.createServer(trusted), event: 'secureConnection' })
    const through = { proxy: new URL(`https://localhost:${proxy.port}`) }
    await using transport = openTransport(new URL(`https://localhost:${api.port}`), through)
    expect(await transport.send(write)).toMatchObject({ status: 200, body: { id: 'acc_1' } })
  })

  test('that wants a user and a password, these are told to it and not to the API', async () => {
    await using api = await startApiServer(response => json(response, 200, { id: 'acc_1' }))
    await using proxy = await startConnectProxy()
    await using transport = openTransport(api.url, { proxy: proxyAt(proxy, 'zo%C3%AB:p%40ss@') })
    await transport.send(write)
    expect(proxy.received()).toContain(`proxy-authorization: Basic ${Buffer.from('zoë:p@ss').toString('base64')}`)
    expect(JSON.stringify(api.received)).not.toContain('proxy-authorization')
  })
})

describe('where the proxy makes no tunnel, nothing was sent, and the reason names the proxy', () => {
  test.each([
    [407, 'it asks for a user and a password (status 407)'],
    [502, 'it makes no connection to the API (status 502)'],
    [403, 'it makes no connection to the API (status 403)'],
  ])('answering %i', async (status, told) => {
    await using proxy = await startRawServer(socket => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`))
    const through = { proxy: proxyAt(proxy, 'user:secret@') }
    await using transport = openTransport(new URL('https://api.example'), through)
    expect(await transport.send(write)).toEqual({
      failed: 'unsent',
      reason: `the proxy 127.0.0.1:${proxy.port}: ${told}`,
      culprit: 'proxy',
      isMisdirected: true,
    })
    expect(proxy.received()).not.toContain('sk_lf_')
  })

  test.each<[string, (socket: Socket) => void, RegExp]>([
    ['closing the connection', socket => socket.destroy(), /the connection was (reset|closed)/],
    ['saying nothing', () => undefined, /no answer came in time/],
    ['speaking no HTTP', socket => socket.write('SSH-2.0-x\r\n'), /what came is not HTTP/],
  ])('%s', async (_, behave, told) => {
    await using proxy = await startRawServer(behave)
    const through = { proxy: proxyAt(proxy), connectTimeoutMs: 200 }
    await using transport = openTransport(new URL('https://api.example'), through)
    expect(await transport.send(write)).toMatchObject({
      failed: 'unsent',
      culprit: 'proxy',
      reason: expect.stringMatching(told),
    })
  })

  test('not being there', async () => {
    const proxy = await startConnectProxy()
    await proxy[Symbol.asyncDispose]()
    await using transport = openTransport(new URL('https://api.example'), { proxy: proxyAt(proxy) })
    expect(await transport.send(write)).toMatchObject({
      failed: 'unsent',
      culprit: 'proxy',
      reason: `the proxy 127.0.0.1:${proxy.port}: the connection was refused`,
    })
  })

  test('having a certificate that nobody knows', async () => {
    await using proxy = await startConnectProxy({
      server: tls.createServer(makeCertificate()),
      event: 'secureConnection',
    })
    const through = { proxy: new URL(`https://localhost:${proxy.port}`) }
    await using transport = openTransport(new URL('https://api.example'), through)
    expect(await transport.send(write)).toMatchObject({
      culprit: 'proxy',
      reason: expect.stringMatching(/its certificate is signed by itself alone$/),
    })
  })
})

test('a client that is closed does not wait for a proxy that says nothing', async () => {
  await using proxy = await startRawServer(() => undefined)
  const transport = openTransport(new URL('https://api.example'), { proxy: proxyAt(proxy), connectTimeoutMs: 60_000 })
  const sent = transport.send(write)
  while (proxy.received() === '') await new Promise(setImmediate)
  await transport[Symbol.asyncDispose]()
  expect(await sent).toMatchObject({ reason: expect.any(String) })
})

const yesterday = new Date(Date.now() - 86_400_000)
const tomorrow = new Date(Date.now() + 86_400_000)

const certificates: readonly (readonly [string, Certificate, 'trusted' | 'not trusted', RegExp])[] = [
  ['signed by itself', makeCertificate(), 'not trusted', /^its certificate is signed by itself alone$/],
  ['expired', makeCertificate({ until: yesterday }), 'trusted', /^its certificate has expired$/],
  ['not valid yet', makeCertificate({ from: tomorrow }), 'trusted', /^its certificate is not valid yet/],
  [
    'that of another host',
    makeCertificate({ host: 'other.example' }),
    'trusted',
    /^its certificate is that of another/,
  ],
]

describe('a certificate is checked, whatever the environment says', () => {
  beforeAll(() => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  })
  afterAll(() => {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  })

  test.each(certificates)('one that is %s ends it before the key leaves', async (_, certificate, trust, told) => {
    if (trust === 'trusted') tls.setDefaultCACertificates([...authorities, trusted.cert, certificate.cert])
    await using api = await serve(tls.createServer(certificate), 'secureConnection', answerOnce)
    await using proxy = await startConnectProxy()
    for (const through of [{}, { proxy: proxyAt(proxy) }]) {
      await using transport = openTransport(new URL(`https://localhost:${api.port}`), through)
      const ended = { failed: 'unsent', culprit: 'certificate', reason: expect.stringMatching(told) }
      expect(await transport.send(write)).toMatchObject(ended)
    }
    expect(api.received()).toBe('')
  })

  test('one that is good is accepted', async () => {
    await using api = await serve(tls.createServer(trusted), 'secureConnection', answerOnce)
    await using transport = openTransport(new URL(`https://localhost:${api.port}`))
    expect(await transport.send(write)).toMatchObject({ status: 200 })
  })
})

test('a server that speaks no newer TLS than 1.1 is not spoken to', async () => {
  const old = { ...trusted, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  await using api = await serve(tls.createServer(old), 'secureConnection', answerOnce)
  await using transport = openTransport(new URL(`https://localhost:${api.port}`))
  expect(await transport.send(write)).toMatchObject({ failed: 'unsent', reason: expect.stringMatching(/TLS/) })
})

test('a server that speaks no TLS at all is named as such', async () => {
  await using api = await startApiServer(response => json(response, 200, {}))
  await using transport = openTransport(new URL(`https://localhost:${api.url.port}`))
  expect(await transport.send(write)).toMatchObject({ failed: 'unsent', reason: expect.stringMatching(/is it http/) })
})

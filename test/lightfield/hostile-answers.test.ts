import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openTransport, read, transportKey, write } from './open-transport.ts'
import { drip, startRawServer } from './raw-server.ts'

const soon = { answerTimeoutMs: 100, bodyTimeoutMs: 100 }
const patient = { answerTimeoutMs: 10_000, bodyTimeoutMs: 10_000 }

/** What comes of a write that is answered so. */
async function answeredBy(answer: (socket: Socket) => void, limits = patient) {
  await using server = await startRawServer(answer)
  await using transport = openTransport(new URL(`http://127.0.0.1:${server.port}`), limits)
  return await transport.send(write)
}

function reply(head: string, body: string | Buffer = '') {
  return (socket: Socket): void => {
    socket.write(`HTTP/1.1 ${head}\r\n\r\n`)
    socket.write(body)
  }
}

const gzipped = gzipSync('{"id":"acc_1"}')
const notUtf8 = Buffer.from('{"id":"acc_\xff"}', 'latin1')

const bodiless: readonly (readonly [string, (socket: Socket) => void])[] = [
  [
    'is compressed, which nobody asked for',
    reply(`200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${gzipped.length}`, gzipped),
  ],
  ['is not UTF-8', reply(`200 OK\r\ncontent-length: ${notUtf8.length}`, notUtf8)],
  ['says that it is larger than is read', reply('200 OK\r\ncontent-length: 31457280', '{')],
  [
    'is shorter than it says',
    socket => {
      reply('200 OK\r\ncontent-length: 100', '{"id":"acc_1"}')(socket)
      socket.end()
    },
  ],
  ['is in chunks that are none', reply('200 OK\r\ntransfer-encoding: chunked', 'zz\r\n{"id":"acc_1"}\r\n0\r\n\r\n')],
  [
    'breaks off between two chunks',
    socket => {
      reply('200 OK\r\ntransfer-encoding: chunked', 'e\r\n{"id":"acc_1"}\r\n')(socket)
      socket.end()
    },
  ],
]

const endless: typeof bodiless = [
  [
    'drips',
    socket => {
      reply('200 OK\r\ntransfer-encoding: chunked')(socket)
      drip(socket, '1\r\n \r\n')
    },
  ],
  ['never ends', reply('200 OK\r\ntransfer-encoding: chunked', 'e\r\n{"id":"acc_1"}\r\n')],
]

test.each(endless)('a body that %s is not waited for without end', async (_, answer) => {
  expect(await answeredBy(answer, soon)).toMatchObject({ status: 200, body: undefined })
})

test.each(bodiless)('a body that %s is none', async (_, answer) => {
  expect(await answeredBy(answer)).toMatchObject({ status: 200, body: undefined })
})

const timeless: readonly (readonly [string, (socket: Socket) => void])[] = [
  [
    'headers that drip',
    socket => {
      socket.write('HTTP/1.1 200 OK\r\n')
      drip(socket, 'x-a: b\r\n')
    },
  ],
  ['announcements without end', socket => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n')],
  ['silence', () => undefined],
]

test.each(timeless)('%s: it is given up in time, and may have been carried out', async (_, answer) => {
  expect(await answeredBy(answer, soon)).toEqual({ failed: 'lost', reason: 'no answer came in time' })
})

const lost: readonly (readonly [string, (socket: Socket) => void, RegExp])[] = [
  ['a request to go on that it never asked about', reply('100 Continue'), /^the connection/],
  [
    'another protocol than was asked for',
    reply('101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x'),
    /^the connection/,
  ],
  [
    'headers without end',
    socket => {
      socket.write('HTTP/1.1 200 OK\r\n')
      for (let line = 0; line < 2_000; line++) socket.write(`x-${line}: ${'a'.repeat(50)}\r\n`)
    },
    /too large/,
  ],
  ['no HTTP', socket => socket.write('220 mail.example ESMTP\r\n'), /^what came is not HTTP$/],
  [
    'two lengths',
    reply('200 OK\r\ncontent-length: 2\r\ncontent-length: 14', '{"id":"acc_1"}'),
    /^what came is not HTTP/,
  ],
]

test.each(lost)('%s are no answer, and the request may have been carried out', async (_, answer, reason) => {
  expect(await answeredBy(answer)).toMatchObject({ failed: 'lost', reason: expect.stringMatching(reason) })
})

test('an announcement may come before an answer', async () => {
  const answer = await answeredBy(socket => {
    socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n')
    socket.write('{"id":"acc_1"}')
  })
  expect(answer).toMatchObject({ status: 200, body: { id: 'acc_1' } })
})

test('an answer without a body has none, which is not the same as one that cannot be read', async () => {
  expect(await answeredBy(reply('204 No Content'))).toMatchObject({ status: 204, body: null })
})

test('a second answer to one request is not taken for the answer to the next', async () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n'
  await using server = await startRawServer(socket => socket.write(`${answer}{"id":"acc_1"}${answer}{"id":"acc_2"}`))
  await using transport = openTransport(new URL(`http://127.0.0.1:${server.port}`), soon)
  await transport.send(write)
  const next = await transport.send(write)
  expect(next).not.toMatchObject({ body: { id: 'acc_2' } })
})

describe('a server that tells the key back', () => {
  const said = `{"error":{"message":"Bearer ${transportKey}","code":"\\u0073k_lf_transport_test"},"id":"${transportKey}"}`

  test('is not listened to', async () => {
    const answer = await answeredBy(reply(`401 Unauthorized\r\ncontent-length: ${said.length}`, said))
    expect(answer).toMatchObject({
      status: 401,
      body: { error: { message: 'Bearer [the API key]', code: '[the API key]' }, id: '[the API key]' },
    })
  })

  test('in what is no HTTP does not get it into the reason', async () => {
    await using server = await startRawServer((socket, text) => socket.write(text))
    await using transport = openTransport(new URL(`http://127.0.0.1:${server.port}`), soon)
    const answer = await transport.send(read)
    expect(server.received()).toContain(transportKey)
    expect(JSON.stringify(answer)).not.toContain(transportKey)
    expect(answer).toMatchObject({ failed: 'lost' })
  })
})

describe('a request that is kept back at the last moment', () => {
  test('leaves no byte, and counts as not sent', async () => {
    await using server = await startRawServer(reply('200 OK\r\ncontent-length: 2', '{}'))
    await using transport = openTransport(new URL(`http://127.0.0.1:${server.port}`), soon)
    expect(await transport.send(write, () => true)).toEqual({ failed: 'withheld' })
    expect(server.received()).toBe('')
    expect(await transport.send(write, () => false)).toMatchObject({ status: 200 })
  })

  test('is kept back though it waits for its connection already', async () => {
    let isWithheld = false
    await using server = await startRawServer(reply('200 OK\r\ncontent-length: 2', '{}'))
    await using transport = openTransport(new URL(`http://127.0.0.1:${server.port}`), soon)
    const sent = Array.from({ length: 10 }, () => transport.send(write, () => isWithheld))
    isWithheld = true
    for (const answer of await Promise.all(sent)) expect(answer).toEqual({ failed: 'withheld' })
    expect(server.received()).toBe('')
  })
})

import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A server that says what a test wants, byte by byte. */
export interface RawServer extends AsyncDisposable {
  readonly port: number
  /** All that it was told, on all connections. */
  received(): string
}

/** @param onData called with each piece that arrives, and its connection */
export function startRawServer(onData: (socket: Socket, text: string) => void): Promise<RawServer> {
  return serve(createServer(), 'connection', onData)
}

/** The same on a server of another kind, which tells of its connections by another name. */
export async function serve(
  server: Server,
  event: 'connection' | 'secureConnection',
  onData: (socket: Socket, text: string) => void,
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  let received = ''
  server.on(event, (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => {
      received += data.toString('latin1')
      onData(socket, data.toString('latin1'))
    })
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Writes a text over and over, until the connection is gone. */
export function drip(socket: Socket, text: string, everyMs = 5): void {
  const timer = setInterval(() => socket.write(text), everyMs)
  socket.once('close', () => clearInterval(timer))
}

import { connect, createServer, type Socket } from 'node:net'
import { type RawServer, serve } from './raw-server.ts'

export interface ProxyChoices {
  /** A server of another kind to speak with, and how it tells of its connections. */
  readonly server?: ReturnType<typeof createServer>
  readonly event?: 'connection' | 'secureConnection'
  /** The port of this machine that every tunnel leads to; the one that is asked for, where there is none. */
  readonly port?: number
}

/** A proxy that makes tunnels, to this machine only, and remembers what it was asked and what it has seen go by. */
export function startConnectProxy(choices: ProxyChoices = {}): Promise<RawServer> {
  const tunnels = new Map<Socket, Socket>()
  return serve(choices.server ?? createServer(), choices.event ?? 'connection', (socket, text) => {
    const tunnel = tunnels.get(socket)
    if (tunnel !== undefined) {
      tunnel.write(Buffer.from(text, 'latin1'))
      return
    }
    const port = choices.port ?? Number(/^CONNECT \S+:(\d+) HTTP/.exec(text)?.[1])
    const onwards = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'))
    tunnels.set(socket, onwards)
    onwards.on('data', data => socket.write(data))
    onwards.on('error', () => socket.destroy())
    onwards.on('close', () => socket.destroy())
    socket.on('close', () => onwards.destroy())
  })
}

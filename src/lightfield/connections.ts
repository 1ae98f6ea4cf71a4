import { buildConnector, Pool } from 'undici'
import { NotConnected } from './no-answer.ts'
import { tlsOptions } from './tls-options.ts'
import type { openTunnel } from './tunnel.ts'

/** How connections are made. */
export interface ConnectOptions {
  /** The proxy to go through; null: none. It learns the host and the port: what is sent, it sees only of plain http. */
  readonly proxy: URL | null
  readonly connectTimeoutMs: number
}

/**
 * Keep-alive connections to one origin. It has no time limits of its own: they would start anew with every byte, so that
 * whoever sends watches the time of each request as a whole.
 *
 * @param signal ends the making of a connection
 */
export function openPool(origin: string, options: ConnectOptions, signal: AbortSignal): Pool {
  return new Pool(origin, {
    connect: connector(options, signal),
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
  })
}

/** Makes connections, straight or through the proxy. Whatever goes wrong here, no request has left. */
function connector({ proxy, connectTimeoutMs }: ConnectOptions, signal: AbortSignal): buildConnector.connector {
  const straight = buildConnector({ ...tlsOptions, allowH2: false, timeout: connectTimeoutMs })
  return (options, callback) => {
    const ended: buildConnector.Callback = (...[error, socket]) =>
      error === null ? callback(null, socket) : callback(new NotConnected(error), null)
    if (proxy === null) {
      straight(options, ended)
      return
    }
    const { hostname, protocol, port } = options
    const host = hostname.includes(':') ? `[${hostname}]` : hostname
    const target = `${host}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
    tunnelThrough(proxy, target, connectTimeoutMs, signal).then(
      socket => (protocol === 'https:' ? straight({ ...options, httpSocket: socket }, ended) : ended(null, socket)),
      (error: Error) => ended(error, null),
    )
  }
}

/** Loaded where there is a proxy: to import `node:http` makes Node load a client of its own, which takes as long as ours. */
const tunnelThrough: typeof openTunnel = async (...args) => (await import('./tunnel.ts')).openTunnel(...args)

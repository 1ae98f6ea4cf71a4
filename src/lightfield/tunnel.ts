import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import { describeFailure, ProxyFailed } from './no-answer.ts'
import { tlsOptions } from './tls-options.ts'

/**
 * A connection to a host through a proxy (the method CONNECT). The proxy learns the host's name and port and nothing
 * else: what is sent on the connection is not meant for it.
 *
 * @param target host and port, such as `api.lightfield.app:443`
 * @throws ProxyFailed
 */
export function openTunnel(proxy: URL, target: string, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const { request } = proxy.protocol === 'https:' ? https : http
  const asking = request({
    ...tlsOptions,
    protocol: proxy.protocol,
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...proxyAuthorization(proxy) },
    agent: false,
    signal,
  })
  const timer = setTimeout(() => asking.destroy(new ProxyFailed(proxy, 'no answer came in time')), timeoutMs)
  asking.once('connect', (response, socket: Socket) => {
    clearTimeout(timer)
    const { statusCode = 0 } = response
    if (statusCode >= 200 && statusCode < 300) {
      resolve(socket)
      return
    }
    socket.on('error', () => undefined).destroy()
    reject(new ProxyFailed(proxy, refusal(statusCode)))
  })
  asking.once('error', error => {
    clearTimeout(timer)
    reject(error instanceof ProxyFailed ? error : new ProxyFailed(proxy, describeFailure(error)))
  })
  asking.end()
  return promise
}

function refusal(status: number): string {
  if (status === 407) return 'it asks for a user and a password (status 407)'
  return `it makes no connection to the API (status ${status})`
}

function proxyAuthorization({ username, password }: URL): { readonly 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {}
  const credentials = [username, password].map(decodeURIComponent).join(':')
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}

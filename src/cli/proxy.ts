import { isIP } from 'node:net'
import { isLoopback, parseProxy } from '../library/address.ts'

/** The variables that name proxies. Both spellings are in use; the small one goes first, as everywhere. */
export interface ProxyEnvironment {
  readonly https_proxy?: string | undefined
  readonly HTTPS_PROXY?: string | undefined
  readonly http_proxy?: string | undefined
  readonly HTTP_PROXY?: string | undefined
  readonly no_proxy?: string | undefined
  readonly NO_PROXY?: string | undefined
}

/**
 * The proxy through which an address is reached; null: none. This machine itself is reached through one by https alone,
 * where the proxy may be there for just that; plain http to it is for what is tried here.
 *
 * @throws InputError `proxy_invalid`, naming the variable and not its value: it may hold a password
 */
export function proxyFor(address: URL, environment: ProxyEnvironment): URL | null {
  const names = address.protocol === 'https:' ? (['https_proxy', 'HTTPS_PROXY'] as const) : plainNames
  const name = names.find(one => environment[one] !== undefined)
  const text = name === undefined ? '' : (environment[name] ?? '').trim()
  if (name === undefined || text === '') return null
  if (address.protocol === 'http:' && isLoopback(address.hostname)) return null
  if (isExcepted(address, environment.no_proxy ?? environment.NO_PROXY ?? '')) return null
  return parseProxy(text, name)
}

const plainNames = ['http_proxy', 'HTTP_PROXY'] as const

/** `NO_PROXY`: hosts, with everything below them, or addresses, each with or without a port; `*` for all. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.toLowerCase()
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some(entry => {
      if (entry === '*') return true
      const [name, entryPort] = splitPort(entry)
      if (name === '' || (entryPort !== null && entryPort !== ownPort)) return false
      const suffix = name.replace(/^\*?\./, '')
      return host === name || host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`))
    })
}

/** An address of IPv6 stands in brackets in a URL, and need not in such a list. */
function splitPort(entry: string): readonly [string, string | null] {
  if (isIP(entry) === 6) return [`[${entry}]`, null]
  const groups = /^(?<name>.+?)(?::(?<port>\d+))?$/.exec(entry)?.groups
  return [groups?.['name'] ?? '', groups?.['port'] ?? null]
}

import { InputError } from '../errors.ts'

/** Where the API is unless somebody says otherwise. */
export const defaultBaseUrl = 'https://api.lightfield.app'

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Reads the address of the API.
 *
 * @param allowHttp whether the key may go over plain http to a host that is not this machine
 * @throws InputError `base_url_invalid`, `http_refused`
 */
export function parseBaseUrl(text: string, allowHttp: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || !isPlain(url, text)) {
    throw new InputError(
      'base_url_invalid',
      'The base URL is not an http or https address without user, password, query and fragment.',
      { hint: `Such as --base-url ${defaultBaseUrl}` },
    )
  }
  // The ledger tells workspaces apart by it: a slash at the end makes no other one.
  url.pathname = url.pathname.replace(/\/+$/, '')
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
    throw new InputError('http_refused', `The key would go over plain http to ${url.hostname}.`, {
      hint: 'Use https, or say --allow-http where the network is trusted.',
    })
  }
  return url
}

/**
 * Reads the address of a proxy; one without a scheme, such as `proxy.example:3128`, is that of an http proxy.
 *
 * @param name what it was given as; the address itself may hold a password, and is never told
 * @throws InputError `proxy_invalid`
 */
export function parseProxy(text: string, name: string): URL {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : null
  if (url !== null && ['http:', 'https:'].includes(url.protocol) && hasReadableCredentials(url)) return url
  throw new InputError('proxy_invalid', `${name} is not the address of an http or https proxy.`, {
    hint: `Such as ${name}=http://proxy.example:3128; signs in a user or a password that an address cannot hold are written as %40.`,
  })
}

/** @param text the address as it was given: of an empty user and password (`http://:@host`) nothing is left in the URL */
function isPlain(url: URL, text: string): boolean {
  const hasUser = /^[a-z]+:[/\\]*[^/\\?#]*@/i.test(text.trim())
  return !hasUser && [url.username, url.password, url.search, url.hash].every(part => part === '')
}

function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password)
    return true
  } catch {
    return false
  }
}

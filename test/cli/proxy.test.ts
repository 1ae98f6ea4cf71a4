import { describe, expect, test } from 'vitest'
import { type ProxyEnvironment, proxyFor } from '../../src/cli/proxy.ts'
import { InputError } from '../../src/errors.ts'

const api = 'https://api.lightfield.app'
const proxy = 'http://proxy.example:3128'

function found(address: string, environment: ProxyEnvironment): string | null {
  return proxyFor(new URL(address), environment)?.href ?? null
}

test.each<[string, string, ProxyEnvironment, string | null]>([
  ['none where none is named', api, {}, null],
  ['that of https for https', api, { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://other:1' }, `${proxy}/`],
  ['that of http for http', 'http://crm.example', { HTTPS_PROXY: 'http://other:1', HTTP_PROXY: proxy }, `${proxy}/`],
  ['none for https where only http has one', api, { HTTP_PROXY: proxy, http_proxy: proxy }, null],
  ['the small spelling before the large one', api, { https_proxy: proxy, HTTPS_PROXY: 'http://other:1' }, `${proxy}/`],
  ['none where the small spelling says none', api, { https_proxy: '', HTTPS_PROXY: proxy }, null],
  ['one without a scheme', api, { HTTPS_PROXY: 'proxy.example:3128' }, `${proxy}/`],
  ['one that speaks TLS', api, { HTTPS_PROXY: 'https://proxy.example' }, 'https://proxy.example/'],
  ['one with a user', api, { HTTPS_PROXY: 'me:p%40ss@proxy.example:1' }, 'http://me:p%40ss@proxy.example:1/'],
  ['none for this machine', 'http://127.0.0.1:8080', { HTTP_PROXY: proxy }, null],
  ['none for this machine by name', 'http://localhost:8080', { HTTP_PROXY: proxy }, null],
  ['one for this machine by https', 'https://localhost:8080', { HTTPS_PROXY: proxy }, `${proxy}/`],
  ['one for its address by https', 'https://127.0.0.1:8080', { HTTPS_PROXY: proxy }, `${proxy}/`],
  ['none for it where NO_PROXY says so', 'https://127.0.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '127.0.0.1' }, null],
  ['none where it is set to nothing', api, { HTTPS_PROXY: '' }, null],
  ['none for this machine by its newer address', 'http://[::1]:8080', { HTTP_PROXY: proxy }, null],
])('the proxy is %s', (_, address, environment, expected) => {
  expect(found(address, environment)).toBe(expected)
})

describe('NO_PROXY', () => {
  test.each<[string, string, boolean]>([
    ['*', api, true],
    ['api.lightfield.app', api, true],
    ['lightfield.app', api, true],
    ['.lightfield.app', api, true],
    ['*.lightfield.app', api, true],
    ['API.Lightfield.APP', api, true],
    ['field.app', api, false],
    ['other.example,lightfield.app', api, true],
    ['other.example  lightfield.app', api, true],
    ['lightfield.app:443', api, true],
    ['lightfield.app:8443', api, false],
    ['lightfield.app:8443', `${api}:8443`, true],
    ['lightfield.app.evil.example', api, false],
    ['10.0.0.1', 'https://10.0.0.1', true],
    ['0.0.1', 'https://10.0.0.1', false],
    ['fe80::1', 'https://[fe80::1]', true],
    ['[fe80::1]:443', 'https://[fe80::1]', true],
    ['', api, false],
    [' , ', api, false],
  ])('%j leaves %s out: %j', (list, address, isExcepted) => {
    expect(found(address, { HTTPS_PROXY: proxy, NO_PROXY: list })).toBe(isExcepted ? null : `${proxy}/`)
    expect(found(address, { HTTPS_PROXY: proxy, no_proxy: list, NO_PROXY: '*' })).toBe(isExcepted ? null : `${proxy}/`)
  })
})

test.each([
  'socks5://user:secret@proxy:1080',
  'http://user:secret@',
  'http://us%er:secret@proxy',
  '://secret',
  'http://a b',
])('an address of no proxy (%s) is refused, naming the variable and not its value', value => {
  const error = thrown(() => proxyFor(new URL(api), { HTTPS_PROXY: value }))
  if (!(error instanceof InputError)) throw new Error('it was taken')
  expect(error.code).toBe('proxy_invalid')
  expect(error.message).toContain('HTTPS_PROXY')
  expect(`${error.message}${error.hint}`).not.toContain('secret')
})

function thrown(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

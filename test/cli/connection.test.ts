import { chmodSync, writeFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Certificate, makeCertificate } from '../lightfield/certificate.ts'
import { startConnectProxy } from '../lightfield/connect-proxy.ts'
import { call, sandboxKey, towards } from './program.ts'
import { expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

/** An API behind TLS, as far as `definitions` needs it; gives its port. */
async function startSecureApi(certificate: Certificate): Promise<number> {
  const server = createHttpsServer(certificate, (request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${sandboxKey}`
    response.statusCode = isKnown ? 200 : 401
    const key = { active: true, tokenType: 'api_key', subjectType: 'user', scopes: [] }
    const definitions = { objectType: '$account', fieldDefinitions: {}, relationshipDefinitions: {} }
    response.end(JSON.stringify(request.url === '/v1/auth/validate' ? key : definitions))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stage.atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function authorityFile({ cert }: Certificate): string {
  const file = join(stage.folder(), 'authority.pem')
  writeFileSync(file, cert)
  return file
}

const definitions = ['definitions', 'account']

test.concurrent('a certificate that nobody vouches for ends the call, whatever the environment says', async () => {
  const certificate = makeCertificate()
  const env = {
    LIGHTFIELD_API_KEY: sandboxKey,
    LIGHTFIELD_BASE_URL: `https://localhost:${await startSecureApi(certificate)}`,
  }
  const refused = await call(definitions, { env: { ...env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
  const accepted = await call(definitions, { env: { ...env, NODE_EXTRA_CA_CERTS: authorityFile(certificate) } })

  expectRefusal(refused, 3, ['its certificate is signed by itself alone', 'NODE_EXTRA_CA_CERTS'])
  expect(accepted).toMatchObject({ code: 0 })
})

test.concurrent('HTTPS_PROXY is gone through, and NO_PROXY goes round it', async () => {
  const certificate = makeCertificate({ host: 'api.example.invalid' })
  const proxy = await startConnectProxy({ port: await startSecureApi(certificate) })
  stage.atEnd(async () => await proxy[Symbol.asyncDispose]())
  const env = {
    LIGHTFIELD_API_KEY: sandboxKey,
    LIGHTFIELD_BASE_URL: 'https://api.example.invalid',
    NODE_EXTRA_CA_CERTS: authorityFile(certificate),
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
  }

  expect(await call(definitions, { env })).toMatchObject({ code: 0 })
  expect(proxy.received()).toMatch(/^CONNECT api\.example\.invalid:443 HTTP/)
  expect(proxy.received()).not.toContain('sk_lf_')

  const seen = proxy.received()
  expectRefusal(await call(definitions, { env: { ...env, NO_PROXY: 'example.invalid' } }), 3, [/the host name/])
  expect(proxy.received()).toBe(seen)
})

test.concurrent('a proxy that is none is named by its variable, and one that is not there by its address', async () => {
  const env = { LIGHTFIELD_API_KEY: sandboxKey, LIGHTFIELD_BASE_URL: 'https://api.example.invalid' }
  const invalid = await call(definitions, { env: { ...env, HTTPS_PROXY: 'socks5://me:hunter2@proxy:1080' } })
  const absent = await call(definitions, { env: { ...env, HTTPS_PROXY: 'http://me:hunter2@127.0.0.1:9' } })

  expectRefusal(invalid, 2, ['HTTPS_PROXY'])
  expectRefusal(absent, 3, ['the proxy 127.0.0.1:9: the connection was refused', 'NO_PROXY'])
  expect(invalid.stderr + absent.stderr).not.toContain('hunter2')
})

test.concurrent('this machine is never reached through a proxy', async () => {
  const sandbox = await stage.sandbox()
  const env = { ...towards(sandbox), HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' }
  expect(await call(definitions, { env })).toMatchObject({ code: 0 })
})

test.skipIf(process.platform === 'win32')('a key file that others can read is warned of', async () => {
  const sandbox = await stage.sandbox()
  const file = join(stage.folder(), 'key')
  writeFileSync(file, sandboxKey)
  const command = [...definitions, '--base-url', sandbox.url, '--api-key-file', file]

  chmodSync(file, 0o640)
  const open = await call(command)
  chmodSync(file, 0o600)
  const kept = await call(command)

  expect(open).toMatchObject({ code: 0 })
  expect(open.stderr).toContain(`warning: Others can read the key file ${file}`)
  expect(kept.stderr).not.toContain('warning')
})

const secret = 'sk_lf_secret0123456789'

test.concurrent.each<[readonly string[], readonly string[]]>([
  [
    [...definitions, '--api-key', secret],
    ['LIGHTFIELD_API_KEY', '--api-key-file FILE'],
  ],
  [
    [...definitions, `--api-key=${secret}`],
    ['LIGHTFIELD_API_KEY', '--api-key-file FILE'],
  ],
  [[...definitions, '--api-key-file', secret], ['takes the name of a file']],
  [[...definitions, secret], ['LIGHTFIELD_API_KEY']],
  [[...definitions, '--base-url', `https://${secret}@api.example`], ['without user, password']],
  [[...definitions, '--base-url', `https://${secret}@`], ['not an http or https address']],
])('a key in an argument is refused and not repeated', async (args, told) => {
  const ended = await call(args)
  expectRefusal(ended, 2, told)
  expect(ended.stderr).not.toContain('secret0123456789')
})

test.concurrent('a server that tells the key back gets it neither onto the screen nor into the log', async () => {
  const certificate = makeCertificate()
  const echoing = createHttpsServer(certificate, (request, response) => {
    response.statusCode = request.url === '/v1/auth/validate' ? 200 : 400
    const said = String(request.headers.authorization)
    const error = { type: said, code: said, param: said, message: said }
    const key = { active: true, subjectType: said, scopes: [] }
    response.setHeader('x-echo', said)
    response.end(JSON.stringify(response.statusCode === 200 ? key : { error }))
  })
  await new Promise<void>(resolve => echoing.listen(0, '127.0.0.1', resolve))
  stage.atEnd(() => echoing.closeAllConnections())
  stage.atEnd(() => void echoing.close())
  const env = {
    LIGHTFIELD_API_KEY: secret,
    LIGHTFIELD_BASE_URL: `https://localhost:${(echoing.address() as AddressInfo).port}`,
    NODE_EXTRA_CA_CERTS: authorityFile(certificate),
  }
  const ended = await call([...definitions, '--log-level', 'debug'], { env })
  expectRefusal(ended, 3, ['the API key'])
  expect(ended.stderr).not.toContain('secret0123456789')
})

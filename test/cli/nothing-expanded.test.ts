import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { json, startApiServer } from '../lightfield/api-server.ts'
import { temporaryFolder } from '../temporary.ts'
import { call, sandboxKey } from './program.ts'
import { expectRefusal } from './refusal.ts'

/** What a program could take for a file, an address, a variable or a command. */
const hostile = [
  `\${HOME}`,
  '$LIGHTFIELD_API_KEY',
  '%PATH%',
  '$(touch pwned)',
  '`touch pwned`',
  '| touch pwned',
  '@/etc/passwd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  '../../../etc/passwd',
  '%2e%2e%2fmembers',
  '{__proto__}',
  '{{7*7}}',
  '<!ENTITY x SYSTEM "file:///etc/passwd">',
]

const mapping = `
object: account
import: "../../\${HOME}/evil"
key: ["\${HOME}"]
fields:
  $name: "\${HOME}"
  region: { template: "{@/etc/passwd}{../x}" }
  source: { value: "\${LIGHTFIELD_API_KEY}" }
  kind: { column: "@/etc/passwd", values: { "../x": "file:///etc/passwd" }, default: "$(touch pwned)" }
relationships:
  partners: { column: "../x" }
`

const definitions = {
  objectType: 'account',
  fieldDefinitions: Object.fromEntries(
    ['$name', 'region', 'source', 'kind'].map(key => [key, { label: key, valueType: 'TEXT', typeConfiguration: {} }]),
  ),
  relationshipDefinitions: { partners: { label: 'Partners', cardinality: 'HAS_MANY', objectType: 'account' } },
}

/** A server of the API with accounts and no custom objects. */
async function startServer() {
  const server = await startApiServer((response, number) => {
    const { method, path } = server.received[number - 1] ?? { method: '', path: '' }
    if (path === '/v1/auth/validate') return json(response, 200, { active: true, subjectType: 'user', scopes: [] })
    if (path === '/v1/accounts/definitions') return json(response, 200, definitions)
    if (path === '/v1/objects') return json(response, 200, { object: 'list', data: [{ objectType: '../accounts' }] })
    if (method !== 'POST') return json(response, 404, { error: { type: 'not_found', message: 'none' } })
    return json(response, 201, { id: `acc_${number}`, httpLink: null, fields: {}, relationships: {} })
  })
  return server
}

test('nothing in a CSV or a mapping is expanded, opened, fetched or carried out', async () => {
  const folder = join(temporaryFolder(), 'a', 'b', 'c')
  mkdirSync(folder, { recursive: true })
  await using server = await startServer()
  const rows = hostile.map(text => [text, text, text].map(cell => `"${cell.replaceAll('"', '""')}"`).join(','))
  writeFileSync(join(folder, 'a.csv'), `\${HOME},@/etc/passwd,../x\n${rows.join('\n')}\n`)
  writeFileSync(join(folder, 'm.yaml'), mapping)
  const env = { LIGHTFIELD_BASE_URL: server.url.origin, LIGHTFIELD_API_KEY: sandboxKey, HOME: '/home/QQhomeQQ' }

  const ended = await call(['run', 'a.csv', '--mapping', 'm.yaml', '--json', '--results', 'r.csv'], {
    cwd: folder,
    env,
  })

  expect(ended.code, ended.stderr).toBe(0)
  expect(JSON.parse(ended.stdout).outcomes.created).toBe(hostile.length)
  const posts = server.received.filter(({ method }) => method === 'POST')
  expect(posts.map(({ path }) => path)).toEqual(hostile.map(() => '/v1/accounts'))
  const bodies = posts.map(({ body }) => JSON.parse(body))
  expect(bodies.map(({ fields }) => fields.$name).sort()).toEqual([...hostile].sort())
  expect(bodies.map(({ relationships }) => relationships.partners[0]).sort()).toEqual([...hostile].sort())
  expect(new Set(bodies.map(({ fields }) => fields.source))).toEqual(new Set([`\${LIGHTFIELD_API_KEY}`]))
  expect(server.received.map(({ body }) => body).join()).not.toMatch(/QQhomeQQ|root:/)
  expect(server.received.map(({ body }) => body).join()).not.toContain(sandboxKey)
  expect(readdirSync(folder).sort()).toEqual(['a.csv', 'ledger.db', 'm.yaml', 'r.csv'])
  expect(readdirSync(join(folder, '..'))).toEqual(['c'])
})

test.each([
  ['a path', '../accounts'],
  ['an encoded path', 'custom%2Fx'],
  ['longer than any name', 'x'.repeat(5_000)],
])('an object that is %s is refused before anything is sent', async (_, object) => {
  const folder = temporaryFolder()
  await using server = await startServer()
  writeFileSync(join(folder, 'a.csv'), 'Name\nAcme\n')
  writeFileSync(join(folder, 'm.yaml'), JSON.stringify({ object, fields: { $name: 'Name' } }))
  const env = { LIGHTFIELD_BASE_URL: server.url.origin, LIGHTFIELD_API_KEY: sandboxKey }
  for (const args of [['run'], ['check', '--offline']]) {
    const ended = await call([...args, 'a.csv', '--mapping', 'm.yaml'], { cwd: folder, env })
    expectRefusal(ended, 2, ['this cannot be the name of an object'])
  }
  expect(server.received).toEqual([])
})

test.each(['__proto__', 'constructor', 'toString'])('the object %s is one that the workspace lacks', async object => {
  const folder = temporaryFolder()
  await using server = await startServer()
  writeFileSync(join(folder, 'a.csv'), 'Name\nAcme\n')
  writeFileSync(join(folder, 'm.yaml'), JSON.stringify({ object, fields: { $name: 'Name' } }))
  const env = { LIGHTFIELD_BASE_URL: server.url.origin, LIGHTFIELD_API_KEY: sandboxKey }
  const ended = await call(['run', 'a.csv', '--mapping', 'm.yaml'], { cwd: folder, env })
  expectRefusal(ended, 2, [`The workspace has no object type ${object}`])
  expect(server.received.map(({ path }) => path)).toEqual(['/v1/auth/validate', '/v1/objects'])
})

test.skipIf(process.platform === 'win32')('a pipe or a device in place of a mapping keeps nobody waiting', async () => {
  const folder = temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'pipe')])
  writeFileSync(join(folder, 'a.csv'), 'Name\nAcme\n')
  writeFileSync(join(folder, 'm.yaml'), 'object: account\nfields: { $name: Name }\n')
  const check = ['check', 'a.csv', '--offline', '--mapping']
  for (const file of ['pipe', '/dev/zero']) {
    for (const args of [
      [...check, file],
      [...check, 'm.yaml', '--definitions', file],
      ['migrate', file],
    ]) {
      expectRefusal(await call(args, { cwd: folder }), 2, [/cannot (be )?read.*: it is a pipe or a device/])
    }
  }
})

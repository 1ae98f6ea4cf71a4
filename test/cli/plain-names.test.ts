import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/model/json.ts'
import { json, startApiServer } from '../lightfield/api-server.ts'
import { temporaryFolder } from '../temporary.ts'
import { call, sandboxKey } from './program.ts'

/** Names that every object of JavaScript has something under. */
const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']

const definitions = parseJson(`{
  "objectType": "account",
  "fieldDefinitions": {
    "$name": { "label": "Name", "valueType": "TEXT", "typeConfiguration": {} },
    "__proto__": {
      "label": "__proto__",
      "valueType": "SINGLE_SELECT",
      "typeConfiguration": { "options": [{ "id": "constructor", "label": "__proto__" }, { "id": "__proto__", "label": "toString" }] }
    },
    ${names
      .slice(1)
      .map(name => `"${name}": { "label": "${name}", "valueType": "TEXT", "typeConfiguration": {} }`)
      .join(',')}
  },
  "relationshipDefinitions": {
    "__proto__": { "label": "x", "cardinality": "HAS_MANY", "objectType": "account" }
  }
}`)

const mapping = `
object: account
import: __proto__
key: [__proto__]
fields:
  $name: { template: "{__proto__}{constructor}" }
  __proto__: { column: toString, values: { hasOwnProperty: toString } }
${names
  .slice(1)
  .map(name => `  ${name}: { column: ${name}, values: { constructor: __proto__ } }`)
  .join('\n')}
relationships:
  __proto__: { column: valueOf, split: ";" }
`

/** A server of the API that answers every create with a record, but refuses one with the word `refused` in it. */
async function startServer() {
  let records = 0
  const server = await startApiServer((response, number) => {
    const { method, path, body } = server.received[number - 1] ?? { method: '', path: '', body: '' }
    if (path === '/v1/auth/validate') return json(response, 200, { active: true, subjectType: 'user', scopes: [] })
    if (path === '/v1/accounts/definitions') return json(response, 200, definitions)
    if (method !== 'POST') return json(response, 404, { error: { type: 'not_found', message: 'none' } })
    if (body.includes('"refused"')) {
      const error = { type: 'bad_request', code: '__proto__', param: 'constructor', message: 'no' }
      return json(response, 400, { error })
    }
    if (path === '/v1/accounts') records += 1
    return json(response, 201, { id: `acc_${records}`, httpLink: null, fields: {}, relationships: {} })
  })
  return server
}

test('what JavaScript gives a meaning is a name like any other, from the CSV to the request and back', async () => {
  const folder = temporaryFolder()
  await using server = await startServer()
  writeFileSync(
    join(folder, 'a.csv'),
    [
      names.join(','),
      '__proto__,constructor,hasOwnProperty,4,acc_7;acc_8,6',
      'constructor,constructor,__proto__,4,acc_7,refused',
      '__proto__,again,,,,',
      '',
    ].join('\n'),
  )
  writeFileSync(join(folder, 'm.yaml'), mapping)
  const env = { LIGHTFIELD_BASE_URL: server.url.origin, LIGHTFIELD_API_KEY: sandboxKey }
  const args = ['run', 'a.csv', '--mapping', 'm.yaml', '--json', '--failed', 'failed.csv', '--results', 'results.csv']

  const ended = await call(args, { cwd: folder, env })

  expect(ended.code, ended.stderr).toBe(1)
  const summary = JSON.parse(ended.stdout)
  expect(summary).toMatchObject({ import: '__proto__', rows: 3 })
  expect(summary.outcomes).toMatchObject({ created: 1, failed: 1, duplicate: 1 })
  expect(summary.errors).toContainEqual(expect.objectContaining({ code: '__proto__', param: 'constructor', count: 1 }))
  const bodies = server.received.filter(({ method }) => method === 'POST').map(({ body }) => body)
  expect(bodies[0]).toBe(
    '{"fields":{"$name":"__proto__constructor","__defineGetter__":"6","__proto__":"__proto__",' +
      '"constructor":"__proto__","hasOwnProperty":"4","toString":"hasOwnProperty","valueOf":"acc_7;acc_8"},' +
      '"relationships":{"__proto__":["acc_7","acc_8"]}}',
  )
  expect(readFileSync(join(folder, 'failed.csv'), 'utf8')).toMatch(
    /^__proto__,constructor,toString,hasOwnProperty,valueOf,__defineGetter__,_outcome/,
  )
  expect(readFileSync(join(folder, 'results.csv'), 'utf8')).toContain('failed,,,__proto__,constructor,constructor,')

  const again = await call(['run', 'a.csv', '--mapping', 'm.yaml', '--json'], { cwd: folder, env })
  expect(JSON.parse(again.stdout)).toMatchObject({
    outcomes: { skipped: 1, failed: 1, duplicate: 1 },
    requests: { write: 0 },
  })
  const edited = readFileSync(join(folder, 'a.csv'), 'utf8').replace(',hasOwnProperty,4,', ',constructor,5,')
  writeFileSync(join(folder, 'a.csv'), edited)
  const third = await call(['run', 'a.csv', '--mapping', 'm.yaml', '--json'], { cwd: folder, env })
  expect(JSON.parse(third.stdout).outcomes, third.stderr).toMatchObject({ updated: 1, failed: 1, duplicate: 1 })
  expect(server.received.at(-1)).toMatchObject({
    path: '/v1/accounts/acc_1',
    body: expect.stringMatching(/^{"fields":{"__proto__":"constructor","hasOwnProperty":"5",/),
  })
  const status = await call(['status', '--mapping', 'm.yaml', '--json'], { cwd: folder, env })
  expect(JSON.stringify(JSON.parse(status.stdout))).toContain('"__proto__"')
})

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { call, createAccount, startStill } from './calls.ts'

const location =
  process.env['LIGHTFIELD_OPENAPI'] ??
  fileURLToPath(new URL('../../../shared/reference/lightfield-openapi.json', import.meta.url))
const isThere = existsSync(location)

describe.skipIf(!isThere)(
  `answers hold to the published OpenAPI description${isThere ? '' : ' (skipped: not here)'}`,
  () => {
    const description = isThere ? JSON.parse(readFileSync(location, 'utf8')) : {}
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    ajv.addSchema(description as AnySchema, 'lightfield')

    function problemsOf(path: string, method: string, status: number, body: unknown): string {
      const pointer = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema']
      const fragment = pointer
        .map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/')
      ajv.validate({ $ref: `lightfield#/${fragment}` }, body)
      return ajv.errorsText()
    }

    test('the comparison finds an answer that does not hold', () => {
      expect(problemsOf('/v1/accounts', 'post', 200, { id: 1 })).toContain('data/id must be string')
    })

    const times = { $startDate: '2026-04-01T10:00:00Z', $endDate: '2026-04-01T11:00:00Z' }
    const accountFields = {
      $name: 'Acme',
      $website: ['https://acme.example'],
      $industry: ['Software'],
      $headcount: '11-50',
      $linkedIn: 'https://linkedin.com/company/acme',
      $primaryAddress: { street: '1 Main St', city: 'Springfield', country: 'US', latitude: 1.5 },
      phone: ['+12125550100'],
      annualRevenue: 12.5,
      customerSince: '2025-01-01T00:00:00Z',
      isPartner: true,
    }
    const inAccount = { $account: 'acc_00000001' }

    test.each<[string, string, object]>([
      ['/v1/accounts', 'account', { fields: accountFields, relationships: { $owner: 'mem_00000001' } }],
      [
        '/v1/contacts',
        'contact',
        { fields: { $name: { firstName: 'Ada' }, $email: ['a@example.com'] }, relationships: inAccount },
      ],
      [
        '/v1/opportunities',
        'opportunity',
        { fields: { $name: 'Deal', $stage: 'Lead', segments: ['SMB'] }, relationships: inAccount },
      ],
      [
        '/v1/tasks',
        'task',
        { fields: { $title: 'Call', $status: 'TODO' }, relationships: { $assignedTo: 'mem_00000001' } },
      ],
      ['/v1/notes', 'note', { fields: { $title: 'Said', $content: '*yes*' }, relationships: inAccount }],
      ['/v1/meetings', 'meeting', { fields: { $title: 'Met', ...times, $attendeeEmails: ['a@example.com'] } }],
      ['/v1/lists', 'list', { fields: { $name: 'Some', $objectType: '$account' } }],
    ])('create, retrieve, update and list at %s', async (path, type, body) => {
      await using sandbox = await startStill({ indexLagMs: 0 })
      await createAccount(sandbox)
      const created = await call(sandbox, 'POST', path, body)
      expect(created.status, JSON.stringify(created.body)).toBe(200)
      expect(problemsOf(path, 'post', 200, created.body)).toBe('No errors')
      const ofRecord = `${path}/${created.body.id}`
      const retrieved = await call(sandbox, 'GET', ofRecord)
      expect(problemsOf(`${path}/{id}`, 'get', 200, retrieved.body)).toBe('No errors')
      const change = type === 'meeting' ? { $privacySetting: 'METADATA' } : {}
      const updated = await call(sandbox, 'POST', ofRecord, { fields: change })
      expect(updated.status).toBe(200)
      expect(problemsOf(`${path}/{id}`, 'post', 200, updated.body)).toBe('No errors')
      const listed = await call(sandbox, 'GET', path)
      expect(listed.body.data.length).toBeGreaterThan(0)
      expect(problemsOf(path, 'get', 200, listed.body)).toBe('No errors')
    })

    test.each([
      ['/v1/auth/validate', '/v1/auth/validate'],
      ['/v1/accounts/definitions', '/v1/accounts/definitions'],
      ['/v1/contacts/definitions', '/v1/contacts/definitions'],
      ['/v1/opportunities/definitions', '/v1/opportunities/definitions'],
      ['/v1/tasks/definitions', '/v1/tasks/definitions'],
      ['/v1/members', '/v1/members'],
      ['/v1/members/{id}', '/v1/members/mem_00000001'],
      ['/v1/objects', '/v1/objects'],
      ['/v1/objects/{entitySlug}', '/v1/objects/project'],
      ['/v1/objects/{entitySlug}/definitions', '/v1/objects/project/definitions'],
      ['/v1/objects/{entitySlug}/values/{id}', '/v1/objects/project/values/project_00000001'],
      ['/v1/lists/{listId}/accounts', '/v1/lists/lst_00000001/accounts'],
    ])('GET %s', async (template, path) => {
      await using sandbox = await startStill({ indexLagMs: 0 })
      await createAccount(sandbox)
      await call(sandbox, 'POST', '/v1/objects/project/values', {
        fields: { name: 'Move' },
        relationships: { client: 'acc_00000001' },
      })
      await call(sandbox, 'POST', '/v1/lists', {
        fields: { $name: 'Some', $objectType: '$account' },
        relationships: { $accounts: 'acc_00000001' },
      })
      const reply = await call(sandbox, 'GET', path)
      expect(reply.status).toBe(200)
      expect(problemsOf(template, 'get', 200, reply.body)).toBe('No errors')
    })

    test.each<[number, string, unknown, Record<string, string>, object]>([
      [400, '/v1/accounts', { fields: { $name: 1 } }, {}, {}],
      [401, '/v1/accounts', { fields: {} }, { authorization: 'Bearer x' }, {}],
      [
        403,
        '/v1/accounts',
        { fields: {} },
        {},
        { apiKeys: [{ key: 'sk_lf_sandbox', scopes: ['x:read'], subjectType: 'user' }] },
      ],
      [404, '/v1/accounts/acc_1', { fields: {} }, {}, {}],
      [415, '/v1/accounts', { fields: {} }, { 'content-type': 'text/plain' }, {}],
      [
        422,
        '/v1/accounts',
        { fields: { $name: 'A' }, relationships: { $contact: Array.from({ length: 26 }, (_, i) => `con_${i}`) } },
        {},
        {},
      ],
      [429, '/v1/accounts', { fields: { $name: 'A' } }, {}, { faults: [{ kind: 'status', status: 429 }] }],
      [500, '/v1/accounts', { fields: { $name: 'A' } }, {}, { faults: [{ kind: 'error-after', status: 500 }] }],
      [503, '/v1/accounts', { fields: { $name: 'A' } }, {}, { faults: [{ kind: 'status', status: 503 }] }],
      [504, '/v1/accounts', { fields: { $name: 'A' } }, {}, { faults: [{ kind: 'status', status: 504 }] }],
    ])('an error of status %i', async (status, path, body, headers, options) => {
      await using sandbox = await startStill(options)
      const reply = await call(sandbox, 'POST', path, body, headers)
      expect(reply.status).toBe(status)
      expect(problemsOf('/v1/accounts', 'post', status, reply.body.error)).toBe('No errors')
    })
  },
)

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { InputError } from '../../src/errors.ts'
import { parseApiError } from '../../src/lightfield/api-error.ts'
import { parseDefinitions } from '../../src/lightfield/definitions.ts'
import { readRateHeaders } from '../../src/lightfield/headers.ts'
import { parsePage, parseRecord, parseReference } from '../../src/lightfield/record.ts'
import { judgeAnswer } from '../../src/lightfield/verdict.ts'
import { parseKeyInfo, parseObjectTypes } from '../../src/lightfield/workspace-answers.ts'
import { canonicalJson, parseJson } from '../../src/model/json.ts'
import { type FuzzTarget, mutated, target } from './target.ts'

const bodies = [
  '{"id":"acc_1","createdAt":"2026-05-01T12:00:00Z","updatedAt":null,"httpLink":"https://crm.lightfield.app/a","fields":{"$name":{"valueType":"TEXT","value":"Acme"}},"relationships":{"$owner":{"cardinality":"HAS_ONE","objectType":"member","values":["mem_1"]}}}',
  '{"object":"list","data":[{"id":"acc_1","fields":{},"relationships":{}}],"totalCount":1}',
  '{"error":{"type":"bad_request","code":"unknown_field","param":"amount","message":"no such field"}}',
  '{"type":"idempotency_conflict","message":"still running"}',
  '{"active":true,"tokenType":"api_key","subjectType":"user","scopes":["accounts:create"]}',
  '{"object":"list","data":[{"objectType":"project"}]}',
  '{"objectType":"account","fieldDefinitions":{"$name":{"label":"Name","valueType":"SINGLE_SELECT","typeConfiguration":{"options":[{"id":"opt_1","label":"A"}]}}},"relationshipDefinitions":{"$owner":{"cardinality":"HAS_ONE","objectType":"member"}}}',
  '<html><body>200 OK</body></html>',
] as const

const pieces = [
  ...['{', '}', '[', ']', ':', ',', '"', '\\', 'null', 'true', '{}', '[]', '""', '1e999', '-0', '"__proto__":{}'],
  ...['"id":', '"id":7', '"id":".."', '"id":"a/b"', '"id":"%2e%2e"', '"data":', '"error":', '\\u0000', '\\ud800', '\n'],
]

const keys = ['id', 'fields', 'relationships', 'data', 'error', 'type', 'code', 'param', 'message', 'value', 'values']
const id = fc.oneof(
  fc.constantFrom('acc_1', '..', '.', '...', '../x', 'a/b', 'a?b', 'a#b', '%2e%2e', 'a b', 'a\\b', ''),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
const json = fc.oneof(
  fc.record({ id, fields: fc.jsonValue({ maxDepth: 2 }), httpLink: id }),
  mutated(bodies, pieces).map(parseJson),
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.constantFrom(...keys, '__proto__', 'constructor'), fc.jsonValue({ maxDepth: 3 })),
  fc.string({ unit: 'binary' }).map(parseJson),
)

const status = fc.oneof(
  fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 408, 409, 415, 422, 429, 500, 503),
  fc.integer({ min: 100, max: 999 }),
)
const headerValue = fc.oneof(
  fc.constantFrom('0', '25', '-1', '1e9', '99999999999999', '0x10', 'Infinity', 'NaN', '', ' 7 ', '3.5', '86400'),
  fc.constantFrom('Wed, 21 Oct 2026 07:28:00 GMT', 'Jan', 'tomorrow', '1, 2', '1,86400'),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
const headers = fc.dictionary(
  fc.constantFrom(
    'retry-after',
    'date',
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    '__proto__',
  ),
  fc.oneof(headerValue, fc.array(headerValue, { maxLength: 3 })),
)

/** What is claimed of everything that reads an answer. */
export const responseParserTargets: readonly FuzzTarget[] = [
  target('any answer is judged, and only a plain id is a success', 1_000, [status, headers, json], judgesWrite),
  target('any JSON is read as what is asked for, or as nothing', 1_000, [json], readsOrNothing),
  target('any headers are figures that make sense, or nothing', 1_000, [headers, fc.nat()], readsHeaders),
  target('any text is JSON or nothing, with the same value each time', 500, [mutated(bodies, pieces)], parsesText),
]

function judgesWrite(status: number, headers: Record<string, string | string[]>, body: unknown): void {
  const verdict = judgeAnswer({ status, headers, body }, parsed => parseReference(parsed) !== null, Date.now())
  switch (verdict.kind) {
    case 'done': {
      assert.ok(status >= 200 && status < 300)
      const id = parseReference(verdict.body)?.id ?? ''
      assert.equal(
        new URL(encodeURIComponent(id), 'https://api/v1/accounts/').pathname,
        `/v1/accounts/${encodeURIComponent(id)}`,
      )
      return
    }
    case 'refused':
      assert.ok(status >= 400 && status < 500)
      for (const text of [verdict.error.type, verdict.error.code, verdict.error.message]) assert.ok(text.length > 0)
      return
    case 'again':
    case 'lost':
      assert.ok(verdict.afterMs === null || (Number.isFinite(verdict.afterMs) && verdict.afterMs >= 0))
      return
    case 'unsent':
    case 'withheld':
      assert.fail('there was an answer')
  }
}

function readsOrNothing(body: unknown): void {
  parseRecord(body)
  parseKeyInfo(body)
  parseApiError(400, body)
  for (const type of parseObjectTypes(body) ?? []) assert.match(type, /^[\p{L}\p{N}_-]+$/u)
  for (const record of parsePage(body, 0)?.records ?? []) {
    assert.ok(record.fields instanceof Map)
    for (const ids of record.relationships.values()) for (const id of ids) assert.equal(typeof id, 'string')
  }
  try {
    const { fields } = parseDefinitions(body, 'an answer')
    for (const [key, field] of fields) assert.equal(field.key, key)
  } catch (error) {
    assert.ok(error instanceof InputError)
  }
}

function readsHeaders(headers: Record<string, string | string[]>, nowMs: number): void {
  for (const figure of Object.values(readRateHeaders(headers, nowMs))) {
    assert.ok(figure === null || (Number.isFinite(figure) && figure >= 0))
  }
}

function parsesText(text: string): void {
  const value = parseJson(text)
  if (value === undefined) return
  assert.equal(canonicalJson(parseJson(canonicalJson(value))), canonicalJson(value))
}

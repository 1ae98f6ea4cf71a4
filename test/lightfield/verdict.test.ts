import { expect, test } from 'vitest'
import type { NoAnswer } from '../../src/lightfield/no-answer.ts'
import { type Answer, judgeAnswer, judgeNoAnswer, type Verdict } from '../../src/lightfield/verdict.ts'

const hasId = (body: unknown): boolean => typeof body === 'object' && body !== null && 'id' in body

function judge(status: number, body: unknown, headers: Answer['headers'] = {}): Verdict {
  return judgeAnswer({ status, headers, body }, hasId, 0)
}

const refusals = [
  ...[
    'unknown_field',
    'unknown_relationship',
    'referenced_resource_missing',
    'relationship_entity_missing',
    'relationship_entity_inactive',
    'invalid_type',
    'parameter_missing',
    'invalid_configuration',
    'idempotency_key_too_long',
    'ambiguous_stage_label',
  ].map(code => [400, 'bad_request', code, 'row'] as const),
  [400, 'bad_request', 'version_header', 'run'],
  [401, 'unauthorized', 'unauthorized', 'run'],
  [403, 'forbidden', 'forbidden', 'run'],
  [404, 'not_found', 'not_found', 'row'],
  [407, 'http_407', 'http_407', 'run'],
  [409, 'conflict', 'conflict', 'row'],
  [413, 'bad_request', 'body_too_large', 'row'],
  [415, 'unsupported_media_type', 'unsupported_media_type', 'run'],
  ...[
    'relationship_write_limit_exceeded',
    'ambiguous_stage_label',
    'stage_unresolved_in_pipeline',
    'unknown_pipeline',
  ].map(code => [422, 'unprocessable_content', code, 'row'] as const),
] as const

test.each(refusals)('a %i with %s %s is a refusal, and the fault of the %s', (status, type, code, blame) => {
  const error = { type, code, param: '$stage', message: 'No.' }
  const refused = { kind: 'refused', blame, error: { status, ...error }, ...(blame === 'run' && { isCertain: true }) }
  expect(judge(status, { error })).toEqual(refused)
  expect(judge(status, error)).toEqual(refused)
})

test.each([
  ['its type', { type: 'idempotency_conflict', message: 'Still running.' }],
  ['its code', { type: 'conflict', code: 'idempotency_conflict', message: 'Still running.' }],
])('a 409 that is an idempotency conflict by %s means: the same again, later', (_, error) => {
  expect(judge(409, { error }, { 'retry-after': '2' })).toEqual({
    kind: 'again',
    reason: 'in-progress',
    afterMs: 2_000,
  })
  expect(judge(409, error)).toEqual({ kind: 'again', reason: 'in-progress', afterMs: null })
})

/** What gateways and frameworks before the API say, and pages. */
const reasonsOfOthers = [
  undefined,
  'text',
  null,
  { message: 'no Route matched with those values' },
  { type: 'about:blank', title: 'Not Found', status: 404 },
  { timestamp: 0, status: 404, error: 'Not Found', path: '/v1/accounts' },
  { error: { code: 404, status: 'NOT_FOUND' } },
]

test.each(
  [400, 402, 404, 405, 409, 410, 413, 418, 422, 451].flatMap(status =>
    reasonsOfOthers.map(body => [status, body] as const),
  ),
)("a %i that gives no reason (%j) may be a gateway's, and settles nothing", (status, body) => {
  expect(judge(status, body)).toMatchObject({ kind: 'lost' })
})

test.each(['internal_server_error', 'service_unavailable', 'gateway_timeout'])(
  'a 400 of type %s is a lost answer',
  type => {
    expect(judge(400, { error: { type, message: 'No.' } })).toMatchObject({ kind: 'lost' })
  },
)

test.each([401, 403, 407, 415])(
  'a %i stops the run whoever says so, but only the API knows that nothing was done',
  status => {
    for (const body of reasonsOfOthers) {
      expect(judge(status, body)).toMatchObject({ kind: 'refused', blame: 'run', isCertain: false })
    }
  },
)

test.each([
  [400, 'refused'],
  [422, 'refused'],
  [404, 'lost'],
  [410, 'lost'],
])('a %i with an error that has a message and nothing else is %s', (status, kind) => {
  expect(judge(status, { error: { message: 'No.' } })).toMatchObject({ kind })
})

test.each([
  ['7', 7_000],
  ['0', 0],
  ['soon', null],
  ['-1', null],
  ['Thu, 01 Jan 1970 00:00:09 GMT', 9_000],
])('a 429 with Retry-After %j asks to wait %j ms', (retryAfter, afterMs) => {
  const verdict = { kind: 'again', reason: 'rate-limit', afterMs }
  expect(judge(429, { error: { type: 'too_many_requests' } }, { 'retry-after': retryAfter })).toEqual(verdict)
})

test.each([301, 302, 303, 307, 308, 408, 425, 500, 502, 503, 504, 522])('%i is a lost answer', status => {
  const error = { type: 'internal_server_error', message: 'Oops.' }
  expect(judge(status, { error }, { 'retry-after': '3' })).toMatchObject({ kind: 'lost', afterMs: 3_000 })
  expect(judge(status, undefined)).toMatchObject({ kind: 'lost', afterMs: null })
})

test.each([
  ['a page of HTML, which is no JSON', 200, undefined],
  ['JSON without an id', 200, { fields: {} }],
  ['no body', 204, undefined],
])('a success with %s is a lost answer', (_, status, body) => {
  expect(judge(status, body)).toMatchObject({ kind: 'lost' })
})

test.each([200, 201])('a %i with what the endpoint promises is done', status => {
  expect(judge(status, { id: 'acc_1' })).toEqual({ kind: 'done', body: { id: 'acc_1' } })
})

test.each<[NoAnswer, Verdict]>([
  [{ failed: 'withheld' }, { kind: 'withheld' }],
  [
    { failed: 'unsent', reason: 'no route', culprit: 'proxy', isMisdirected: true },
    { kind: 'unsent', reason: 'no route', culprit: 'proxy', isMisdirected: true },
  ],
  [
    { failed: 'lost', reason: 'cut off' },
    { kind: 'lost', reason: 'cut off', afterMs: null },
  ],
])('a request without an answer is what became of it: %o', (answer, verdict) => {
  expect(judgeNoAnswer(answer)).toEqual(verdict)
})

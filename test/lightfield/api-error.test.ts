import { expect, test } from 'vitest'
import { parseApiError } from '../../src/lightfield/api-error.ts'

const inner = { type: 'bad_request', code: 'unknown_field', param: 'colour', message: 'There is no such field.' }

test.each([
  ['wrapped', { error: inner }],
  ['bare', inner],
])('reads an error that is %s', (_, body) => {
  expect(parseApiError(400, body)).toEqual({ status: 400, ...inner })
})

test('takes the type as the code where there is none', () => {
  expect(parseApiError(404, { error: { type: 'not_found', message: 'Gone.' } })).toEqual({
    status: 404,
    type: 'not_found',
    code: 'not_found',
    param: null,
    message: 'Gone.',
  })
})

test.each([
  [400, 'bad_request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
  [415, 'unsupported_media_type'],
  [422, 'unprocessable_content'],
  [429, 'too_many_requests'],
  [500, 'internal_server_error'],
  [503, 'service_unavailable'],
  [504, 'gateway_timeout'],
  [418, 'http_418'],
])('names the type of a %i without a body', (status, type) => {
  for (const body of [undefined, null, '', 'text', 7, [], {}, { error: null }, { error: 'text' }]) {
    expect(parseApiError(status, body)).toMatchObject({ status, type, code: type, param: null })
  }
})

test('cuts a message that goes on and on', () => {
  expect(parseApiError(400, { message: 'x'.repeat(10_000) }).message).toHaveLength(500)
})

test('ignores parts of another type than the API promises', () => {
  const body = { error: { type: 7, code: ['x'], param: {}, message: null } }
  expect(parseApiError(422, body)).toEqual({
    status: 422,
    type: 'unprocessable_content',
    code: 'unprocessable_content',
    param: null,
    message: 'The API answered 422.',
  })
})

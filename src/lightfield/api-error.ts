import { asJsonObject } from '../model/json.ts'

/** What an error answer says. Source: the "Errors" page of the API's documentation. */
export interface ApiError {
  readonly status: number
  /** Such as `bad_request` or `unprocessable_content`. */
  readonly type: string
  /** Such as `unknown_field`; the type where the answer has none. */
  readonly code: string
  /** Key of the field or relationship that is to blame. */
  readonly param: string | null
  readonly message: string
}

const typesByStatus: ReadonlyMap<number, string> = new Map([
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
])

const maxMessageLength = 500

/** Reads an error body, with the `error` wrapper or without: the documentation shows both. */
export function parseApiError(status: number, body: unknown): ApiError {
  const outer = asJsonObject(body)
  const inner = asJsonObject(outer?.['error']) ?? outer
  const type = text(inner?.['type']) ?? typesByStatus.get(status) ?? `http_${status}`
  return {
    status,
    type,
    code: text(inner?.['code']) ?? type,
    param: text(inner?.['param']),
    message: (text(inner?.['message']) ?? `The API answered ${status}.`).slice(0, maxMessageLength),
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

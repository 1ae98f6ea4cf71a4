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

/** What is longer is no code of the API's, and ends up in ledgers and on screens all the same. */
const maxNameLength = 200
const maxMessageLength = 500

/** Reads an error body, with the `error` wrapper or without: the documentation shows both. */
export function parseApiError(status: number, body: unknown): ApiError {
  const outer = asJsonObject(body)
  const inner = asJsonObject(outer?.['error']) ?? outer
  const type = text(inner?.['type'], maxNameLength) ?? typesByStatus.get(status) ?? `http_${status}`
  return {
    status,
    type,
    code: text(inner?.['code'], maxNameLength) ?? type,
    param: text(inner?.['param'], maxNameLength),
    message: text(inner?.['message'], maxMessageLength) ?? `The API answered ${status}.`,
  }
}

/** Statuses that say something about a request's content, which gateways do not look at. */
const aboutContent: ReadonlySet<number> = new Set([400, 409, 422])

/**
 * Whether a refusal gives a reason as the API does: an `error` with a `type` or a `code`, or without that wrapper a `type` of
 * the API's own form. Gateways and proxies before it refuse in forms of their own, and know nothing of what was carried out.
 */
export function isApiError(status: number, body: unknown): boolean {
  const outer = asJsonObject(body)
  const inner = asJsonObject(outer?.['error'])
  if (inner !== null) {
    const reasons = [inner['type'], inner['code'], aboutContent.has(status) ? inner['message'] : null]
    return reasons.some(reason => text(reason, maxNameLength) !== null)
  }
  return /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(text(outer?.['type'], maxNameLength) ?? '')
}

function text(value: unknown, maxLength: number): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxLength) : null
}

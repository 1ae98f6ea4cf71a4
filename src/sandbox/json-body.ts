import { ApiFailure, badRequest, failure } from './errors.ts'

/** An object as JSON writes it, rather than an array, a value or null. */
export type PlainObject = Readonly<Record<string, unknown>>

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Refuses a body that is not declared as JSON: 415. */
export function checkContentType(contentType: string | undefined): void {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') throw failure(415, 'Content-Type must be application/json.')
}

/** Parses a body that must be one JSON object with none but these keys: 400 otherwise. */
export function parseJsonObject(text: string, allowedKeys: readonly string[]): PlainObject {
  const body = parseJson(text)
  if (!isPlainObject(body)) throw badRequest('invalid_type', 'The body must be a JSON object.')
  for (const key of Object.keys(body)) {
    if (!allowedKeys.includes(key)) throw badRequest('unknown_field', 'The body has a key that is not allowed.', key)
  }
  return body
}

/** The refusal of a body that is larger than the sandbox reads. */
export function bodyTooLarge(maxBytes: number): ApiFailure {
  return new ApiFailure(413, {
    type: 'bad_request',
    code: 'body_too_large',
    message: `The body is larger than ${maxBytes} bytes.`,
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('invalid_json', 'The body is not valid JSON.')
  }
}

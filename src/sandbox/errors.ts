/** Body of an error answer, inside its `{error: …}` wrapper. */
export interface ErrorBody {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly param?: string
  /** Ids of the options that an ambiguous stage label could mean. */
  readonly candidates?: readonly string[]
}

/** A request that the API refuses: thrown where the reason is found, turned into an answer in one place. */
export class ApiFailure extends Error {
  readonly status: number
  readonly body: ErrorBody
  /** Seconds for a `Retry-After` header; null for none. */
  readonly retryAfterSeconds: number | null

  constructor(status: number, body: ErrorBody, retryAfterSeconds: number | null = null) {
    super(body.message)
    this.name = 'ApiFailure'
    this.status = status
    this.body = body
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The sandbox itself cannot start or go on: bad options, an unusable state file, a port in use, a merge of nothing. */
export class SandboxError extends Error {
  readonly code: 'bad_option' | 'bad_fault' | 'bad_merge' | 'state_file' | 'cannot_listen'

  constructor(code: SandboxError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'SandboxError'
    this.code = code
  }
}

const typesByStatus: ReadonlyMap<number, string> = new Map([
  [400, 'bad_request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [408, 'request_timeout'],
  [409, 'conflict'],
  [413, 'bad_request'],
  [415, 'unsupported_media_type'],
  [422, 'unprocessable_content'],
  [425, 'too_early'],
  [429, 'too_many_requests'],
  [500, 'internal_server_error'],
  [502, 'bad_gateway'],
  [503, 'service_unavailable'],
  [504, 'gateway_timeout'],
])

/** The `type` that the API gives errors of a status. */
export function errorType(status: number): string {
  return typesByStatus.get(status) ?? (status < 500 ? 'bad_request' : 'internal_server_error')
}

/** A 400: what was sent is wrong, with a `code` for programs and, where one key is to blame, that key. */
export function badRequest(code: string, message: string, param?: string): ApiFailure {
  return new ApiFailure(400, {
    type: 'bad_request',
    message,
    code,
    ...(param === undefined ? {} : { param }),
  })
}

/** The refusal of a request that lacks something it must have. */
export function parameterMissing(param: string): ApiFailure {
  return badRequest('parameter_missing', `${param} is required.`, param)
}

/** A 422: well formed, but against a rule of the workspace. */
export function unprocessable(code: string, message: string, more: Partial<ErrorBody> = {}): ApiFailure {
  return new ApiFailure(422, { type: 'unprocessable_content', message, code, ...more })
}

/** An error of a status without more to say than its message. */
export function failure(status: number, message: string, retryAfterSeconds: number | null = null): ApiFailure {
  return new ApiFailure(status, { type: errorType(status), message }, retryAfterSeconds)
}

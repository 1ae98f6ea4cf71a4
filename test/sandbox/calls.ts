import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

/** An answer of the sandbox, with its body parsed where it is JSON. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: ReplyBody
}

/** The members that tests look at, of records, lists and errors alike: which are there is for the tests to find out. */
export interface ReplyBody {
  readonly id: string
  readonly data: readonly ReplyBody[]
  readonly totalCount: number
  readonly error: { readonly type: string; readonly message: string; readonly code?: string; readonly param?: string }
  readonly fields: Readonly<Record<string, { readonly valueType: string; readonly value: unknown } | undefined>>
  readonly relationships: Readonly<Record<string, { readonly values: readonly string[] } | undefined>>
}

/** A sandbox on a clock that stands still until it is advanced, with the API's default limits unless told otherwise. */
export async function startStill(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({ clock: () => Date.parse('2026-05-01T12:00:00Z'), ...options })
}

/** Sends a request with everything the API asks for; headers given as null are left out. */
export async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string | null> = {},
): Promise<Reply> {
  const all = {
    authorization: 'Bearer sk_lf_sandbox',
    'lightfield-version': '2026-03-01',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
  const response = await fetch(sandbox.url + path, {
    method,
    redirect: 'manual',
    headers: Object.entries(all).filter((header): header is [string, string] => header[1] !== null),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

/** Creates an account and returns its id. */
export async function createAccount(sandbox: Sandbox, fields: Record<string, unknown> = {}): Promise<string> {
  const reply = await call(sandbox, 'POST', '/v1/accounts', { fields: { $name: 'Acme', ...fields } })
  return reply.body.id
}

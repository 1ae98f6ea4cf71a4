import type { Sandbox } from '../../src/sandbox/sandbox.ts'

export interface StateRecord {
  readonly id: string
  readonly trashedAt: string | null
  readonly fields: Readonly<Record<string, unknown>>
  readonly relationships: Readonly<Record<string, readonly string[]>>
}

/** What somebody else does in the workspace: a request of the API, past the program. */
export async function call(sandbox: Sandbox, method: string, path: string, body?: unknown): Promise<StateRecord> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: {
      authorization: 'Bearer sk_lf_sandbox',
      'lightfield-version': '2026-03-01',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as StateRecord
}

/** Makes a record and gives its id. */
export async function make(
  sandbox: Sandbox,
  collection: string,
  fields: Readonly<Record<string, unknown>>,
  relationships?: Readonly<Record<string, unknown>>,
): Promise<string> {
  const record = await call(sandbox, 'POST', `/v1/${collection}`, { fields, ...(relationships && { relationships }) })
  return record.id
}

/** The records of a type that are not in the trash. */
export function recordsOf(sandbox: Sandbox, type: string): readonly StateRecord[] {
  return (sandbox.state().records[type] ?? []).filter(({ trashedAt }) => trashedAt === null)
}

/** Requests so far, per category. */
export function requestsOf(sandbox: Sandbox): {
  readonly write: number
  readonly read: number
  readonly search: number
} {
  const { write, read, search } = sandbox.state().requests
  return { write: write.total, read: read.total, search: search.total }
}

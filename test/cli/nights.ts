import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { OutcomeCounts } from '../../src/model/outcome.ts'
import type { RequestLogEntry, Sandbox, StateRecord } from '../../src/sandbox/sandbox.ts'
import { call, sandboxKey, towards } from './program.ts'

/** What one night's run came to. */
export interface Night {
  readonly code: number | null
  /** Outcomes that occurred. */
  readonly outcomes: Partial<OutcomeCounts>
  /** Codes of what failed, in the order of the file. */
  readonly codes: readonly string[]
  /** What the sandbox saw of it, such as `POST /v1/accounts/acc_00000001`; definitions and the key's check left out. */
  readonly requests: readonly string[]
  /** Idempotency keys of its writes. */
  readonly keys: readonly (string | null)[]
}

/** Loads one night's file of an import after the other, into one ledger. */
export function nightly(sandbox: Sandbox, folder: string, name: string, mapping: string) {
  const mappingFile = join(folder, `${name}.yaml`)
  const csv = join(folder, `${name}.csv`)
  return async (lines: readonly string[], options: { readonly mapping?: string } = {}): Promise<Night> => {
    writeFileSync(mappingFile, options.mapping ?? mapping)
    writeFileSync(csv, `${lines.join('\n')}\n`)
    const before = (await requestsOf(sandbox)).length
    // One request at a time: records are made in the order of the file.
    const args = ['run', csv, '--mapping', mappingFile, '--rate', '1000', '--concurrency', '1', '--json']
    const ended = await call(args, { env: towards(sandbox) })
    expect(ended.stdout, ended.stderr).not.toBe('')
    const summary = JSON.parse(ended.stdout) as { outcomes: OutcomeCounts; errors: { code: string }[] }
    const seen = (await requestsOf(sandbox)).slice(before).filter(({ path }) => !/definitions$|auth/.test(path))
    return {
      code: ended.code,
      outcomes: Object.fromEntries(Object.entries(summary.outcomes).filter(([, count]) => count > 0)),
      codes: summary.errors.map(({ code }) => code),
      requests: seen.map(({ method, path }) => `${method} ${path}`),
      keys: seen.filter(({ method }) => method === 'POST').map(({ idempotencyKey }) => idempotencyKey),
    }
  }
}

/** Does something through the API as somebody else would. */
export async function byHand(sandbox: Sandbox, method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sandboxKey}`,
      'lightfield-version': '2026-03-01',
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(answer.status, await answer.text()).toBeLessThan(300)
}

/** Records that are not in the trash, in the order of their creation. */
export function records(sandbox: Sandbox, object: string): readonly StateRecord[] {
  return (sandbox.state().records[object] ?? []).filter(({ trashedAt }) => trashedAt === null)
}

/** Their fields, likewise. */
export function fieldsOf(sandbox: Sandbox, object: string): readonly StateRecord['fields'][] {
  return records(sandbox, object).map(({ fields }) => fields)
}

async function requestsOf(sandbox: Sandbox): Promise<readonly RequestLogEntry[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/requests`)
  return ((await answer.json()) as { requests: RequestLogEntry[] }).requests
}

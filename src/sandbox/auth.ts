import { badRequest, failure } from './errors.ts'
import type { ResponseBody } from './responses.ts'

/** The version of the API that the sandbox simulates, as the `Lightfield-Version` header names it. */
export const apiVersion = '2026-03-01'

/** An API key of the simulated workspace. */
export interface ApiKey {
  readonly key: string
  /** Such as `accounts:read`; empty means full access. */
  readonly scopes: readonly string[]
  readonly subjectType: 'user' | 'workspace'
}

/** Refuses a request without the right `Lightfield-Version`: 400 `version_header`. */
export function checkVersion(header: string | undefined): void {
  if (header !== apiVersion) {
    throw badRequest('version_header', `The header Lightfield-Version: ${apiVersion} is required.`)
  }
}

/** Finds the key that a request carries; throws 401 without one that is known. */
export function authenticate(keys: ReadonlyMap<string, ApiKey>, authorization: string | undefined): ApiKey {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  const key = keys.get(token ?? '')
  if (key === undefined) throw failure(401, 'The API key is missing or not valid.')
  return key
}

/** Refuses a request whose key lacks a scope: 403, with the scope in its message. */
export function checkScopes(key: ApiKey, needed: readonly string[]): void {
  if (key.scopes.length === 0) return
  const lacking = needed.find(scope => !key.scopes.includes(scope))
  if (lacking !== undefined) throw failure(403, `The API key is missing scope ${lacking}.`)
}

/** What `GET /v1/auth/validate` answers. */
export function validateBody(key: ApiKey): ResponseBody {
  return { active: true, tokenType: 'api_key', subjectType: key.subjectType, scopes: key.scopes }
}

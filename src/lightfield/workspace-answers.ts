import { asJsonObject } from '../model/json.ts'
import { isObjectName } from '../model/objects.ts'

/** What a key may do. Source: the "Scopes" page of the API's documentation. */
export interface KeyInfo {
  readonly isActive: boolean
  readonly subjectType: string
  /** Empty: everything. */
  readonly scopes: readonly string[]
}

/** Reads the answer of `GET /v1/auth/validate`; null where it is not one. */
export function parseKeyInfo(body: unknown): KeyInfo | null {
  const json = asJsonObject(body)
  const scopes = json?.['scopes']
  if (typeof json?.['active'] !== 'boolean' || !Array.isArray(scopes)) return null
  return {
    isActive: json['active'],
    subjectType: typeof json['subjectType'] === 'string' ? json['subjectType'] : 'unknown',
    scopes: scopes.filter(scope => typeof scope === 'string'),
  }
}

/** Reads the answer of `GET /v1/objects`: the slugs of the custom objects; null where it is not one. */
export function parseObjectTypes(body: unknown): readonly string[] | null {
  const data = asJsonObject(body)?.['data']
  if (!Array.isArray(data)) return null
  const types = data.map(item => asJsonObject(item)?.['objectType'])
  return types.filter(type => typeof type === 'string').filter(isObjectName)
}

import { asJsonObject, canonicalJson } from '../../model/json.ts'
import type { FieldValue } from '../../model/payload.ts'
import { type Difference, type LinkChange, linkOperations } from './difference.ts'

/** Body of an update: changed values (null clears) and changed links. */
export function updateBody({ fields, links }: Difference): string {
  const changes = links.map(({ key, operation, ids }): [string, unknown] => {
    const [only] = ids
    return [key, { [operation]: operation === 'replace' && ids.length <= 1 ? (only ?? null) : ids }]
  })
  return canonicalJson(
    new Map<string, unknown>([
      ...(fields.size > 0 ? [['fields', fields] as const] : []),
      ...(changes.length > 0 ? [['relationships', new Map(changes)] as const] : []),
    ]),
  )
}

/** What the body of an update says, as the ledger holds it. */
export function parseUpdate(text: string): Difference {
  const json = asJsonObject(JSON.parse(text))
  const fields = Object.entries(asJsonObject(json?.['fields']) ?? {}) as [string, FieldValue][]
  const links = Object.entries(asJsonObject(json?.['relationships']) ?? {}).flatMap(([key, change]) =>
    linkOperations.flatMap((operation): LinkChange[] => {
      const ids = asJsonObject(change)?.[operation]
      return ids === undefined ? [] : [{ key, operation, ids: [ids ?? []].flat().map(String) }]
    }),
  )
  return { fields: new Map(fields), links }
}

import type { ApiRecord } from '../../lightfield/record.ts'
import type { WritePolicy } from '../../mapping/compiled.ts'
import { canonicalJson } from '../../model/json.ts'
import { objectFacts } from '../../model/objects.ts'
import type { FieldValue } from '../../model/payload.ts'
import type { RecordBody } from '../delivery/body.ts'
import type { Difference, Held, LinkChange } from '../delivery/difference.ts'
import { digestOf } from '../identity.ts'

/** What a row does to a record: what a dry run tells, and a plan holds. */
export interface PlannedWrite {
  readonly operation: 'create' | 'update'
  /** Null for a create. */
  readonly recordId: string | null
  readonly fields: ReadonlyMap<string, { readonly from: unknown; readonly to: FieldValue }>
  readonly links: readonly LinkChange[]
  /** Digest of what the record held when it was looked at; null where nobody looked. */
  readonly recordHash: string | null
}

export function plannedCreate(record: RecordBody): PlannedWrite {
  const fields = [...record.fields]
    .filter(([, to]) => to !== null)
    .map(([key, to]) => [key, { from: null, to }] as const)
  const links = [...record.relationships].map(
    ([key, ids]): LinkChange => ({ key, operation: 'add', ids: [ids].flat() }),
  )
  return { operation: 'create', recordId: null, fields: new Map(fields), links, recordHash: null }
}

export function plannedUpdate(
  recordId: string,
  held: Held,
  difference: Difference,
  recordHash: string | null,
): PlannedWrite {
  const fields = [...difference.fields].map(([key, to]) => [key, { from: held.fields.get(key) ?? null, to }] as const)
  return { operation: 'update', recordId, fields: new Map(fields), links: difference.links, recordHash }
}

/**
 * Digest of all that people and programs can write to a record: another one when any of it changed. What the workspace
 * fills in by itself is left out, or every record that was just created would seem changed.
 */
export function recordHashOf(record: ApiRecord, object: string, { readOnly }: Pick<WritePolicy, 'readOnly'>): string {
  const facts = objectFacts(object)
  const isOwn = new Set([...readOnly, ...facts.readOnlyFields, ...facts.readOnlyRelationships])
  const writable = <T>(entries: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...entries].filter(([key]) => !isOwn.has(key)))
  const links = [...writable(record.relationships)].map(([key, ids]) => [key, [...ids].sort()] as const)
  return digestOf([canonicalJson(writable(record.fields)), canonicalJson(new Map(links))])
}

import { canonicalJson } from '../model/json.ts'
import type { Draft, FieldValue } from '../model/payload.ts'
import { digestOf } from './identity.ts'

/** A record as a create writes it: bare values, and ids by relationship. */
export interface RecordBody {
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly relationships: ReadonlyMap<string, string | readonly string[]>
}

/** Digest of what the mapping made of a row, before any look-up: tells whether a row was edited, for no request. */
export function draftDigest(draft: Draft): string {
  const relationships = [...draft.relationships].map(
    ([key, link]) => [key, link.kind === 'ids' ? link.ids : link] as const,
  )
  return digestOf([canonicalJson(draft.fields), canonicalJson(new Map(relationships))])
}

/**
 * Body of a create: the same text on every machine. A cleared field (null) is left out: there is nothing to clear yet.
 * Source: the "Fields and relationships" page of the API's documentation.
 */
export function createBody(record: RecordBody): string {
  const fields = new Map([...record.fields].filter(([, value]) => value !== null))
  return canonicalJson(new Map<string, unknown>([['fields', fields], ...relationshipsOf(record.relationships)]))
}

/**
 * Body of an update that brings a record from what this import last wrote to what it should be now; null where nothing
 * differs. What the row no longer says is left alone, as a blank cell is.
 *
 * @param written the body of a create, as the ledger holds it
 */
export function updateBody(written: string, record: RecordBody): string | null {
  const before = parseBody(written)
  const fields = changed(before.fields, record.fields)
  const links = changed(before.relationships, record.relationships)
  if (fields.size === 0 && links.size === 0) return null
  const replacements = new Map([...links].map(([key, ids]) => [key, { replace: ids }]))
  return canonicalJson(
    new Map<string, unknown>([
      ...(fields.size > 0 ? [['fields', fields] as const] : []),
      ...relationshipsOf(replacements),
    ]),
  )
}

/** What the record holds from this import once the new values are written over those of before. */
export function mergedBody(written: string, record: RecordBody): string {
  const before = parseBody(written)
  return createBody({
    fields: new Map([...before.fields, ...record.fields]),
    relationships: new Map([...before.relationships, ...record.relationships]),
  })
}

function relationshipsOf(relationships: ReadonlyMap<string, unknown>): readonly (readonly [string, unknown])[] {
  return relationships.size > 0 ? [['relationships', relationships]] : []
}

function changed<T>(before: ReadonlyMap<string, T>, now: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...now].filter(([key, value]) => canonicalJson(before.get(key) ?? null) !== canonicalJson(value)))
}

/** What the body of a create says, as the ledger holds it. */
export function parseBody(text: string): RecordBody {
  const json = JSON.parse(text) as {
    fields: Record<string, FieldValue>
    relationships?: Record<string, string | string[]>
  }
  return {
    fields: new Map(Object.entries(json.fields)),
    relationships: new Map(Object.entries(json.relationships ?? {})),
  }
}

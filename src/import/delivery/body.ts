import { canonicalJson } from '../../model/json.ts'
import type { Draft, FieldValue, RelationshipDraft } from '../../model/payload.ts'
import { digestOf } from '../identity.ts'
import { lookUpForm } from '../look-up/look-up-key.ts'

/** A record as a create writes it: bare values, and ids by relationship. */
export interface RecordBody {
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly relationships: ReadonlyMap<string, string | readonly string[]>
}

/** A record that nothing was written to. */
export const emptyBody = '{"fields":{}}'

/**
 * Digest of what the mapping made of a row, before any look-up: tells whether a row was edited, for no request.
 *
 * @param fieldsJson canonical JSON of its fields, for whoever needs it once more
 */
export function draftDigest(draft: Draft, fieldsJson = canonicalJson(draft.fields)): string {
  const relationships = [...draft.relationships].map(([key, link]) => [key, named(link)] as const)
  return digestOf([fieldsJson, canonicalJson(new Map(relationships))])
}

/**
 * Body of a create: the same text on every machine. A cleared field (null) is left out: there is nothing to clear yet.
 * Source: the "Fields and relationships" page of the API's documentation.
 *
 * @param fieldsJson canonical JSON of all its fields, where that is there already
 */
export function createBody(record: RecordBody, fieldsJson: string | null = null): string {
  const toWrite = filled(record.fields)
  const json = fieldsJson !== null && toWrite === record.fields ? fieldsJson : canonicalJson(toWrite)
  const fields = `"fields":${json}`
  const { relationships } = record
  return relationships.size === 0 ? `{${fields}}` : `{${fields},"relationships":${canonicalJson(relationships)}}`
}

/** Hardly any row clears a field: not a copy where none does. */
function filled(fields: RecordBody['fields']): RecordBody['fields'] {
  for (const value of fields.values()) {
    if (value === null) return new Map([...fields].filter(([, one]) => one !== null))
  }
  return fields
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

/** What a row says of a relationship, whatever is to happen where nothing is found. */
function named(link: RelationshipDraft): unknown {
  switch (link.kind) {
    case 'ids':
      return link.ids
    case 'find':
      return [lookUpForm(link.lookUp), link.wanted.map(({ values }) => values)]
    case 'import':
      return [link.importName, link.keys]
  }
}

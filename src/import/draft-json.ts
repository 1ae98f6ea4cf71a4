import type { Draft, FieldValue, RelationshipDraft } from '../model/payload.ts'
import { parseBody } from './body.ts'

/** A draft as text, for the ledger. */
export function encodeDraft(draft: Draft): string {
  return JSON.stringify([[...draft.fields], [...draft.relationships]])
}

/** The draft that `encodeDraft` made this text of. */
export function decodeDraft(text: string): Draft {
  const [fields, relationships] = JSON.parse(text) as [[string, FieldValue][], [string, RelationshipDraft][]]
  return { fields: new Map(fields), relationships: new Map(relationships) }
}

/** The draft of a row whose look-ups are done: what its request would leave the record with. */
export function draftOfBody(body: string): Draft {
  const { fields, relationships } = parseBody(body)
  const links = [...relationships].map(([key, link]): [string, RelationshipDraft] => {
    const many = typeof link !== 'string'
    return [key, { kind: 'ids', ids: many ? link : [link], many }]
  })
  return { fields, relationships: new Map(links) }
}

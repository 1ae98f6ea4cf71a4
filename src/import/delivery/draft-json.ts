import type { Draft, FieldValue, RelationshipDraft } from '../../model/payload.ts'
import { parseBody } from './body.ts'

type FindDraft = Extract<RelationshipDraft, { kind: 'find' }>
type Entries = readonly (readonly [string, FieldValue])[]

/** A relationship as JSON holds it: a map is the list of its entries. */
type StoredRelationship =
  | Exclude<RelationshipDraft, FindDraft>
  | (Omit<FindDraft, 'wanted'> & {
      readonly wanted: readonly {
        readonly values: FindDraft['wanted'][number]['values']
        readonly fields: Entries | null
      }[]
    })
  | FirstFindDraft

/** How ledgers of the first version hold a look-up: by one field, and nothing is made. */
interface FirstFindDraft {
  readonly kind: 'find'
  readonly object: string
  readonly by: string
  readonly values: readonly string[]
  readonly many: boolean
  readonly missing: 'fail' | 'omit'
  readonly column: string
}

/** A draft as text, for the ledger. */
export function encodeDraft(draft: Draft): string {
  return JSON.stringify([draft.fields, draft.relationships], (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  )
}

/** The draft that `encodeDraft` made this text of. */
export function decodeDraft(text: string): Draft {
  const [fields, relationships] = JSON.parse(text) as [Entries, [string, StoredRelationship][]]
  return { fields: new Map(fields), relationships: new Map(relationships.map(([key, link]) => [key, linkOf(link)])) }
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

function linkOf(link: StoredRelationship): RelationshipDraft {
  if (link.kind !== 'find') return link
  if ('wanted' in link) {
    const wanted = link.wanted.map(({ values, fields }) => ({ values, fields: fields && new Map(fields) }))
    return { ...link, wanted }
  }
  const { object, by, values, many, missing, column } = link
  const lookUp = { object, by: [{ key: by, valueType: null }], fold: [] }
  const wanted = values.map(value => ({ values: [value], fields: null }))
  return { kind: 'find', lookUp, wanted, many, missing, ambiguous: 'fail', column }
}

/**
 * What is fixed about Lightfield's object types: where they live in the API, what a create needs, and which keys
 * can be read only. What differs from workspace to workspace (custom fields, options) is in `definitions.ts`.
 * Source: the "API reference" page of each object, version 2026-03-01.
 */

/** An object type of the API: a standard one by its singular name, or a custom object's slug. */
export type ObjectType = string

/** The facts about one object type that no definitions endpoint tells. */
export interface ObjectFacts {
  readonly type: ObjectType
  /** Collection path, for create (`POST`) and list (`GET`); a record is at `${recordsPath}/{id}`. */
  readonly listPath: string
  readonly recordsPath: string
  readonly definitionsPath: string | null
  /** Prefix of the scopes: `opportunities` in `opportunities:create`; null for custom objects, whose scopes are not documented. */
  readonly scope: string | null
  readonly requiredFields: readonly string[]
  readonly requiredRelationships: readonly string[]
  readonly readOnlyFields: readonly string[]
  readonly readOnlyRelationships: readonly string[]
}

/** Most related ids that one request may name, and links that it may change (documentation, "Relationship write limits"). */
export const maxLinksPerRequest = 25

const noKeys: readonly string[] = []

const standard: ReadonlyMap<ObjectType, ObjectFacts> = new Map(
  [
    facts('opportunity', 'opportunities', {
      requiredFields: ['$name', '$stage'],
      requiredRelationships: ['$account'],
      readOnlyFields: ['$opportunityStatus'],
      readOnlyRelationships: ['$task', '$note', '$meeting'],
    }),
    facts('account', 'accounts', {
      requiredFields: ['$name'],
      readOnlyFields: ['$howTheyMakeMoney', '$accountStatus'],
      readOnlyRelationships: ['$opportunity', '$task', '$note', '$meeting'],
    }),
    facts('contact', 'contacts', {}),
    facts('task', 'tasks', { requiredFields: ['$title', '$status'], requiredRelationships: ['$assignedTo'] }),
    facts('note', 'notes', { requiredFields: ['$title'], definitionsPath: null }),
    facts('member', 'members', { definitionsPath: null }),
  ].map(object => [object.type, object]),
)

/** Object types that records can be created in, beside custom objects. */
export const writableObjects: readonly ObjectType[] = [...standard.keys()].filter(type => type !== 'member')

/** The facts of a type; a name that is not a standard one is taken as a custom object's slug. */
export function objectFacts(type: ObjectType): ObjectFacts {
  return standard.get(type) ?? customObject(type)
}

/** Whether the type is one that every workspace has. */
export function isStandardObject(type: ObjectType): boolean {
  return standard.has(type)
}

/**
 * Whether a name can be a custom object's slug. It becomes a part of paths, so nothing that could lead to another one is
 * taken, however it is encoded.
 */
export function isObjectName(name: string): boolean {
  return /^[\p{L}\p{N}_-]{1,200}$/u.test(name)
}

function facts(type: ObjectType, plural: string, rest: Partial<ObjectFacts>): ObjectFacts {
  return {
    type,
    listPath: `/v1/${plural}`,
    recordsPath: `/v1/${plural}`,
    definitionsPath: `/v1/${plural}/definitions`,
    scope: plural,
    requiredFields: noKeys,
    requiredRelationships: noKeys,
    readOnlyFields: noKeys,
    readOnlyRelationships: noKeys,
    ...rest,
  }
}

function customObject(slug: string): ObjectFacts {
  const path = `/v1/objects/${encodeURIComponent(slug)}`
  return {
    ...facts(slug, slug, {}),
    listPath: path,
    recordsPath: `${path}/values`,
    definitionsPath: `${path}/definitions`,
    scope: null,
  }
}

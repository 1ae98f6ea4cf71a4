import type { ObjectModel, RelationshipModel } from './catalog.ts'
import { badRequest, parameterMissing, unprocessable } from './errors.ts'
import { isPlainObject } from './json-body.ts'
import { LinkList } from './link-list.ts'
import type { RecordStore } from './records.ts'

/** Ids that one request may reference, and links that it may change, over all its relationships together. */
export const maxLinksPerRequest = 25

type Links = ReadonlyMap<string, LinkList>
type LinkOperation = 'add' | 'remove' | 'replace'

/** The relationships of a create, checked. Throws the API's refusal of the first that is wrong or missing. */
export function readCreatedRelationships(model: ObjectModel, relationships: unknown, records: RecordStore): Links {
  const links = new Map<string, LinkList>()
  let count = 0
  for (const [relationship, value] of entriesOf(model, relationships, 'create')) {
    const ids = readIds(relationship, value)
    count += ids.length
    checkLimit(count)
    checkIds(relationship, ids, records)
    links.set(relationship.key, checkCardinality(relationship, ids))
  }
  for (const relationship of model.relationships.values()) {
    if (relationship.required && !links.get(relationship.key)?.length) throw parameterMissing(relationship.key)
  }
  return links
}

/** The relationships of an update: the record's own, each with its `add`, `remove` or `replace` carried out. */
export function readUpdatedRelationships(
  model: ObjectModel,
  relationships: unknown,
  current: Links,
  records: RecordStore,
): Links {
  if (relationships === undefined) return current
  const links = new Map(current)
  let count = 0
  for (const [relationship, value] of entriesOf(model, relationships, 'update')) {
    const [operation, given] = readOperation(relationship, value)
    const before = links.get(relationship.key)?.toArray() ?? []
    const after = applyOperation(before, operation, given)
    // A replace by nothing references no id but still changes links: the limit is on both.
    count += Math.max(given.length, countChanges(before, after))
    checkLimit(count)
    if (operation !== 'remove') checkIds(relationship, given, records)
    if (relationship.required && after.length === 0) throw parameterMissing(relationship.key)
    links.set(relationship.key, checkCardinality(relationship, after))
  }
  return links
}

function entriesOf(
  model: ObjectModel,
  relationships: unknown,
  write: 'create' | 'update',
): [RelationshipModel, unknown][] {
  if (relationships === undefined) return []
  if (!isPlainObject(relationships)) {
    throw badRequest('invalid_type', 'relationships must be an object.', 'relationships')
  }
  return Object.entries(relationships).map(([key, value]) => {
    const relationship = model.relationships.get(key)
    if (relationship === undefined) {
      throw badRequest('unknown_relationship', `${model.type} has no relationship of that key.`, key)
    }
    if (relationship.readOnly || (write === 'update' && relationship.createOnly)) {
      throw badRequest('invalid_configuration', `${key} cannot be written.`, key)
    }
    return [relationship, value]
  })
}

/** The one operation that an update may name for a relationship. */
function readOperation(relationship: RelationshipModel, value: unknown): [LinkOperation, readonly string[]] {
  const [given, ...others] = isPlainObject(value) ? Object.entries(value) : []
  const [operation, ids] = others.length === 0 ? (given ?? []) : []
  if (operation === 'replace') return [operation, ids === null ? [] : readIds(relationship, ids)]
  if (operation === 'add' || operation === 'remove') return [operation, readIds(relationship, ids)]
  throw badRequest(
    'invalid_type',
    `${relationship.key} takes an object with one of add, remove or replace.`,
    relationship.key,
  )
}

function applyOperation(
  current: readonly string[],
  operation: LinkOperation,
  ids: readonly string[],
): readonly string[] {
  switch (operation) {
    case 'add':
      return [...new Set([...current, ...ids])]
    case 'remove':
      return current.filter(id => !ids.includes(id))
    case 'replace':
      return ids
  }
}

function countChanges(before: readonly string[], after: readonly string[]): number {
  return new Set(before).symmetricDifference(new Set(after)).size
}

function readIds(relationship: RelationshipModel, value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value) && value.every(id => typeof id === 'string')) return [...new Set(value)]
  throw badRequest('invalid_type', `${relationship.key} takes an id or an array of ids.`, relationship.key)
}

function checkCardinality(relationship: RelationshipModel, ids: readonly string[]): LinkList {
  if (relationship.cardinality === 'HAS_ONE' && ids.length > 1) {
    throw badRequest('invalid_type', `${relationship.key} holds one id at most.`, relationship.key)
  }
  return LinkList.of(ids)
}

function checkIds(relationship: RelationshipModel, ids: readonly string[], records: RecordStore): void {
  for (const id of ids) {
    if (relationship.objectType === 'file' && id.startsWith('fil_')) continue
    const record = records.find(relationship.objectType, id)
    if (record === undefined || record.mergedInto !== undefined) {
      throw badRequest(
        'relationship_entity_missing',
        `${relationship.key} refers to a record that does not exist: no ${relationship.objectType} has that id.`,
        relationship.key,
      )
    }
    if (record.trashedAt !== null) {
      throw badRequest(
        'relationship_entity_inactive',
        `${relationship.key} refers to a record in the trash.`,
        relationship.key,
      )
    }
  }
}

function checkLimit(count: number): void {
  if (count > maxLinksPerRequest) {
    throw unprocessable(
      'relationship_write_limit_exceeded',
      `A request may reference and change at most ${maxLinksPerRequest} links.`,
    )
  }
}

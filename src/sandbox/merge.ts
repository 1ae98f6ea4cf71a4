import type { Catalog, ObjectModel } from './catalog.ts'
import { SandboxError } from './errors.ts'
import { LinkList } from './link-list.ts'
import type { RecordStore, StoredRecord } from './records.ts'

/** A merge of two records of a type, as people do it in the web application: one goes away, the other takes its links. */
export interface Merge {
  /** Type of both, such as `account`. */
  readonly object: string
  /** The record that goes away. */
  readonly id: string
  readonly into: string
}

/** Throws `SandboxError` `bad_merge` for records that are not there, are in the trash, or are one and the same. */
export function checkMerge(catalog: Catalog, records: RecordStore, { object, id, into }: Merge): void {
  if (catalog.types.get(object)?.isWritable !== true) {
    throw new SandboxError('bad_merge', 'object must be a type of records that can be written')
  }
  for (const given of [id, into]) {
    const record = records.find(object, given)
    if (record === undefined || record.trashedAt !== null) {
      throw new SandboxError('bad_merge', 'id and into must be records that are there and not in the trash')
    }
  }
  if (id === into) throw new SandboxError('bad_merge', 'id and into must be two records')
}

/**
 * The writes that make up a merge. Each has to be carried out, with the other sides of its links, before the next is
 * asked for. Fields of the record that stays are left as they are; where there is room for one link only, it keeps its own.
 *
 * @param at ISO 8601, UTC
 */
export function* mergeWrites(
  catalog: Catalog,
  records: RecordStore,
  { object, id, into }: Merge,
  at: string,
): Generator<StoredRecord> {
  for (const model of catalog.types.values()) {
    const keys = oneSidedKeys(model, object)
    for (const record of keys.length === 0 ? [] : [...records.ofType(model.type)]) {
      const moved = withMovedLinks(record, keys, id, into)
      if (moved !== record) yield moved
    }
  }
  const gone = records.find(object, id)
  if (gone === undefined) return
  yield { ...gone, trashedAt: at, mergedInto: into, relationships: new Map() }
  const kept = records.find(object, into)
  if (kept === undefined) return
  yield { ...kept, updatedAt: at, relationships: joinedLinks(catalog.types.get(object), kept, gone) }
}

/** Relationships to a type that show on this side only. Those with two sides follow from the merged records themselves. */
function oneSidedKeys(model: ObjectModel, objectType: string): readonly string[] {
  return [...model.relationships.values()]
    .filter(relationship => relationship.objectType === objectType && relationship.inverse === undefined)
    .map(({ key }) => key)
}

function withMovedLinks(record: StoredRecord, keys: readonly string[], from: string, to: string): StoredRecord {
  const moved = keys.flatMap((key): [string, LinkList][] => {
    const links = record.relationships.get(key)
    if (links === undefined || !links.includes(from)) return []
    const ids = links.toArray().map(id => (id === from ? to : id))
    return [[key, LinkList.of([...new Set(ids)])]]
  })
  return moved.length === 0 ? record : { ...record, relationships: new Map([...record.relationships, ...moved]) }
}

function joinedLinks(
  model: ObjectModel | undefined,
  kept: StoredRecord,
  gone: StoredRecord,
): ReadonlyMap<string, LinkList> {
  const joined = new Map<string, LinkList>()
  for (const { key, cardinality } of model?.relationships.values() ?? []) {
    const own = kept.relationships.get(key) ?? LinkList.none
    const others = gone.relationships.get(key) ?? LinkList.none
    const ids = cardinality === 'HAS_ONE' && own.length > 0 ? [...own] : [...own, ...others]
    // A record that was linked to the one it is merged with would be linked to itself.
    const apart = ids.filter(id => id !== kept.id && id !== gone.id)
    joined.set(key, LinkList.of([...new Set(apart)]))
  }
  return joined
}

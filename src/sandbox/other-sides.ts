import type { Catalog, RelationshipModel } from './catalog.ts'
import { LinkList } from './link-list.ts'
import type { RecordStore, StoredRecord } from './records.ts'

/**
 * Every record as it stands after a write, the written one first: a link shows on both of its sides, so that a change on
 * one side changes the records at the other, and takes away the link that a record with room for only one had before.
 */
export function withOtherSides(
  catalog: Catalog,
  records: RecordStore,
  written: StoredRecord,
): readonly [StoredRecord, ...StoredRecord[]] {
  const before = records.find(written.type, written.id)?.relationships
  const change = new LinkChange(catalog, records, written)
  for (const relationship of catalog.types.get(written.type)?.relationships.values() ?? []) {
    const had = before?.get(relationship.key) ?? LinkList.none
    const has = written.relationships.get(relationship.key) ?? LinkList.none
    if (relationship.inverse === undefined || had === has) continue
    const inverse = { type: relationship.objectType, key: relationship.inverse }
    for (const id of new Set(had).difference(new Set(has))) change.unlink({ ...inverse, id }, written.id)
    for (const id of new Set(has).difference(new Set(had))) change.link({ ...inverse, id }, written.id)
  }
  return change.records
}

/** One relationship of one record. */
interface Side {
  readonly type: string
  readonly id: string
  readonly key: string
}

/** What one write does to records: each with all of its changes, before any of them is real. */
class LinkChange {
  readonly #catalog: Catalog
  readonly #records: RecordStore
  readonly #others = new Map<string, StoredRecord>()
  #written: StoredRecord

  constructor(catalog: Catalog, records: RecordStore, written: StoredRecord) {
    this.#catalog = catalog
    this.#records = records
    this.#written = written
  }

  /** The written record, then the others. */
  get records(): readonly [StoredRecord, ...StoredRecord[]] {
    return [this.#written, ...this.#others.values()]
  }

  /** Adds a link, and takes it from the record that had it where there is room for one only. */
  link(side: Side, id: string): void {
    const relationship = this.#relationship(side)
    if (relationship?.cardinality !== 'HAS_ONE') {
      // Only what links to itself can have the link already, and looking for it in a long list takes long.
      const has = (links: LinkList) => this.#isWritten(side) && links.includes(id)
      this.#set(side, links => (has(links) ? links : links.plus(id)))
      return
    }
    const formers = this.#find(side)?.relationships.get(side.key) ?? LinkList.none
    for (const former of formers.without(id)) {
      this.unlink({ type: relationship.objectType, id: former, key: relationship.inverse ?? '' }, side.id)
    }
    this.#set(side, () => LinkList.of([id]))
  }

  unlink(side: Side, id: string): void {
    this.#set(side, links => links.without(id))
  }

  #set(side: Side, change: (links: LinkList) => LinkList): void {
    const record = this.#find(side)
    if (record === undefined) return
    const links = change(record.relationships.get(side.key) ?? LinkList.none)
    const changed = { ...record, relationships: new Map(record.relationships).set(side.key, links) }
    if (this.#isWritten(side)) this.#written = changed
    else this.#others.set(nameOf(side), changed)
  }

  #find(side: Side): StoredRecord | undefined {
    if (this.#isWritten(side)) return this.#written
    return this.#others.get(nameOf(side)) ?? this.#records.find(side.type, side.id)
  }

  #isWritten({ type, id }: Side): boolean {
    return type === this.#written.type && id === this.#written.id
  }

  #relationship({ type, key }: Side): RelationshipModel | undefined {
    return this.#catalog.types.get(type)?.relationships.get(key)
  }
}

function nameOf({ type, id }: Side): string {
  return `${type} ${id}`
}

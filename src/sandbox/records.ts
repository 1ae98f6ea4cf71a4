import type { FieldValue } from '../model/payload.ts'
import type { ObjectModel } from './catalog.ts'
import type { LinkList } from './link-list.ts'

/** A record as it stands after one write. A write makes a new one and never changes the old: answers may be kept. */
export interface StoredRecord {
  readonly id: string
  readonly type: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly updatedAt: string | null
  readonly trashedAt: string | null
  /** Id of the record that this one was merged into, and by that went away; absent where it was not. */
  readonly mergedInto?: string
  /** Values as the API stores them: selects as option ids, dates in UTC. A field that was never set is absent. */
  readonly fields: ReadonlyMap<string, FieldValue>
  readonly relationships: ReadonlyMap<string, LinkList>
}

/** The current state of every record, trashed ones included. */
export class RecordStore {
  readonly #byType = new Map<string, Map<string, StoredRecord>>()

  /** Every record of a type in the order of their creation. */
  ofType(type: string): Iterable<StoredRecord> {
    return this.#byType.get(type)?.values() ?? []
  }

  count(type: string): number {
    return this.#byType.get(type)?.size ?? 0
  }

  types(): Iterable<string> {
    return this.#byType.keys()
  }

  /** A record whether trashed or not; undefined where there never was one. */
  find(type: string, id: string): StoredRecord | undefined {
    return this.#byType.get(type)?.get(id)
  }

  put(record: StoredRecord): void {
    const records = this.#byType.get(record.type)
    if (records) records.set(record.id, record)
    else this.#byType.set(record.type, new Map([[record.id, record]]))
  }

  /** The id of the next record of a type. Records are never removed, so their number is enough to tell. */
  nextId(model: ObjectModel): string {
    return `${model.idPrefix}${String(this.count(model.type) + 1).padStart(8, '0')}`
  }
}

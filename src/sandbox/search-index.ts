import type { StoredRecord } from './records.ts'

interface PendingChange {
  readonly visibleAtMs: number
  readonly record: StoredRecord
}

/** What lists are answered from: it learns of every write a while after it happened, as the API's search index does. */
export class SearchIndex {
  readonly #visible = new Map<string, Map<string, StoredRecord>>()
  readonly #lagMs: number
  #pending: PendingChange[] = []
  #settled = 0

  constructor(lagMs: number) {
    this.#lagMs = lagMs
  }

  /** Notes a write done at that time; it shows in lists once the lag has passed. */
  learn(record: StoredRecord, writtenAtMs: number): void {
    this.#settle(writtenAtMs)
    this.#pending.push({ visibleAtMs: writtenAtMs + this.#lagMs, record })
  }

  /** The records of a type that a list shows at that time, in the order of their creation. */
  ofType(type: string, nowMs: number): Iterable<StoredRecord> {
    this.#settle(nowMs)
    return this.#visible.get(type)?.values() ?? []
  }

  #settle(nowMs: number): void {
    let change = this.#pending[this.#settled]
    while (change !== undefined && change.visibleAtMs <= nowMs) {
      this.#show(change.record)
      this.#settled += 1
      change = this.#pending[this.#settled]
    }
    // Cutting off the settled part only now and then keeps a write's share of this work constant.
    if (this.#settled > 1000 && this.#settled * 2 > this.#pending.length) {
      this.#pending = this.#pending.slice(this.#settled)
      this.#settled = 0
    }
  }

  #show(record: StoredRecord): void {
    const records = this.#visible.get(record.type) ?? new Map<string, StoredRecord>()
    this.#visible.set(record.type, records)
    if (record.trashedAt === null) records.set(record.id, record)
    else records.delete(record.id)
  }
}

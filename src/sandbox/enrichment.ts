import type { RecordStore, StoredRecord } from './records.ts'

interface Waiting {
  readonly id: string
  readonly dueMs: number
}

const enrichedType = 'account'
const enrichedField = '$howTheyMakeMoney'

/**
 * The work that the API does in the background: a while after an account was created, its summary is written into it.
 * Nothing runs meanwhile; whoever looks at records takes what is due first.
 */
export class Enrichment {
  readonly #afterMs: number | null
  #waiting: Waiting[] = []
  #done = 0

  /** @param afterMs how long after its creation an account is enriched; null for never */
  constructor(afterMs: number | null) {
    this.#afterMs = afterMs
  }

  /** Notes a record that was created at that time. */
  expect(record: StoredRecord, createdMs: number): void {
    if (this.#afterMs === null || record.type !== enrichedType) return
    this.#waiting.push({ id: record.id, dueMs: createdMs + this.#afterMs })
  }

  /** The writes that are due by then, each with its time, oldest first. They are handed out once. */
  *takeDue(records: RecordStore, nowMs: number): Generator<{ readonly record: StoredRecord; readonly atMs: number }> {
    for (let next = this.#waiting[this.#done]; next !== undefined; next = this.#waiting[this.#done]) {
      if (next.dueMs > nowMs) return
      this.#done += 1
      const record = records.find(enrichedType, next.id)
      if (record !== undefined && isToEnrich(record)) yield { record: enriched(record, next.dueMs), atMs: next.dueMs }
    }
    this.#waiting = []
    this.#done = 0
  }
}

/** False also for what a state file brought back: that was enriched before the restart. */
function isToEnrich(record: StoredRecord): boolean {
  return record.trashedAt === null && !record.fields.has(enrichedField)
}

function enriched(record: StoredRecord, atMs: number): StoredRecord {
  return {
    ...record,
    updatedAt: new Date(atMs).toISOString(),
    fields: new Map([...record.fields, [enrichedField, 'They sell what they make, by the year.']]),
  }
}

import type { Clock } from '../model/clock.ts'
import type { Claim, Rival } from './claim.ts'
import type { LedgerRow } from './ledger-row.ts'
import { importHeldSince } from './lock.ts'
import { decodeRow, rowColumns } from './row-codec.ts'
import type { DatabaseSync, SQLOutputValue, StatementSync } from './sqlite.ts'

/**
 * Finds the rows of other imports that are the record which a row of this one is about to make: parents are known by their
 * identity, rows that were matched by their match key, and the two are the same text for the same record.
 */
export class Rivals {
  readonly #database: DatabaseSync
  readonly #importId: number
  readonly #clock: Clock
  readonly #select: StatementSync

  constructor(database: DatabaseSync, importId: number, clock: Clock) {
    this.#database = database
    this.#importId = importId
    this.#clock = clock
    this.#select = database.prepare(rivalRows())
  }

  /** A row that has the record, before one that may get it; null where there is neither. */
  find({ key, writtenSince, sentSince, isRuledOut }: Claim): Rival | null {
    const found = this.#select.all({ own: this.#importId, key, writtenSince, sentSince })
    let unsettled: Rival | null = null
    for (const columns of found) {
      const row = decodeRow(rowColumns.map(column => columns[column] ?? null))
      if (row.recordId === null) unsettled ??= this.#rival(row, columns)
      else if (!isRuledOut(row.recordId)) return this.#rival(row, columns)
    }
    return unsettled
  }

  #rival(row: LedgerRow, columns: Record<string, SQLOutputValue>): Rival {
    const isHeld = () => importHeldSince(this.#database, Number(columns['import_id']), this.#clock.now()) !== null
    return { row, importName: String(columns['import_name']), isUnderWay: row.state === 'sending' && isHeld() }
  }
}

/** Each part of it is a step or two in an index per import: that of identities, of matches, and of unsettled requests. */
function rivalRows(): string {
  const columns = rowColumns.map(column => `rows.${column}`).join(', ')
  // CROSS JOIN: the few imports first, and then their rows.
  const ofOthers = `SELECT ${columns}, rows.import_id, others.name AS import_name
    FROM imports AS others CROSS JOIN rows ON rows.import_id = others.id
    WHERE others.id <> :own AND others.object = (SELECT object FROM imports WHERE id = :own)`
  const hasRecord = 'rows.record_id IS NOT NULL AND rows.at >= :writtenSince'
  const mayGetOne = `rows.record_id IS NULL AND rows.state IN ('sending', 'in_doubt') AND rows.first_sent_at >= :sentSince`
  return `${ofOthers} AND rows.identity = :key AND ((${hasRecord}) OR (${mayGetOne}))
    UNION ALL ${ofOthers} AND rows.match_key = :key AND ${hasRecord}
    UNION ALL ${ofOthers} AND rows.match_key = :key AND ${mayGetOne}`
}

import type { LedgerRow } from './ledger-row.ts'
import { decodeRow, rowColumns } from './row-codec.ts'
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from './sqlite.ts'

/** Rows of the ledger that a condition finds: prepared once, to be asked again and again. */
export class RowQuery {
  readonly #statement: StatementSync

  /**
   * @param condition what follows WHERE, with its order and limit
   * @param index which index SQLite is to use, where it would choose another
   */
  constructor(database: DatabaseSync, condition: string, index: '' | 'NOT INDEXED' | `INDEXED BY ${string}` = '') {
    this.#statement = database.prepare(`SELECT ${rowColumns.join(', ')} FROM rows ${index} WHERE ${condition}`)
    // An object for each row takes as long as finding it, and leaves garbage that is collected late.
    this.#statement.setReturnArrays(true)
  }

  /** The first row; null where there is none. */
  first(...values: readonly SQLInputValue[]): LedgerRow | null {
    const found: unknown = this.#statement.get(...values)
    return found === undefined ? null : decodeRow(found as readonly SQLOutputValue[])
  }

  all(...values: readonly SQLInputValue[]): readonly LedgerRow[] {
    const found: readonly unknown[] = this.#statement.all(...values)
    return found.map(one => decodeRow(one as readonly SQLOutputValue[]))
  }
}

import type { RunSample } from '../model/run-sample.ts'
import { countWrites, readChanges, writesReader } from './change-log.ts'
import type { ImportLedger, ReadonlyImport, WriteCounts } from './ledger.ts'
import type { Change, LedgerRow, RecordWrite, RowState } from './ledger-row.ts'
import { readIds } from './read-ids.ts'
import { RowQuery } from './row-query.ts'
import { hasRun, readLastFacts, readLastWhole } from './runs.ts'
import { readSamples } from './samples.ts'
import type { DatabaseSync, SQLInputValue } from './sqlite.ts'

/** How many rows without a record a look-up gives. */
const handful = 10

/** Rows of one import that have a value in common. */
interface RowsAlike {
  /** The first row of the next record after a given one. */
  readonly ofNextRecord: RowQuery
  readonly withoutRecord: RowQuery
}

/**
 * An import in SQLite, to look at whoever works on it. Its lists can be written to on the way: which rows they have is
 * settled when they are begun, and each is read when its turn comes.
 */
export class StoredImport implements ReadonlyImport {
  readonly #database: DatabaseSync
  readonly #importId: number
  readonly #byIdentity: RowQuery
  readonly #ofKey: RowsAlike
  readonly #ofMatch: RowsAlike
  readonly #writesTo: ReturnType<typeof writesReader>

  constructor(database: DatabaseSync, importId: number) {
    this.#database = database
    this.#importId = importId
    this.#byIdentity = this.#selectRows('import_id = ? AND identity = ?')
    this.#ofKey = this.#rowsAlike("key = ? AND key <> ''")
    this.#ofMatch = this.#rowsAlike('match_key = ?', "AND state IN ('sending', 'in_doubt')")
    this.#writesTo = writesReader(database, importId)
  }

  find(identity: string): LedgerRow | null {
    return this.#byIdentity.first(this.#importId, identity)
  }

  findByKey(key: string): readonly LedgerRow[] {
    return this.#findAlike(this.#ofKey, key)
  }

  findByMatch(matchKey: string): readonly LedgerRow[] {
    return this.#findAlike(this.#ofMatch, matchKey)
  }

  rows(states: readonly RowState[]): Iterable<LedgerRow> {
    const places = states.map(() => '?').join(', ')
    return this.#list(states.length === 0 ? '' : `AND state IN (${places})`, 'row, id', states)
  }

  unsettled(): Iterable<LedgerRow> {
    return this.#list("AND state IN ('sending', 'in_doubt')", 'first_sent_at, id', [])
  }

  incomplete(): Iterable<LedgerRow> {
    const condition = "AND draft IS NOT NULL AND state IN ('created', 'updated', 'unchanged', 'found')"
    return this.#list(condition, 'row, id', [])
  }

  *writtenSince(at: number): Generator<LedgerRow> {
    const query = `SELECT row_id AS id FROM changes WHERE import_id = ? AND at >= ? AND undone_at IS NULL
      GROUP BY row_id ORDER BY max(id) DESC`
    const byId = this.#selectRows('id = ? AND record_id IS NOT NULL')
    for (const id of readIds(this.#database, query, [this.#importId, at])) {
      const row = byId.first(id)
      if (row !== null) yield row
    }
  }

  changes(runId: string | null): Iterable<readonly Change[]> {
    return readChanges(this.#database, this.#importId, runId)
  }

  writesTo(recordId: string): readonly RecordWrite[] {
    return this.#writesTo(recordId)
  }

  countRows(states: readonly RowState[]): number {
    const ofStates = states.length === 0 ? '' : `AND state IN (${states.map(() => '?').join(', ')})`
    const query = `SELECT count(*) AS n FROM rows INDEXED BY rows_in_order WHERE import_id = ? ${ofStates}`
    return Number(this.#database.prepare(query).get(this.#importId, ...states)?.['n'])
  }

  countWrites(runId: string): WriteCounts {
    return countWrites(this.#database, this.#importId, runId)
  }

  knowsRun(runId: string): boolean {
    return hasRun(this.#database, this.#importId, runId)
  }

  lastWhole(): ReturnType<ImportLedger['lastWhole']> {
    return readLastWhole(this.#database, this.#importId)
  }

  lastFacts(): ReturnType<ImportLedger['lastFacts']> {
    return readLastFacts(this.#database, this.#importId)
  }

  samples(runId: string): readonly RunSample[] {
    return readSamples(this.#database, this.#importId, runId)
  }

  mayHaveRecords(): boolean {
    const query = `SELECT 1 FROM rows
      WHERE import_id = ? AND (record_id IS NOT NULL OR state IN ('sending', 'in_doubt')) LIMIT 1`
    return this.#database.prepare(query).get(this.#importId) !== undefined
  }

  *#list(condition: string, order: string, values: readonly SQLInputValue[]): Generator<LedgerRow> {
    const query = `SELECT id FROM rows WHERE import_id = ? ${condition} ORDER BY ${order}`
    const byId = this.#selectRows(`id = ? ${condition}`)
    for (const id of readIds(this.#database, query, [this.#importId, ...values])) {
      const row = byId.first(id, ...values)
      if (row !== null) yield row
    }
  }

  #rowsAlike(isAlike: string, withoutRecord = ''): RowsAlike {
    return {
      ofNextRecord: this.#selectRows(`import_id = ? AND ${isAlike} AND record_id > ? ORDER BY record_id, id LIMIT 1`),
      withoutRecord: this.#selectRows(
        `import_id = ? AND ${isAlike} AND record_id IS NULL ${withoutRecord} ORDER BY id LIMIT ${handful}`,
      ),
    }
  }

  /** Goes from record to record: however many rows have the same one, passing them takes one step in the index. */
  #findAlike({ ofNextRecord, withoutRecord }: RowsAlike, value: string): readonly LedgerRow[] {
    const found: LedgerRow[] = []
    let recordId: string | null = ''
    while (recordId !== null) {
      const row: LedgerRow | null = ofNextRecord.first(this.#importId, value, recordId)
      if (row !== null) found.push(row)
      recordId = row?.recordId ?? null
    }
    return [...found, ...withoutRecord.all(this.#importId, value)]
  }

  #selectRows(condition: string): RowQuery {
    return new RowQuery(this.#database, condition)
  }
}

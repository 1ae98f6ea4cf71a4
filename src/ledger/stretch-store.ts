import type { Stretch } from '../model/stretch.ts'
import type { GroupCommit } from './group-commit.ts'
import type { RowState } from './ledger-row.ts'
import { decodeMarks, encodeMarks, wordsOf } from './row-marks.ts'
import type { DatabaseSync, SQLOutputValue, StatementSync } from './sqlite.ts'
import type { DoneRow, KnownStretch, RowMarks, StretchLedger, StretchRows } from './stretch-ledger.ts'

/** Stretches of one import's file in SQLite. */
export class StretchStore implements StretchLedger {
  readonly #importId: number
  readonly #commits: Pick<GroupCommit, 'write'>
  readonly #known: StatementSync
  readonly #identities: StatementSync
  readonly #marks: StatementSync
  readonly #idsOfDone: StatementSync
  readonly #stretchesOf: StatementSync
  readonly #remove: StatementSync
  readonly #add: StatementSync
  readonly #join: StatementSync

  constructor(database: DatabaseSync, importId: number, commits: Pick<GroupCommit, 'write'>) {
    this.#importId = importId
    this.#commits = commits
    this.#known = database.prepare(`SELECT id, bytes, rows, lines, head_bytes, head_sum, digest FROM stretches
      WHERE import_id = ? AND ground = ? ORDER BY first_row, id`)
    this.#identities = database.prepare('SELECT identities FROM stretches WHERE id = ? AND import_id = ?')
    this.#marks = database.prepare(`SELECT identities, sources FROM stretches
      WHERE import_id = ? AND ground = ? AND sources IS NOT NULL`)
    // One statement for all rows of a stretch: they come as a list of identity and digest.
    this.#idsOfDone = database.prepare(`SELECT rows.id FROM json_each(:rows) AS given
      CROSS JOIN rows ON rows.import_id = :importId AND rows.identity = given.value ->> 0
      WHERE rows.written_digest = given.value ->> 1 AND rows.state IN (SELECT value FROM json_each(:states))
      ORDER BY given.key`)
    this.#idsOfDone.setReturnArrays(true)
    this.#stretchesOf = database.prepare(`SELECT stretch_id, count(*) AS rows FROM json_each(?) AS given
      CROSS JOIN stretch_rows ON stretch_rows.row_id = given.value GROUP BY stretch_id`)
    this.#remove = database.prepare('DELETE FROM stretches WHERE id = ?')
    this.#join = database.prepare(`INSERT OR REPLACE INTO stretch_rows (row_id, stretch_id)
      SELECT value, :stretchId FROM json_each(:ids)`)
    this.#add = database.prepare(`INSERT INTO stretches
      (import_id, ground, first_row, bytes, rows, lines, head_bytes, head_sum, digest, identities, sources)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  }

  known(ground: string): readonly KnownStretch[] {
    return this.#known.all(this.#importId, ground).map(columns => ({
      id: Number(columns['id']),
      bytes: Number(columns['bytes']),
      rows: Number(columns['rows']),
      lines: Number(columns['lines']),
      headBytes: Number(columns['head_bytes']),
      headSum: Number(columns['head_sum']),
      digest: String(columns['digest']),
    }))
  }

  identities(id: number): Uint32Array | null {
    const found = this.#identities.get(id, this.#importId)
    return found === undefined ? null : wordsOf(blobOf(found['identities']))
  }

  *knownRows(ground: string): Generator<RowMarks> {
    for (const { identities, sources } of this.#marks.iterate(this.#importId, ground)) {
      yield decodeMarks({ identities: blobOf(identities), sources: blobOf(sources) })
    }
  }

  add(
    ground: string,
    firstRow: number,
    stretch: Stretch,
    rows: StretchRows,
    states: readonly RowState[],
  ): Promise<void> {
    return this.#commits.write(() => {
      const idsOfDone = this.#findDone(rows.done, states)
      if (idsOfDone.length !== rows.done.length) return
      const idsOfKnown = rows.known.map(({ id }) => id)
      const before = this.#stretchesWith(idsOfKnown)
      const stillKnown = before.reduce((sum, stretch) => sum + stretch.rows, 0)
      if (stillKnown !== idsOfKnown.length) return
      // A row counts for one stretch: what it was part of before may be as good, but nobody would hear of its end.
      for (const { id } of [...before, ...this.#stretchesWith(idsOfDone)]) this.#remove.run(id)
      const { bytes, lines, headBytes, headSum, digest } = stretch
      const ids = [...idsOfKnown, ...idsOfDone]
      const place = [this.#importId, ground, firstRow, bytes, ids.length, lines, headBytes, headSum, digest] as const
      const { identities, sources } = encodeMarks(rows.known, rows.done, idsOfDone)
      const { lastInsertRowid } = this.#add.run(...place, identities, sources)
      this.#join.run({ ids: JSON.stringify(ids), stretchId: lastInsertRowid })
    })
  }

  /** Numbers of the rows that the ledger has so, in their order. */
  #findDone(rows: readonly DoneRow[], states: readonly RowState[]): readonly number[] {
    if (rows.length === 0) return []
    const given = JSON.stringify(rows.map(({ identity, digest }) => [identity, digest]))
    const found: unknown[] = this.#idsOfDone.all({
      importId: this.#importId,
      rows: given,
      states: JSON.stringify(states),
    })
    return (found as [number][]).map(([id]) => id)
  }

  /** The stretches that rows were written down with, as far as the rows have not changed since; they may be gone. */
  #stretchesWith(ids: readonly number[]): readonly { readonly id: number; readonly rows: number }[] {
    if (ids.length === 0) return []
    return this.#stretchesOf
      .all(JSON.stringify(ids))
      .map(columns => ({ id: Number(columns['stretch_id']), rows: Number(columns['rows']) }))
  }
}

function blobOf(value: SQLOutputValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array()
}

import type { Stretch } from '../model/stretch.ts'
import type { GroupCommit } from './group-commit.ts'
import type { DoneRow, KnownStretch, StretchLedger } from './ledger.ts'
import type { RowState } from './ledger-row.ts'
import type { DatabaseSync, StatementSync } from './sqlite.ts'

const bytesPerIdentity = 8

/** Stretches of one import's file in SQLite. */
export class StretchStore implements StretchLedger {
  readonly #importId: number
  readonly #commits: Pick<GroupCommit, 'write'>
  readonly #known: StatementSync
  readonly #identities: StatementSync
  readonly #row: StatementSync
  readonly #remove: StatementSync
  readonly #add: StatementSync
  readonly #join: StatementSync

  constructor(database: DatabaseSync, importId: number, commits: Pick<GroupCommit, 'write'>) {
    this.#importId = importId
    this.#commits = commits
    this.#known = database.prepare(`SELECT id, bytes, rows, lines, head_bytes, head_sum, digest FROM stretches
      WHERE import_id = ? AND ground = ? ORDER BY first_row, id`)
    this.#identities = database.prepare('SELECT identities FROM stretches WHERE id = ? AND import_id = ?')
    this.#row = database.prepare(`SELECT rows.id, state, written_digest, stretch_id
      FROM rows LEFT JOIN stretch_rows ON row_id = rows.id WHERE import_id = ? AND identity = ?`)
    this.#remove = database.prepare('DELETE FROM stretches WHERE id = ?')
    this.#add = database.prepare(`INSERT INTO stretches
      (import_id, ground, first_row, bytes, rows, lines, head_bytes, head_sum, digest, identities)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#join = database.prepare('INSERT OR REPLACE INTO stretch_rows (row_id, stretch_id) VALUES (?, ?)')
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
    const blob = this.#identities.get(id, this.#importId)?.['identities']
    if (!(blob instanceof Uint8Array)) return null
    const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length)
    return Uint32Array.from({ length: bytes.length / 4 }, (_, word) => bytes.readUInt32BE(word * 4))
  }

  add(
    ground: string,
    firstRow: number,
    stretch: Stretch,
    rows: readonly DoneRow[],
    states: readonly RowState[],
  ): Promise<void> {
    return this.#commits.write(() => {
      const found = this.#rowsAsDone(rows, states)
      if (found === null) return
      // A row counts for one stretch: what it was part of before may be as good, but nobody would hear of its end.
      for (const earlier of found.stretches) this.#remove.run(earlier)
      const { bytes, lines, headBytes, headSum, digest } = stretch
      const place = [this.#importId, ground, firstRow, bytes, rows.length, lines, headBytes, headSum, digest] as const
      const { lastInsertRowid } = this.#add.run(...place, identitiesOf(rows))
      for (const id of found.ids) this.#join.run(id, lastInsertRowid)
    })
  }

  /** Null where any of the rows is not as it is said to be. */
  #rowsAsDone(
    rows: readonly DoneRow[],
    states: readonly RowState[],
  ): { readonly ids: readonly number[]; readonly stretches: ReadonlySet<number> } | null {
    const ids: number[] = []
    const stretches = new Set<number>()
    for (const { identity, digest } of rows) {
      const columns = this.#row.get(this.#importId, identity)
      if (columns === undefined || columns['written_digest'] !== digest) return null
      if (!states.includes(String(columns['state']) as RowState)) return null
      ids.push(Number(columns['id']))
      if (columns['stretch_id'] !== null) stretches.add(Number(columns['stretch_id']))
    }
    return { ids, stretches }
  }
}

function identitiesOf(rows: readonly DoneRow[]): Uint8Array {
  const bytes = Buffer.alloc(rows.length * bytesPerIdentity)
  for (const [at, { identity }] of rows.entries()) {
    bytes.write(identity.slice(0, 2 * bytesPerIdentity), at * bytesPerIdentity, 'hex')
  }
  return bytes
}

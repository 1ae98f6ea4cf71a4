import type { Stretch } from '../model/stretch.ts'
import type { GroupCommit } from './group-commit.ts'
import type { RowState } from './ledger-row.ts'
import type { DatabaseSync, StatementSync } from './sqlite.ts'
import type { DoneRow, KnownStretch, StretchLedger } from './stretch-ledger.ts'

const bytesPerIdentity = 8

/** Stretches of one import's file in SQLite. */
export class StretchStore implements StretchLedger {
  readonly #importId: number
  readonly #commits: Pick<GroupCommit, 'write'>
  readonly #known: StatementSync
  readonly #identities: StatementSync
  readonly #countDone: StatementSync
  readonly #removeOf: StatementSync
  readonly #add: StatementSync
  readonly #join: StatementSync

  constructor(database: DatabaseSync, importId: number, commits: Pick<GroupCommit, 'write'>) {
    this.#importId = importId
    this.#commits = commits
    this.#known = database.prepare(`SELECT id, bytes, rows, lines, head_bytes, head_sum, digest FROM stretches
      WHERE import_id = ? AND ground = ? ORDER BY first_row, id`)
    this.#identities = database.prepare('SELECT identities FROM stretches WHERE id = ? AND import_id = ?')
    // One statement for all rows of a stretch: they come as a list of identity and digest.
    const given = `json_each(:rows) AS given
      CROSS JOIN rows ON rows.import_id = :importId AND rows.identity = given.value ->> 0`
    this.#countDone = database.prepare(`SELECT count(*) AS n FROM ${given}
      WHERE rows.written_digest = given.value ->> 1 AND rows.state IN (SELECT value FROM json_each(:states))`)
    this.#removeOf = database.prepare(`DELETE FROM stretches WHERE id IN
      (SELECT stretch_id FROM stretch_rows WHERE row_id IN (SELECT rows.id FROM ${given}))`)
    this.#join = database.prepare(`INSERT OR REPLACE INTO stretch_rows (row_id, stretch_id)
      SELECT rows.id, :stretchId FROM ${given}`)
    this.#add = database.prepare(`INSERT INTO stretches
      (import_id, ground, first_row, bytes, rows, lines, head_bytes, head_sum, digest, identities)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
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
      const importId = this.#importId
      const given = { importId, rows: JSON.stringify(rows.map(({ identity, digest: written }) => [identity, written])) }
      const done = this.#countDone.get({ ...given, states: JSON.stringify(states) })
      if (done?.['n'] !== rows.length) return
      // A row counts for one stretch: what it was part of before may be as good, but nobody would hear of its end.
      this.#removeOf.run(given)
      const { bytes, lines, headBytes, headSum, digest } = stretch
      const place = [importId, ground, firstRow, bytes, rows.length, lines, headBytes, headSum, digest] as const
      const { lastInsertRowid } = this.#add.run(...place, identitiesOf(rows))
      this.#join.run({ ...given, stretchId: lastInsertRowid })
    })
  }
}

function identitiesOf(rows: readonly DoneRow[]): Uint8Array {
  const bytes = Buffer.alloc(rows.length * bytesPerIdentity)
  for (const [at, { identity }] of rows.entries()) {
    bytes.write(identity.slice(0, 2 * bytesPerIdentity), at * bytesPerIdentity, 'hex')
  }
  return bytes
}

import type { LedgerRow, OwnRowError } from '../../ledger/ledger-row.ts'
import { createBody, parseBody } from '../delivery/body.ts'
import type { Difference } from '../delivery/difference.ts'
import { undoBegun } from '../delivery/settled-row.ts'
import { withLinks } from '../delivery/write-steps.ts'
import { newRow } from '../new-row.ts'

/** Code of a row that was undone: the next run takes it up again. */
const undone = 'undone'

/**
 * A row whose record is about to go to the trash: the next run looks whether it is there. Its digest is no row's, so that
 * nothing is skipped.
 */
export function rowBeingUndone(row: LedgerRow, at: number): LedgerRow {
  const { written } = row
  const message =
    'The undoing of this row was begun. The same undo goes on with it; a run looks whether its record is there.'
  return {
    ...row,
    state: 'pending',
    written: written && { ...written, digest: '' },
    draft: null,
    attempts: 0,
    error: { code: undoBegun, param: null, column: null, message },
    at,
  }
}

/**
 * A row whose record is in the trash: the next run makes a new one.
 *
 * @param follows key of the write that is undone, so that the new create is another request
 */
export function rowWithoutRecord(row: LedgerRow, follows: string | null, at: number): LedgerRow {
  return {
    ...newRow(row, row.runId, at),
    matchKey: row.matchKey,
    error: undoneError('The record of this row was undone: it is in the trash. The next run makes a new one.'),
    follows,
  }
}

/**
 * A row whose record holds again what it held before. Its digest is no row's, so that the next run writes what the row
 * says once more.
 *
 * @param after key of the last write to the record: the next update is another request than the one that is undone
 */
export function rowAsBefore(row: LedgerRow, restored: Difference, after: string, at: number): LedgerRow {
  const { written } = row
  return {
    ...row,
    state: 'pending',
    written: written && { digest: '', body: bodyAsBefore(written.body, restored), idempotencyKey: after },
    draft: null,
    attempts: 0,
    error: undoneError('What was written to the record of this row was undone. The next run writes it again.'),
    at,
  }
}

function bodyAsBefore(body: string, { fields, links }: Difference): string {
  const written = parseBody(body)
  const relationships = [...withLinks(written.relationships, links)].filter(([, ids]) => ids.length > 0)
  return createBody({ fields: new Map([...written.fields, ...fields]), relationships: new Map(relationships) })
}

function undoneError(message: string): OwnRowError {
  return { code: undone, param: null, column: null, message }
}

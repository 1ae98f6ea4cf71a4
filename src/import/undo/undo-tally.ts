import type { OwnRowError, RowError } from '../../ledger/ledger-row.ts'
import { type ErrorGroup, ErrorGroups } from '../error-groups.ts'

/** What becomes of a record that is undone; `pending`: not reached. */
export const undoOutcomes = ['trashed', 'restored', 'partly_restored', 'kept', 'gone', 'failed', 'pending'] as const

export type UndoOutcome = (typeof undoOutcomes)[number]

export type UndoCounts = Readonly<Record<UndoOutcome, number>>

/** Counts the records of one import as they are undone. */
export class UndoTally {
  readonly #counts = Object.fromEntries(undoOutcomes.map(outcome => [outcome, 0])) as Record<UndoOutcome, number>
  #rows = 0
  #ended = 0

  /** So many are to be undone. */
  expect(rows: number): void {
    this.#rows += rows
  }

  add(outcome: UndoOutcome): void {
    this.#counts[outcome] += 1
    this.#ended += 1
  }

  get rows(): number {
    return this.#rows
  }

  /** Adds up to `rows`. */
  outcomes(): UndoCounts {
    return { ...this.#counts, pending: this.#counts.pending + this.#rows - this.#ended }
  }
}

/** What was told about the rows of an undoing, in groups. */
export class UndoNotes {
  readonly #errors = new ErrorGroups()
  readonly #kept = new ErrorGroups()

  add(about: {
    readonly row: number
    readonly line: number
    readonly kept: readonly string[]
    readonly error: RowError | null
  }): void {
    if (about.error !== null) this.#errors.add(about, about.error)
    for (const key of about.kept) this.#kept.add(about, changedSince(key))
  }

  /** Why records could not be undone, the most frequent reason first. */
  errors(): readonly ErrorGroup[] {
    return this.#errors.list()
  }

  /** Fields and relationships that somebody has changed since, the most frequent first. */
  kept(): readonly ErrorGroup[] {
    return this.#kept.list()
  }
}

function changedSince(param: string): OwnRowError {
  return { code: 'changed_since', param, column: null, message: 'Somebody has changed it since: it stays as it is.' }
}

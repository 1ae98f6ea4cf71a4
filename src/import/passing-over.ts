import { hash } from 'node:crypto'
import type { StretchSource } from '../csv/open.ts'
import { KnownStretches } from '../csv/stretch.ts'
import type { RowStretch } from '../csv/stretch-reader.ts'
import type { RowState } from '../ledger/ledger-row.ts'
import type { DoneRow, StretchLedger } from '../ledger/stretch-ledger.ts'
import type { WritePolicy } from '../mapping/compiled.ts'
import type { Occurrences } from '../model/occurrences.ts'
import type { Stretch } from '../model/stretch.ts'

/** What a run may pass over: rows whose bytes an earlier run has met, and that were all done by then. */
export interface PassingOver {
  /** Digest of all that decides, beside a row's cells, what the mapping makes of it. */
  readonly ground: string
  /** Told of rows that were passed over, as `skipped`, by their number; null: each row is to be told, so none is. */
  readonly onPassed: ((rows: number) => void) | null
}

/** States in which a row that is written as it stands has nothing to do. */
const doneStates: readonly RowState[] = ['created', 'updated', 'unchanged', 'skipped']

/** The stretches of one file in one run: those that are passed over, and those that the next run may pass over. */
export class Passage {
  readonly #source: StretchSource
  readonly #ledger: StretchLedger
  readonly #ground: string
  readonly #states: readonly RowState[]
  readonly #isPassing: boolean
  readonly #known: KnownStretches

  /** @param occurrences the identities that were met: those of rows that are passed over are added */
  constructor(
    source: StretchSource,
    ledger: StretchLedger,
    { ground, onPassed }: PassingOver,
    { mode }: Pick<WritePolicy, 'mode'>,
    occurrences: Occurrences,
  ) {
    this.#source = source
    this.#ledger = ledger
    this.#ground = hash('sha256', JSON.stringify([ground, mode, source.form]), 'hex')
    // A record that was found is looked at again by an upsert, which may write to it.
    this.#states = mode === 'upsert' ? doneStates : [...doneStates, 'found']
    this.#isPassing = onPassed !== null
    const stretches = this.#isPassing ? ledger.known(this.#ground) : []
    const ids = new Map(stretches.map(({ digest, id }) => [digest, id]))
    this.#known = new KnownStretches(stretches, ({ digest }) => {
      const identities = ledger.identities(ids.get(digest) ?? 0)
      // Gone: one of its rows has changed since. Met before: it is told by which of them comes first.
      if (identities === null || occurrences.hasAny(identities)) return false
      occurrences.countAll(identities)
      return true
    })
  }

  /** The rows, but those that are passed over. */
  read(signal: AbortSignal): AsyncIterable<RowStretch> {
    return this.#source.read(signal, this.#known)
  }

  /** Takes up rows that were read; null where they are of no use to the next run. */
  begin(stretch: Stretch | null, firstRow: number): StretchInWork | null {
    if (stretch === null) return null
    // Where each row is to be told, what is known was not looked at: it may be known already.
    return new StretchInWork(stretch.rows, this.#isPassing, rows =>
      this.#ledger.add(this.#ground, firstRow, stretch, rows, this.#states),
    )
  }
}

/** Rows of a stretch, until all of them have ended. */
export class StretchInWork {
  readonly #add: (rows: readonly DoneRow[]) => Promise<void>
  readonly #done: DoneRow[] = []
  #left: number
  #isWanted: boolean

  /** @param isWanted whether it is to be added, although nothing is written for any of its rows */
  constructor(rows: number, isWanted: boolean, add: (rows: readonly DoneRow[]) => Promise<void>) {
    this.#left = rows
    this.#isWanted = isWanted
    this.#add = add
  }

  /** A row of it has nothing to do. */
  skip(row: DoneRow): Promise<void> | null {
    return this.#end(row)
  }

  /** A row of it was delivered, whatever became of it. */
  deliver(row: DoneRow): Promise<void> | null {
    this.#isWanted = true
    return this.#end(row)
  }

  #end(row: DoneRow): Promise<void> | null {
    // A row alike was met before: which of them it is, its own bytes do not tell. Then, and where a row had another end,
    // the stretch is never complete.
    if (row.identity.includes('-')) return null
    this.#left -= 1
    this.#done.push(row)
    return this.#left === 0 && this.#isWanted ? this.#add(this.#done) : null
  }
}

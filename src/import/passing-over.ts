import { hash } from 'node:crypto'
import type { CsvRow } from '../csv/csv-row.ts'
import type { StretchSource } from '../csv/open.ts'
import { KnownStretches } from '../csv/stretch.ts'
import type { RowStretch } from '../csv/stretch-reader.ts'
import type { RowState } from '../ledger/ledger-row.ts'
import type { StretchLedger } from '../ledger/stretch-ledger.ts'
import type { CompiledMapping, WritePolicy } from '../mapping/compiled.ts'
import type { Occurrences } from '../model/occurrences.ts'
import type { Stretch } from '../model/stretch.ts'
import { KnownSources } from './known-sources.ts'
import { sourceDigest } from './source-digest.ts'
import { type EndedRows, StretchInWork } from './stretch-in-work.ts'

/** What a run may pass over: rows whose bytes or cells an earlier run has met, and that were done by then. */
export interface PassingOver {
  /** Digest of all that decides, beside a row's cells, what the mapping makes of it. */
  readonly ground: string
  /** Told of rows that were passed over, as `skipped`, by their number; null: each row is to be told, so none is. */
  readonly onPassed: ((rows: number) => void) | null
}

/** States in which a row that is written as it stands has nothing to do. */
const doneStates: readonly RowState[] = ['created', 'updated', 'unchanged', 'skipped']

/**
 * Of so many rows that are known one is read before all of them are loaded: a file in which little has changed is done
 * sooner than that.
 */
const loadShare = 1 / 400
/** Stretches that are written down together, where no row of them was: a commit waits for the disk. */
const stretchesPerCommit = 64

/** What is needed of a run's policy and mapping. */
export type PassedBy = Pick<WritePolicy, 'mode'> & Pick<CompiledMapping, 'sourceColumns'>

/** The rows of one file in one run that are passed over, and those that the next run may pass over. */
export class Passage {
  readonly #source: StretchSource
  readonly #ledger: StretchLedger
  readonly #ground: string
  readonly #states: readonly RowState[]
  readonly #sourceColumns: readonly number[]
  readonly #isPassing: boolean
  readonly #occurrences: Occurrences
  readonly #known: KnownStretches
  /** How many more rows are to be read before those that are known are loaded. */
  #untilLoaded: number
  #knownSources: KnownSources | null = null
  #held: (() => Promise<void>)[] = []

  /** @param occurrences the identities that were met: those of rows that are passed over are added */
  constructor(
    source: StretchSource,
    ledger: StretchLedger,
    { ground, onPassed }: PassingOver,
    { mode, sourceColumns }: PassedBy,
    occurrences: Occurrences,
  ) {
    this.#source = source
    this.#ledger = ledger
    this.#ground = hash('sha256', JSON.stringify([ground, mode, source.form]), 'hex')
    // A record that was found is looked at again by an upsert, which may write to it.
    this.#states = mode === 'upsert' ? doneStates : [...doneStates, 'found']
    this.#sourceColumns = sourceColumns
    this.#isPassing = onPassed !== null
    this.#occurrences = occurrences
    const stretches = this.#isPassing ? ledger.known(this.#ground) : []
    const knownRows = countRows(stretches)
    this.#untilLoaded = knownRows === 0 ? Number.POSITIVE_INFINITY : knownRows * loadShare
    const ids = new Map(stretches.map(({ digest, id }) => [digest, id]))
    this.#known = new KnownStretches(stretches, ({ digest }) => {
      const identities = ledger.identities(ids.get(digest) ?? 0)
      // Gone: one of its rows has changed since. Met before: it is told by which of them comes first.
      if (identities === null || occurrences.hasAny(identities)) return false
      occurrences.countAll(identities)
      return true
    })
  }

  /** The rows, but those of stretches that are passed over. */
  read(signal: AbortSignal): AsyncIterable<RowStretch> {
    return this.#source.read(signal, this.#known)
  }

  /** Takes up rows that were read; null where they are of no use to the next run. */
  begin(stretch: Stretch | null, firstRow: number): StretchInWork | null {
    if (stretch === null) return null
    const write = ({ done, places }: EndedRows): Promise<void> => {
      const known = places.flatMap(place => this.#knownSources?.rowAt(place) ?? [])
      return this.#ledger.add(this.#ground, firstRow, stretch, { done, known }, this.#states)
    }
    const hold = (rows: EndedRows): void => void this.#held.push(() => write(rows))
    // Where each row is to be told, what is known was not looked at: it may be known already.
    return new StretchInWork(stretch.rows, this.#isPassing, write, hold)
  }

  /** Digest of what a row is made of; null where it could not be read. */
  sourceOf(row: CsvRow): string | null {
    return row.kind === 'cells' ? sourceDigest(row.cells, this.#sourceColumns) : null
  }

  /**
   * Passes over a row that was read, where it is known to be done: it was when the run began, and whatever has written to
   * it since has met it first.
   *
   * @param stretch what it is part of
   * @returns whether it was passed over
   */
  pass(source: string, stretch: StretchInWork | null): boolean {
    const known = this.#sources()
    const place = known?.find(source) ?? null
    if (known === null || place === null || !known.countFirst(place, this.#occurrences)) return false
    stretch?.pass(place)
    return true
  }

  /** Writes down the stretches that were held back, once there are enough of them. @param all however few they are */
  async writeDown(all: boolean): Promise<void> {
    if (!all && this.#held.length < stretchesPerCommit) return
    const held = this.#held
    this.#held = []
    await Promise.all(held.map(write => write()))
  }

  /** Null as long as it is not worth while, or nothing is known. */
  #sources(): KnownSources | null {
    if (this.#knownSources !== null) return this.#knownSources
    this.#untilLoaded -= 1
    if (this.#untilLoaded > 0) return null
    this.#knownSources = new KnownSources(countRows(this.#ledger.known(this.#ground)))
    for (const marks of this.#ledger.knownRows(this.#ground)) this.#knownSources.addAll(marks)
    return this.#knownSources
  }
}

function countRows(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { rows }) => sum + rows, 0)
}

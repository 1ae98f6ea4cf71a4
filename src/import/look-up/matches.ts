import type { ImportLedger, LedgerRow } from '../../ledger/ledger.ts'
import type { Clock } from '../../model/clock.ts'
import type { Ambiguous, LookUp, Wanted } from '../../model/payload.ts'
import type { OtherImports } from '../other-imports.ts'
import { type Candidate, firstCreated } from './catalogue.ts'
import { indexLagMs, type RecordFinder } from './record-finder.ts'
import { Turns } from './turns.ts'

/** What is known of the record that a row may be about. */
export type Match =
  | { readonly kind: 'none' }
  /** `row`: the row of this import that made or found it; null where a search did. */
  | { readonly kind: 'one'; readonly record: Candidate; readonly row: LedgerRow | null }
  | { readonly kind: 'several'; readonly records: readonly Candidate[] }
  /** Another row was sent to create it, and its answer never came. */
  | { readonly kind: 'unsettled'; readonly row: LedgerRow }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

export interface MatchParts {
  readonly finder: RecordFinder
  readonly ledger: ImportLedger
  readonly imports: OtherImports
  readonly clock: Clock
  readonly ambiguous: Ambiguous
}

/** A row and what it is matched by. */
export interface Matched {
  readonly identity: string
  readonly matchKey: string
  readonly lookUp: LookUp
  readonly values: Wanted['values']
}

/**
 * Finds the records that rows are about, where an import may meet records that exist. Evidence counts in this order: the
 * ledger, which also holds what this run has written so far, and then a search, whose index lags behind.
 */
export class Matches {
  readonly #parts: MatchParts
  readonly #turns = new Turns()
  /** Records that were looked at in this run and are not there any more, whatever the ledger and the lists say. */
  readonly #gone = new Set<string>()
  #indexIsCurrent: Promise<void> | null = null

  constructor(parts: MatchParts) {
    this.#parts = parts
  }

  /** Rows with the same match take turns, so that the second meets what the first has made. */
  inTurn<T>(matchKey: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(matchKey, work)
  }

  /** Has a record left out from now on: it was trashed or merged. */
  leaveOut(recordId: string): void {
    this.#gone.add(recordId)
  }

  /**
   * @throws RunStopped where the API refuses the key or cannot be reached
   * @throws the signal's reason where it is aborted
   */
  async find(row: Matched, signal: AbortSignal): Promise<Match> {
    return this.#inLedger(row) ?? (await this.#bySearch(row, signal))
  }

  #inLedger({ identity, matchKey }: Matched): Match | null {
    const rows = this.#parts.ledger.findByMatch(matchKey)
    const unsettled = rows.find(row => row.recordId === null && row.identity !== identity)
    if (unsettled !== undefined) return { kind: 'unsettled', row: unsettled }
    const byRecord = new Map<string, LedgerRow>()
    for (const row of rows.toSorted((a, b) => a.row - b.row)) {
      const { recordId } = row
      if (recordId !== null && !this.#gone.has(recordId) && !byRecord.has(recordId)) byRecord.set(recordId, row)
    }
    const [first] = byRecord
    if (first === undefined) return null
    if (byRecord.size > 1 && this.#parts.ambiguous === 'fail') {
      return { kind: 'several', records: [...byRecord].map(([id, row]) => candidateOf(id, row)) }
    }
    const [id, row] = first
    return { kind: 'one', record: candidateOf(id, row), row }
  }

  async #bySearch({ lookUp, values }: Matched, signal: AbortSignal): Promise<Match> {
    await this.#untilIndexIsCurrent(lookUp.object, signal)
    const found = await this.#parts.finder.findOnce(lookUp, values, signal)
    if (found.kind === 'refused') return found
    const records = recordsOf(found).filter(({ id }) => !this.#gone.has(id))
    const [only, ...others] = records
    if (only === undefined) return { kind: 'none' }
    if (others.length === 0) return { kind: 'one', record: only, row: null }
    const first = this.#parts.ambiguous === 'first_created' ? firstCreated(records) : undefined
    return first === undefined ? { kind: 'several', records } : { kind: 'one', record: first, row: null }
  }

  /** Another import of this ledger may have written just now what this one is to find. */
  #untilIndexIsCurrent(object: string, signal: AbortSignal): Promise<void> {
    this.#indexIsCurrent ??= (async () => {
      const { clock, imports } = this.#parts
      const leftMs = (imports.lastWriteAt(object) ?? Number.NEGATIVE_INFINITY) + indexLagMs - clock.now()
      if (leftMs > 0) await clock.sleep(leftMs, signal)
    })()
    return this.#indexIsCurrent
  }
}

function candidateOf(id: string, { httpLink }: LedgerRow): Candidate {
  return { id, httpLink, createdAt: null }
}

function recordsOf(
  found: { kind: 'one'; record: Candidate } | { kind: 'none' } | { kind: 'several'; records: readonly Candidate[] },
) {
  if (found.kind === 'none') return []
  return found.kind === 'one' ? [found.record] : found.records
}

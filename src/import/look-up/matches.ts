import type { Claim } from '../../ledger/claim.ts'
import type { ImportLedger } from '../../ledger/ledger.ts'
import type { LedgerRow } from '../../ledger/ledger-row.ts'
import type { Clock } from '../../model/clock.ts'
import type { Ambiguous, LookUp, Wanted } from '../../model/payload.ts'
import { claimTo, type Decided, untilDecided } from '../delivery/claim.ts'
import { isUnsettled } from '../delivery/settled-row.ts'
import type { RunClient } from '../dry-client.ts'
import type { OtherImports } from '../other-imports.ts'
import { type Candidate, firstCreated } from './catalogue.ts'
import { type RecordFinder, recordsOf } from './record-finder.ts'
import { indexLagMs } from './second-look.ts'
import type { Turns } from './turns.ts'

/** What is known of the record that a row may be about. */
export type Match =
  | { readonly kind: 'none' }
  /** `row`: the row of the ledger that made or found it; null where a search did. */
  | { readonly kind: 'one'; readonly record: Candidate; readonly row: LedgerRow | null }
  | { readonly kind: 'several'; readonly records: readonly Candidate[] }
  /** Another row was sent to create it, and its answer never came. */
  | { readonly kind: 'unsettled'; readonly row: LedgerRow }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

export interface MatchParts {
  readonly finder: RecordFinder
  readonly client: Pick<RunClient, 'serverNow' | 'outage'>
  readonly ledger: ImportLedger
  readonly imports: OtherImports
  readonly clock: Clock
  readonly ambiguous: Ambiguous
  /** Shared with whoever makes records of the same type. */
  readonly turns: Turns
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
  /** Records that were looked at in this run and are not there any more, whatever the ledger and the lists say. */
  readonly #gone = new Set<string>()
  /** Records that turned out not to hold what a match key stands for any more: the two as one text. */
  readonly #others = new Set<string>()
  /** Rows of other imports that were first to make a record, by match key. */
  readonly #rivals = new Map<string, readonly LedgerRow[]>()
  #indexIsCurrent: Promise<void> | null = null

  constructor(parts: MatchParts) {
    this.#parts = parts
  }

  /** Rows with the same match take turns, so that the second meets what the first has made. */
  inTurn<T>(matchKey: string, work: () => Promise<T>): Promise<T> {
    return this.#parts.turns.take(matchKey, work)
  }

  /** Has a record left out from now on: it was trashed or merged. */
  leaveOut(recordId: string): void {
    this.#gone.add(recordId)
  }

  /** Has a record left out for rows of this match: it was looked at, and holds something else by now. */
  setApart(matchKey: string, recordId: string): void {
    this.#others.add(apart(matchKey, recordId))
  }

  /** The claim of a row to the record that it is matched by, for who makes it if nothing is found from now on. */
  claim(matchKey: string): Claim {
    return claimTo(matchKey, recordId => !this.#isEligible(matchKey, recordId), this.#parts)
  }

  /**
   * Waits until it is known what becomes of a record that another import was first to make; one that is made is found from
   * then on.
   *
   * @throws the signal's reason where it is aborted
   */
  async untilDecided(claim: Claim, signal: AbortSignal): Promise<Decided> {
    const decided = await untilDecided(claim, this.#parts, signal)
    if (decided.kind === 'made') {
      this.#rivals.set(claim.key, [...(this.#rivals.get(claim.key) ?? []), decided.row])
    }
    return decided
  }

  /**
   * @throws RunStopped where the API refuses the key or cannot be reached
   * @throws the signal's reason where it is aborted
   */
  async find(row: Matched, signal: AbortSignal): Promise<Match> {
    return this.#inLedger(row) ?? (await this.#bySearch(row, signal))
  }

  #inLedger({ identity, matchKey, lookUp }: Matched): Match | null {
    // A parent that a row named and that was made for it is a record of this type like any other.
    const parent = this.#parts.imports.madeParents(lookUp.object)?.find(matchKey) ?? null
    const own = [...this.#parts.ledger.findByMatch(matchKey), ...(parent === null ? [] : [parent])]
    const unsettled = own.find(row => row.recordId === null && isUnsettled(row) && row.identity !== identity)
    if (unsettled !== undefined) return { kind: 'unsettled', row: unsettled }
    const byRecord = new Map<string, LedgerRow>()
    const rows = [...own.toSorted((a, b) => a.row - b.row), ...(this.#rivals.get(matchKey) ?? [])]
    for (const row of rows) {
      const { recordId } = row
      if (recordId !== null && this.#isEligible(matchKey, recordId) && !byRecord.has(recordId)) {
        byRecord.set(recordId, row)
      }
    }
    const [first] = byRecord
    if (first === undefined) return null
    if (byRecord.size > 1 && this.#parts.ambiguous === 'fail') {
      return { kind: 'several', records: [...byRecord].map(([id, row]) => candidateOf(id, row)) }
    }
    const [id, row] = first
    return { kind: 'one', record: candidateOf(id, row), row }
  }

  #isEligible(matchKey: string, recordId: string): boolean {
    return !this.#gone.has(recordId) && !this.#others.has(apart(matchKey, recordId))
  }

  async #bySearch({ matchKey, lookUp, values }: Matched, signal: AbortSignal): Promise<Match> {
    await this.#untilIndexIsCurrent(lookUp.object, signal)
    const found = await this.#parts.finder.findOnce(lookUp, values, signal)
    if (found.kind === 'refused') return found
    const records = recordsOf(found).filter(({ id }) => this.#isEligible(matchKey, id))
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

function apart(matchKey: string, recordId: string): string {
  return `${matchKey} ${recordId}`
}

function candidateOf(id: string, { httpLink }: LedgerRow): Candidate {
  return { id, httpLink, createdAt: null }
}

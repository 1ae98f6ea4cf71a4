import type { RowError } from '../../ledger/ledger-row.ts'

/** What the live view shows, at one moment. */
export interface LiveState {
  /** What is being done, such as `deals → opportunity`. */
  readonly title: string
  /** What is counted. */
  readonly noun: 'row' | 'record'
  /** How many of them have ended. */
  readonly done: number
  /** How many there will be; null where nobody knows. */
  readonly total: Total | null
  /** How fast it goes, what matters most first. */
  readonly paces: readonly LivePace[]
  /** How many ended how, by outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly elapsedMs: number
  /** How long it will take, such as `about 12 min left`; null where that cannot be said. */
  readonly left: string | null
  /** What it waits for, as a sentence without its full stop; null where it does not wait. */
  readonly wait: string | null
  /** The last ones, the newest last. */
  readonly failures: readonly LiveFailure[]
}

/** How many rows there are. */
export interface Total {
  readonly rows: number
  /** Whether it is reckoned from the bytes that have been read. */
  readonly isEstimate: boolean
}

/** How fast one thing goes. */
export interface LivePace {
  readonly unit: 'writes' | 'reads' | 'searches' | 'rows'
  readonly perSecond: number
  /** How many the limit allows; null: it has none. */
  readonly limit: number | null
}

/** A row that failed. */
export interface LiveFailure {
  readonly row: number
  readonly line: number
  readonly error: RowError | null
}

/** How many failures are shown. */
export const failuresShown = 3

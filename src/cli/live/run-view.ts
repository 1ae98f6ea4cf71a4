import type { RunClient } from '../../import/dry-client.ts'
import type { LookUpDecision } from '../../import/look-up/look-up-plan.ts'
import type { RowResult } from '../../import/row-result.ts'
import type { RunConfig } from '../../import/run-config.ts'
import { Tally } from '../../import/tally.ts'
import type { ImportLedger } from '../../ledger/ledger.ts'
import type { Outcome, OutcomeCounts } from '../../model/outcome.ts'
import { formatCount, formatNumber } from '../../report/text.ts'
import { apiHeldUntil, apiWait, givingWay, requestGauge } from './api-waits.ts'
import { LastFailures } from './last-failures.ts'
import type { Gauge, LiveSource } from './live-source.ts'
import type { Total } from './live-state.ts'
import { LookUpWait } from './look-up-wait.ts'
import { type RowSource, RowsExpected } from './rows-expected.ts'

/** What the view of a run is made of. */
export interface RunViewParts extends RowSource {
  readonly title: string
  readonly config: Pick<RunConfig, 'dryRun' | 'limit'>
  readonly client: Pick<RunClient, 'limiter' | 'counts' | 'outage'>
  readonly ledger: Pick<ImportLedger, 'countRows' | 'unsettled' | 'incomplete'>
  /** Whether its rows come from the ledger: those that it has as failed. */
  readonly isRetry: boolean
}

/** Outcomes of rows that cost no request. */
const idleOutcomes: readonly Outcome[] = ['skipped', 'duplicate', 'invalid']
/** Outcomes of rows that the ledger may have got in this run. */
const newOutcomes: readonly Outcome[] = ['created', 'found', 'invalid', 'failed', 'ambiguous', 'in_doubt']
/** Outcomes of rows that the ledger may have known. */
const knownOutcomes: readonly Outcome[] = ['skipped', 'updated', 'unchanged']

/** Fewer writes may all be under way for the first rows. */
const fewWrites = 60

/** What a person sees of one run, or of one pass of a migration, while it goes on. */
export class RunView {
  readonly source: LiveSource
  readonly #parts: RunViewParts
  readonly #ended = new Tally()
  readonly #failures = new LastFailures()
  readonly #lookUps: LookUpWait
  readonly #expected: RowsExpected
  /** Rows that the ledger had before; asked for when it is first told how long the rest takes. */
  #known: number | null = null
  #retried: number | null = null
  #unsettled: number | null = null
  /** Writes of earlier passes. */
  readonly #writesBefore: number

  constructor(parts: RunViewParts) {
    const { client, config } = parts
    this.#parts = parts
    this.#writesBefore = client.counts().requests.write
    this.#lookUps = new LookUpWait(() => client.counts().requests.search)
    this.#expected = new RowsExpected(parts)
    this.source = {
      title: () => parts.title,
      noun: 'row',
      done: () => this.#ended.rows,
      idle: () => (config.dryRun ? this.#ended.rows : this.#count(idleOutcomes)),
      outcomes: () => this.#ended.outcomes(),
      total: () => this.#total(),
      knownLeft: () => Math.max(this.#knownRows() - this.#count(knownOutcomes), 0),
      gauges: this.#gauges(),
      wait: nowMs => this.#wait(nowMs),
      heldUntil: () => apiHeldUntil(client),
      failures: () => this.#failures.list,
    }
  }

  /** A row has ended. */
  add(result: RowResult): void {
    this.#ended.read()
    this.#ended.add({ outcome: result.outcome, row: result.row, line: result.line, errors: [] })
    this.#failures.add(result)
  }

  /** So many rows have ended that nothing was to be done for. */
  pass(rows: number): void {
    this.#ended.skip(rows)
  }

  /** It is known how the records of a look-up are found. */
  lookUp(decision: LookUpDecision): void {
    this.#lookUps.add(decision)
  }

  #gauges(): readonly Gauge[] {
    const { client, config } = this.#parts
    const rows: Gauge = { unit: 'rows', sent: () => this.#ended.rows, limit: () => null, isByTheWay: false }
    const [write, read, search] = [
      requestGauge(client, 'write', false),
      requestGauge(client, 'read', true),
      requestGauge(client, 'search', true),
    ]
    return config.dryRun ? [rows, read, search] : [write, read, search]
  }

  #total(): Total | null {
    const { config, isRetry } = this.#parts
    const total = isRetry ? this.#retriedRows() : this.#expected.total
    if (config.limit === null) return total
    // The limit is one of rows that have something to do.
    const idle = this.#count(['skipped', 'duplicate'])
    const most = idle + config.limit
    return total !== null && total.rows <= most ? total : { rows: most, isEstimate: idle > 0 }
  }

  #retriedRows(): Total {
    if (this.#retried === null) {
      const { ledger } = this.#parts
      const failed = ledger.countRows(['failed', 'ambiguous', 'pending', 'sending', 'in_doubt'])
      this.#retried = failed + [...ledger.incomplete()].length
    }
    return { rows: Math.max(this.#retried, this.#ended.rows), isEstimate: false }
  }

  #knownRows(): number {
    if (this.#parts.isRetry) return 0
    // Rows that are new to it have come since, as they were written.
    this.#known ??= Math.max(this.#parts.ledger.countRows([]) - this.#count(newOutcomes), 0)
    return this.#known
  }

  #wait(nowMs: number): string | null {
    const { client } = this.#parts
    return (
      apiWait(client, nowMs) ?? this.#settling() ?? this.#lookUps.text ?? this.#makingParents() ?? givingWay(client)
    )
  }

  /** Before the first row, a run sends again what earlier ones got no answer to. */
  #settling(): string | null {
    if (this.#ended.rows > 0 || (this.#parts.rowsRead() ?? 0) > 0) return null
    this.#unsettled ??= [...this.#parts.ledger.unsettled()].length
    if (this.#unsettled === 0) return null
    return `Settling ${formatCount(this.#unsettled, 'request')} of an earlier run first`
  }

  /** So many writes before the first row has ended are those of the records that rows name. */
  #makingParents(): string | null {
    const writes = this.#parts.client.counts().requests.write - (this.#unsettled ?? 0) - this.#writesBefore
    if (this.#ended.rows > 0 || writes < fewWrites) return null
    return `Creating the records that rows name, ${formatNumber(writes)} so far`
  }

  #count(outcomes: readonly (keyof OutcomeCounts)[]): number {
    const counts = this.#ended.outcomes()
    return outcomes.reduce((sum, outcome) => sum + counts[outcome], 0)
  }
}

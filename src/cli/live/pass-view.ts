import type { RunClient } from '../../import/dry-client.ts'
import type { LedgerShelf } from '../../import/ledger-shelf.ts'
import type { LookUpDecision } from '../../import/look-up/look-up-plan.ts'
import type { RowResult } from '../../import/row-result.ts'
import type { Pass } from '../../migrate/run-migration.ts'
import type { LiveSource } from './live-source.ts'
import { RunView } from './run-view.ts'

/** What a person sees of a migration while it goes on: the pass that is under way. */
export class PassView {
  readonly source: LiveSource
  readonly #client: RunClient
  readonly #shelf: LedgerShelf
  #view: RunView | null = null
  #isLast = false

  constructor(client: RunClient, shelf: LedgerShelf) {
    this.#client = client
    this.#shelf = shelf
    const shown = (): LiveSource | undefined => this.#view?.source
    this.source = {
      title: () => shown()?.title() ?? 'migration',
      noun: 'row',
      done: () => shown()?.done() ?? 0,
      idle: () => shown()?.idle() ?? 0,
      outcomes: () => shown()?.outcomes() ?? {},
      total: () => shown()?.total() ?? null,
      knownLeft: () => shown()?.knownLeft() ?? 0,
      get gauges() {
        return shown()?.gauges ?? []
      },
      wait: nowMs => shown()?.wait(nowMs) ?? null,
      heldUntil: () => shown()?.heldUntil() ?? 0,
      partOf: () => (this.#isLast ? null : 'for this import'),
      failures: () => shown()?.failures() ?? [],
    }
  }

  /** A pass begins. */
  begin(pass: Pass): void {
    const { reader, config } = pass.prepared
    const { importName, object } = config
    const isFirst = pass.kind === 'first'
    this.#isLast = pass.position === pass.of
    const { totalBytes } = reader
    this.#view = new RunView({
      title: titleOf(pass),
      config,
      client: this.#client,
      ledger: this.#shelf.open(importName, object),
      isRetry: false,
      // A second pass takes its rows from the ledger.
      rowsRead: () => (isFirst ? reader.rowsRead() : null),
      share: () => (isFirst && totalBytes !== null ? reader.bytesRead() / Math.max(totalBytes, 1) : null),
    })
  }

  /** A row of the pass has ended. */
  add(result: RowResult): void {
    this.#view?.add(result)
  }

  /** It is known how the records of a look-up of the pass are found. */
  lookUp(decision: LookUpDecision): void {
    this.#view?.lookUp(decision)
  }
}

function titleOf({ kind, position, of, prepared }: Pass): string {
  const { importName, dryRun } = prepared.config
  const place = `${position} of ${of}: ${importName}${dryRun ? ', dry run' : ''}`
  return kind === 'first' ? place : `second pass, ${place}`
}

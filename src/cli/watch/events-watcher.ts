import type { LookUpDecision } from '../../import/look-up/look-up-plan.ts'
import type { RowResult } from '../../import/row-result.ts'
import { Tally } from '../../import/tally.ts'
import { version } from '../../library/version.ts'
import { round } from '../../report/round.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { RunBeginning, RunEnd } from '../run-watcher.ts'
import type { CallWatcher } from './call-watcher.ts'
import { type LineFile, openLineFile } from './line-file.ts'
import type { PaceChange, WatchedClient } from './pulse.ts'
import { type ToldFailure, toldSummary } from './told-summary.ts'
import type { RunCommand } from './watch-options.ts'

const progressEveryMs = 10_000

/**
 * `--events FILE`: a JSON line of each thing that happens, as docs/notifications.md describes them. A file that is there is
 * written on.
 *
 * @throws InputError `events_unwritable`, `not_events`
 */
export function openEvents(path: string, command: RunCommand, now: () => number): CallWatcher {
  return new EventsWatcher(openLineFile(path), command, now)
}

class EventsWatcher implements CallWatcher {
  readonly #file: LineFile
  readonly #command: RunCommand
  readonly #now: () => number
  readonly #tally = new Tally()
  #runId: string | null = null
  #client: WatchedClient | null = null
  #shownAt = 0
  #shownWrites = 0
  #hasEnded = false

  constructor(file: LineFile, command: RunCommand, now: () => number) {
    this.#file = file
    this.#command = command
    this.#now = now
  }

  begins({ runId, command, imports, isDry, ledger }: RunBeginning, client: WatchedClient): void {
    this.#runId = runId
    this.#client = client
    this.#shownAt = this.#now()
    this.#shownWrites = client.counts().requests.write
    this.#tell('run_begun', { command, imports, dry_run: isDry, ledger, version })
    this.#file.flush()
  }

  row(importName: string, result: RowResult, pass: 'first' | 'second' = 'first'): void {
    if (pass === 'first') {
      this.#tally.read()
      this.#tally.add({ ...result, errors: [] })
    }
    const { row, line, outcome, recordId, error, attempts } = result
    this.#file.assertWritten()
    this.#tell('row', {
      import: importName,
      row,
      line,
      outcome,
      record_id: recordId,
      code: error?.code ?? null,
      param: error?.param ?? null,
      attempts,
      ...(pass === 'second' && { pass: 2 }),
    })
  }

  lookUps(importName: string, { object, by, way, values, isEstimate, records }: LookUpDecision): void {
    this.#tell('look_ups_decided', { import: importName, object, by, way, values, is_estimate: isEstimate, records })
  }

  tick(now: number, changes: readonly PaceChange[]): void {
    for (const change of changes) this.#tell(...paceEvent(change))
    if (now - this.#shownAt >= progressEveryMs) this.#progress(now)
    this.#file.flush()
  }

  ended({ exitCode, summary }: RunEnd): void {
    const told = toldSummary(summary)
    if (told.stopped !== null) this.#tellStopped(told.stopped)
    this.#tell('run_ended', { command: this.#command, state: told.state, exit_code: exitCode, summary: told })
    this.#hasEnded = true
    this.#file.flush()
    this.#file.assertWritten()
  }

  failed({ state, stopped }: ToldFailure, exitCode: ExitCode): void {
    if (this.#hasEnded) return
    if (stopped !== null) this.#tellStopped(stopped)
    this.#tell('run_ended', { command: this.#command, state, exit_code: exitCode, summary: null })
    this.#file.flush()
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]()
  }

  #progress(now: number): void {
    if (this.#client === null) return
    const { requests, retries, throttled } = this.#client.counts()
    const rate = ((requests.write - this.#shownWrites) * 1000) / (now - this.#shownAt)
    this.#shownAt = now
    this.#shownWrites = requests.write
    this.#tell('progress', {
      rows: this.#tally.rows,
      outcomes: this.#tally.outcomes(),
      requests,
      retries,
      throttled,
      rate: round(rate),
      limit: round(this.#client.limiter('write').limit),
    })
  }

  #tellStopped({ code, number, message }: NonNullable<ToldFailure['stopped']>): void {
    this.#tell('stopped', { code, number, message })
  }

  #tell(event: string, about: object): void {
    const run = this.#runId === null ? {} : { run_id: this.#runId }
    this.#file.write({ at: new Date(this.#now()).toISOString(), ...{ event, ...run, ...about } })
  }
}

function paceEvent(change: PaceChange): [event: string, about: object] {
  const iso = (ms: number): string => new Date(ms).toISOString()
  switch (change.kind) {
    case 'throttled':
      return ['throttled', { count: change.count, total: change.total }]
    case 'paused':
      return ['paused', { until: iso(change.untilMs) }]
    case 'limit_changed':
      return ['limit_changed', { from: round(change.from), to: round(change.to) }]
    case 'outage_began':
      return ['outage_began', { reason: change.reason, since: iso(change.sinceMs) }]
    case 'outage_ended':
      return ['outage_ended', { since: iso(change.sinceMs), seconds: round(change.lastedMs / 1000) }]
    default:
      return change satisfies never
  }
}

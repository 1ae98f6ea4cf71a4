import type { ImportStatus } from '../ledger/import-status.ts'
import type { RowState } from '../ledger/ledger-row.ts'
import type { RunRecord } from '../ledger/run-record.ts'
import { numberOf } from '../messages/catalogue.ts'
import { outcomes } from '../model/outcome.ts'
import { stoppedJson } from './end-json.ts'
import { round } from './round.ts'

/** What `status --json` says of one import. */
export function statusJson({ name, object, rows, runs, failures, failureKinds, activity, rowsOfRun }: ImportStatus) {
  const { holder, writesPerSecond, undone } = activity
  return {
    import: name,
    object,
    rows: [...rows.values()].reduce((sum, count) => sum + count, 0),
    outcomes: Object.fromEntries(outcomeCounts(rows)),
    held_by: holder && { pid: holder.pid, host: holder.host, since: time(holder.since) },
    writes_per_second: round(writesPerSecond),
    rows_of_run: rowsOfRun,
    runs: runs.map(runJson),
    undone: undone.map(({ runId, writes, records, at }) => ({ run_id: runId, writes, records, at: time(at) })),
    errors: failures.map(({ code, param, count, exampleRow }) => ({
      code,
      number: numberOf(code),
      param,
      count,
      example_row: exampleRow,
    })),
    error_kinds: failureKinds,
  }
}

/** Rows by outcome; what is being sent, or was when its process was killed, is in doubt. */
export function outcomeCounts(rows: ReadonlyMap<RowState, number>): ReadonlyMap<string, number> {
  const doubtful = (rows.get('in_doubt') ?? 0) + (rows.get('sending') ?? 0)
  const counts = outcomes.map(
    outcome => [outcome, outcome === 'in_doubt' ? doubtful : (rows.get(outcome) ?? 0)] as const,
  )
  return new Map(counts.filter(([, count]) => count > 0))
}

function runJson(run: RunRecord) {
  return {
    run_id: run.id,
    started_at: time(run.startedAt),
    ended_at: run.endedAt === null ? null : time(run.endedAt),
    state: run.state,
    stopped: run.stopped && stoppedJson(run.stopped),
    source: run.source,
    outcomes: run.outcomes,
  }
}

function time(atMs: number): string {
  return new Date(atMs).toISOString()
}

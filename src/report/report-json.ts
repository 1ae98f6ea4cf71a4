import type { RunRecord } from '../ledger/run-record.ts'
import { latencyBoundsMs, type RunSample } from '../model/run-sample.ts'
import type { Course } from './course.ts'
import { stoppedJson } from './end-json.ts'
import type { ReportData, ReportFailure, ReportRow } from './report-data.ts'

/** What `report --json` prints: all that the page shows. */
export function reportJson(
  data: ReportData,
  { ledger, out }: { readonly ledger: string; readonly out: string | null },
) {
  return {
    import: data.importName,
    object: data.object,
    made_at: instant(data.madeAt),
    ledger,
    out,
    rows: data.rows,
    outcomes: data.outcomes,
    runs: data.runs.map(runJson),
    run_count: data.runCount,
    undone: data.undone.map(({ runId, writes, records, at }) => ({ run_id: runId, writes, records, at: instant(at) })),
    failures: data.failures.map(failureJson),
    reason_count: data.reasonCount,
    failed_count: data.failedCount,
    in_doubt: data.inDoubt.map(rowJson),
    links: data.links.map(({ row, line, outcome, recordId, url }) => ({
      row,
      line,
      outcome,
      record_id: recordId,
      http_link: url,
    })),
    parents: data.parents.map(({ name, object, outcomes }) => ({ import: name, object, outcomes })),
    latency_bounds_ms: latencyBoundsMs,
    courses: data.courses.map(courseJson),
  }
}

function runJson({ id, startedAt, endedAt, state, stopped, source, outcomes }: RunRecord) {
  return {
    run_id: id,
    started_at: instant(startedAt),
    ended_at: endedAt === null ? null : instant(endedAt),
    state,
    stopped: stopped && stoppedJson(stopped),
    source,
    outcomes,
  }
}

function failureJson({ code, param, count, number, meaning, remedy, examples }: ReportFailure) {
  return { code, param, count, number, meaning, remedy, examples: examples.map(rowJson) }
}

function rowJson({ row, line, column, outcome, attempts, at, message, key, values }: ReportRow) {
  return { row, line, column, outcome, attempts, at: instant(at), message, key, values }
}

function courseJson({ runId, totals, stretches }: Course) {
  return {
    run_id: runId,
    writes: totals.writes,
    reads: totals.reads,
    searches: totals.searches,
    rate: totals.rate,
    allowed_writes: totals.allowedWrites,
    throttled: totals.throttled,
    retries: totals.retries,
    paused_ms: totals.pausedMs,
    outage_ms: totals.outageMs,
    latency: totals.latency,
    stretches: stretches.map(stretchJson),
  }
}

function stretchJson({ startedAt, endedAt, requests, throttled, retries, limit, pausedMs, outageMs }: RunSample) {
  return {
    started_at: instant(startedAt),
    ended_at: instant(endedAt),
    requests,
    throttled,
    retries,
    limit: Number.isFinite(limit) ? limit : null,
    paused_ms: pausedMs,
    outage_ms: outageMs,
  }
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}

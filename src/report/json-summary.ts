import type { CheckSummary } from '../import/check-file.ts'
import type { RunSummary } from '../import/run-config.ts'
import type { ErrorGroup } from '../import/tally.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import type { CompiledMapping } from '../mapping/compiled.ts'
import type { OutcomeCounts } from '../model/outcome.ts'

/** The one object that `run` and `check` print with `--json`. */
export interface JsonSummary {
  readonly import: string
  readonly object: string
  /** Null for `check`, which is no run. */
  readonly run_id: string | null
  readonly rows: number
  readonly outcomes: OutcomeCounts
  readonly requests: RequestCounts['requests']
  readonly retries: number
  readonly throttled: number
  readonly seconds: number
  /** Writes a second, on average. */
  readonly rate: number
  readonly ledger: string | null
  readonly errors: readonly { code: string; param: string | null; count: number; example_row: number }[]
}

const noRequests: RequestCounts = { requests: { write: 0, read: 0, search: 0 }, retries: 0, throttled: 0 }

export function runJson(summary: RunSummary, counts: RequestCounts, ledger: string): JsonSummary {
  const seconds = (summary.endedAt - summary.startedAt) / 1000
  return {
    import: summary.importName,
    object: summary.object,
    run_id: summary.runId,
    rows: summary.rows,
    outcomes: summary.outcomes,
    ...counts,
    seconds: round(seconds),
    rate: seconds > 0 ? round(counts.requests.write / seconds) : 0,
    ledger,
    errors: summary.errors.map(errorJson),
  }
}

/** What `check` prints beside the summary: how each column is imported, and its problems by column. */
export interface JsonCheck extends JsonSummary {
  readonly columns: CompiledMapping['bindings']
  readonly unmapped_columns: readonly string[]
  readonly findings: readonly {
    column: string | null
    param: string | null
    code: string
    message: string
    count: number
    lines: readonly number[]
    values: readonly { value: string; count: number }[]
    is_note: boolean
  }[]
}

export function checkJson(
  summary: CheckSummary,
  about: { readonly importName: string; readonly object: string; readonly seconds: number },
  mapping: Pick<CompiledMapping, 'bindings' | 'unmappedColumns'>,
  counts: RequestCounts | null,
): JsonCheck {
  return {
    import: about.importName,
    object: about.object,
    run_id: null,
    rows: summary.rows,
    outcomes: summary.outcomes,
    ...(counts ?? noRequests),
    seconds: round(about.seconds),
    rate: 0,
    ledger: null,
    errors: summary.errors.map(errorJson),
    columns: mapping.bindings,
    unmapped_columns: mapping.unmappedColumns,
    findings: summary.findings.map(({ isNote, ...finding }) => ({ ...finding, is_note: isNote })),
  }
}

function errorJson({ code, param, count, exampleRow }: ErrorGroup) {
  return { code, param, count, example_row: exampleRow }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

import type { CheckSummary } from '../import/check-file.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import type { CompiledMapping } from '../mapping/compiled.ts'
import { type Afterwards, afterwardsJson, type JsonAfterwards } from './afterwards.ts'
import { endJson } from './end-json.ts'
import { errorJson, type JsonSummary } from './json-summary.ts'
import { round } from './round.ts'

/** What `check` prints beside the summary: how each column is imported, and its problems by column. */
export interface JsonCheck extends JsonSummary, Pick<JsonAfterwards, 'files' | 'next'> {
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

const noRequests: RequestCounts = { requests: { write: 0, read: 0, search: 0 }, retries: 0, throttled: 0 }

export function checkJson(
  summary: CheckSummary,
  about: { readonly importName: string; readonly object: string; readonly seconds: number },
  mapping: Pick<CompiledMapping, 'bindings' | 'unmappedColumns'>,
  counts: RequestCounts | null,
  afterwards: Afterwards,
): JsonCheck {
  const { files, next } = afterwardsJson(afterwards)
  return {
    import: about.importName,
    object: about.object,
    run_id: null,
    ...endJson({ end: 'finished', reason: null }),
    rows: summary.rows,
    outcomes: summary.outcomes,
    ...(counts ?? noRequests),
    seconds: round(about.seconds),
    rate: 0,
    ledger: null,
    errors: summary.errors.map(errorJson),
    columns: mapping.bindings,
    unmapped_columns: mapping.unmappedColumns,
    files,
    next,
    findings: summary.findings.map(({ isNote, ...finding }) => ({ ...finding, is_note: isNote })),
  }
}

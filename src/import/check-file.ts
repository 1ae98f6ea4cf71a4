import type { CsvReader } from '../csv/open.ts'
import type { CompiledMapping } from '../mapping/compiled.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { judgeRows } from './judge-rows.ts'
import { type ErrorGroup, Tally } from './tally.ts'

export interface CheckSummary {
  /** Rows read; the outcomes add up to it. */
  readonly rows: number
  /** Rows that a run could send are `pending`. */
  readonly outcomes: OutcomeCounts
  readonly errors: readonly ErrorGroup[]
}

/** Judges every row as `run` would, and sends nothing. */
export async function checkFile(
  reader: CsvReader,
  mapping: CompiledMapping,
  signal: AbortSignal,
): Promise<CheckSummary> {
  const tally = new Tally()
  for await (const batch of judgeRows(reader, mapping, signal)) {
    for (const { place, verdict } of batch) {
      tally.read()
      if (verdict.kind === 'ready') continue
      const errors = verdict.kind === 'invalid' ? verdict.errors : [verdict.error]
      tally.add({ outcome: verdict.kind, row: place.row, line: place.line, errors })
    }
  }
  return { rows: tally.rows, outcomes: tally.outcomes(), errors: tally.errors() }
}

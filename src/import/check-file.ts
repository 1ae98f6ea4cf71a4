import type { CsvReader } from '../csv/open.ts'
import type { CompiledMapping } from '../mapping/compiled.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { type Finding, Findings } from './findings.ts'
import { type JudgedRow, rowJudge } from './judge-rows.ts'
import { type ErrorGroup, Tally } from './tally.ts'

export interface CheckSummary {
  /** Rows read; the outcomes add up to it. */
  readonly rows: number
  /** Rows that a run could send are `pending`. */
  readonly outcomes: OutcomeCounts
  readonly errors: readonly ErrorGroup[]
  /** The same by column, with lines and words, and with what does not keep a row from being sent. */
  readonly findings: readonly Finding[]
}

/**
 * Judges every row as `run` would, and sends nothing.
 *
 * @param onRefused called for each row that a run would not send
 */
export async function checkFile(
  reader: CsvReader,
  mapping: CompiledMapping,
  onRefused: (row: JudgedRow) => void,
  signal: AbortSignal,
): Promise<CheckSummary> {
  const tally = new Tally()
  const findings = new Findings()
  const judge = rowJudge(reader.columns, mapping)
  for await (const batch of reader.batches(signal)) {
    for (const csvRow of batch) {
      const row = judge(csvRow)
      const { place, verdict } = row
      tally.read()
      if (verdict.kind === 'ready') {
        for (const note of verdict.notes ?? []) findings.add(note, place.line, true)
        continue
      }
      const errors = verdict.kind === 'invalid' ? verdict.errors : [verdict.error]
      for (const error of errors) findings.add(error, place.line, verdict.kind === 'duplicate')
      tally.add({ outcome: verdict.kind, row: place.row, line: place.line, errors })
      onRefused(row)
    }
  }
  return { rows: tally.rows, outcomes: tally.outcomes(), errors: tally.errors(), findings: findings.list() }
}

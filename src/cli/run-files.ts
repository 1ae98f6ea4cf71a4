import type { RowResult } from '../import/row-result.ts'
import { failedOutcomes } from '../import/tally.ts'
import { csvLine } from '../report/csv-text.ts'
import { openFailedRows } from '../report/failed-rows.ts'
import { resultCells, resultColumns, resultRow } from '../report/result-rows.ts'
import { openRowFile } from '../report/row-file.ts'

export interface RunFileOptions {
  /** `--results FILE`: one line for each row of this run. */
  readonly results: string | null
  /** `--failed FILE`: the rows that failed, as they were in the source. */
  readonly failed: string | null
  readonly columns: readonly string[]
  readonly runId: string
  readonly now: () => number
}

/** The files that a run writes as its rows end. */
export function openRunFiles(options: RunFileOptions): { add(result: RowResult): void } & Disposable {
  const results = options.results === null ? null : openRowFile(options.results)
  const failed = options.failed === null ? null : openFailedRows(options.failed, options.columns)
  results?.write(csvLine(resultColumns))
  return {
    add(result) {
      results?.write(csvLine(resultCells(resultRow(result, options.runId, options.now()))))
      if (failedOutcomes.has(result.outcome)) failed?.add(result)
    },
    [Symbol.dispose]() {
      using _results = results
      using _failed = failed
    },
  }
}

import type { CsvRow } from '../csv/csv-row.ts'
import type { CsvReader } from '../csv/open.ts'
import { InputError, RunStopped } from '../errors.ts'
import type { LedgerRow } from '../ledger/ledger-row.ts'
import { hasAnnotations } from '../model/annotation-columns.ts'
import { type Conductor, type ConductParts, conductRun, type TaskSource } from './conduct-run.ts'
import { decide } from './decide.ts'
import { rowJudge } from './judge-rows.ts'
import { mendedRows } from './mended-rows.ts'
import { columnOf, type RunConfig, type RunParts, type RunSummary } from './run-config.ts'
import type { Task } from './task.ts'
import { isWrittenOver } from './written-over.ts'

/** One run of an import over a file: takes its rows one after the other to their outcomes. */
export async function runImport(config: RunConfig, parts: RunParts, signal: AbortSignal): Promise<RunSummary> {
  const { reader, mapping, facts, ...rest } = parts
  const conductParts: ConductParts = { ...rest, columnOf: param => columnOf(mapping, param) }
  let isRead = false
  const source: TaskSource = {
    tasks: conductor =>
      tasksOfFile(parts, config, conductor, () => {
        isRead = true
      }),
    share: () => (reader.totalBytes === null ? null : reader.bytesRead() / Math.max(reader.totalBytes, 1)),
    // A file of failed rows, given back, is no whole file: there is nothing to compare the next one with.
    facts: hasAnnotations(reader.columns) ? null : facts,
    isRead: () => isRead,
  }
  return conductRun(config, conductParts, source, signal)
}

/**
 * Rows that have something to do, in the order of the file; the others end here, without a request.
 *
 * @param onRead called once every row was read
 */
async function* tasksOfFile(
  parts: RunParts,
  config: RunConfig,
  conductor: Conductor,
  onRead: () => void,
): AsyncGenerator<Task> {
  const { reader, mapping, ledger, client, clock } = parts
  const { signal, finish } = conductor
  let left = config.limit ?? Number.POSITIVE_INFINITY
  const lastRow = parts.follow?.lastRow ?? Number.POSITIVE_INFINITY
  const judge = rowJudge(reader.columns, mapping)
  const identified = mendedRows(reader.columns, mapping.keyColumns !== null, ledger)
  for await (const batch of batchesOf(reader, signal)) {
    let unwritten: LedgerRow[] = []
    const writeDown = async (): Promise<void> => {
      const rows = unwritten
      unwritten = []
      await Promise.all(rows.map(row => ledger.record(row)))
    }
    for (const csvRow of batch) {
      if (csvRow.row > lastRow) left = 0
      if (left === 0 || signal.aborted) break
      conductor.read()
      const row = identified(judge(csvRow))
      const times = { here: clock.now(), there: client.serverNow() }
      const isLost = (known: LedgerRow): boolean => isWrittenOver(known, ledger, config.policy)
      const decision = decide(row, ledger.find(row.place.identity), config, times, isLost)
      if (decision.kind === 'deliver') {
        await writeDown()
        left -= 1
        yield decision.task
      } else {
        if (decision.state !== null) unwritten.push(decision.state)
        finish(decision.result)
      }
    }
    await writeDown()
    if (left === 0 || signal.aborted) return
  }
  onRead()
}

/** A file that cannot be read on stops a run that has begun: what was done is in the ledger. */
async function* batchesOf(reader: CsvReader, signal: AbortSignal): AsyncGenerator<readonly CsvRow[]> {
  try {
    yield* reader.batches(signal)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { code, message, hint } = error
    throw new RunStopped(code, message, { cause: error, hint })
  }
}

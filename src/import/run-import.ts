import type { LedgerRow } from '../ledger/ledger.ts'
import { type Conductor, type ConductParts, conductRun } from './conduct-run.ts'
import { decide } from './decide.ts'
import type { Task } from './deliver-row.ts'
import { rowJudge } from './judge-rows.ts'
import { columnOf, type RunConfig, type RunParts, type RunSummary } from './run-config.ts'

/** One run of an import over a file: takes its rows one after the other to their outcomes. */
export async function runImport(config: RunConfig, parts: RunParts, signal: AbortSignal): Promise<RunSummary> {
  const { reader, mapping, ...rest } = parts
  const conductParts: ConductParts = { ...rest, columnOf: param => columnOf(mapping, param) }
  return conductRun(config, conductParts, conductor => tasksOfFile(parts, config, conductor), signal)
}

/** Rows that have something to do, in the order of the file; the others end here, without a request. */
async function* tasksOfFile(parts: RunParts, config: RunConfig, conductor: Conductor): AsyncGenerator<Task> {
  const { reader, mapping, ledger, clock } = parts
  const { signal, finish } = conductor
  let left = config.limit ?? Number.POSITIVE_INFINITY
  const judge = rowJudge(reader.columns, mapping)
  for await (const batch of reader.batches(signal)) {
    let unwritten: LedgerRow[] = []
    const writeDown = async (): Promise<void> => {
      const rows = config.dryRun ? [] : unwritten
      unwritten = []
      await Promise.all(rows.map(row => ledger.record(row)))
    }
    for (const csvRow of batch) {
      if (left === 0 || signal.aborted) break
      conductor.read()
      const row = judge(csvRow)
      const decision = decide(row, ledger.find(row.place.identity), config, clock.now())
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
}

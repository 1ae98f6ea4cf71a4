import type { LedgerRow } from '../ledger/ledger-row.ts'
import { type Conductor, type ConductParts, conductRun, type TaskSource } from './conduct-run.ts'
import { draftDigest } from './delivery/body.ts'
import { decodeDraft, draftOfBody } from './delivery/draft-json.ts'
import { writePlan } from './plan.ts'
import { resultOf } from './row-result.ts'
import type { RunConfig, RunSummary } from './run-config.ts'
import { type Task, taskOf } from './task.ts'

/**
 * Sends again the rows that ended in failure, whatever run they are of, and completes those that are written but in
 * part, from what the ledger holds of them.
 */
export async function retryImport(config: RunConfig, parts: ConductParts, signal: AbortSignal): Promise<RunSummary> {
  const source = ledgerSource(conductor => tasksOfLedger(parts, config, conductor, failedRows))
  return conductRun(config, parts, { ...source, settled: tellSettled }, signal)
}

/**
 * Completes the rows that are written but for relationships that were left for later.
 *
 * @param taken told of each of them, as it is taken up
 */
export async function completeImport(
  config: RunConfig,
  parts: ConductParts,
  taken: (row: LedgerRow) => void,
  signal: AbortSignal,
): Promise<RunSummary> {
  function* incomplete({ ledger }: ConductParts): Generator<LedgerRow> {
    for (const row of ledger.incomplete()) {
      taken(row)
      yield row
    }
  }
  return conductRun(
    config,
    parts,
    ledgerSource(conductor => tasksOfLedger(parts, config, conductor, incomplete)),
    signal,
  )
}

function ledgerSource(tasks: TaskSource['tasks']): TaskSource {
  return { tasks, share: () => null, facts: null, isRead: () => false }
}

/** Those that were taken up anew because their requests have left no trace are undone too. */
function* failedRows({ ledger }: ConductParts): Generator<LedgerRow> {
  yield* ledger.rows(['failed', 'ambiguous'])
  for (const row of ledger.rows(['pending'])) if (row.draft !== null) yield row
  yield* ledger.incomplete()
}

/** A row whose lost answer is settled is a row of this retry, unless its turn is still to come. */
function tellSettled(row: LedgerRow, conductor: Conductor): void {
  const outcome = row.state === 'sending' ? 'in_doubt' : row.state
  if (outcome === 'pending') return
  conductor.read()
  conductor.finish(resultOf(row, outcome, null))
}

async function* tasksOfLedger(
  parts: ConductParts,
  config: RunConfig,
  conductor: Conductor,
  rowsOf: (parts: ConductParts) => Iterable<LedgerRow>,
): AsyncGenerator<Task> {
  let left = config.limit ?? Number.POSITIVE_INFINITY
  for (const row of rowsOf(parts)) {
    if (left === 0 || conductor.signal.aborted) return
    // What this run has just settled is done, or refused: only what left no trace is taken up.
    const isDone = row.runId === config.runId && row.state !== 'pending'
    const task = isDone ? null : taskAgain(row, config)
    if (task === null) continue
    conductor.read()
    left -= 1
    yield task
  }
}

/** Null where the ledger holds nothing that could be sent. */
function taskAgain(known: LedgerRow, config: RunConfig): Task | null {
  const place = { identity: known.identity, row: known.row, line: known.line, key: known.key }
  const draft = known.draft !== null ? decodeDraft(known.draft) : known.sent && draftOfBody(known.sent.result)
  if (draft === null) return null
  const digest = known.draft === null ? (known.sent?.digest ?? '') : draftDigest(draft)
  return taskOf({ place, cells: null, draft, digest, fieldsJson: null, plan: writePlan(known), known }, config.policy)
}

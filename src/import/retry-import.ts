import type { LedgerRow } from '../ledger/ledger.ts'
import { draftDigest } from './body.ts'
import { type Conductor, type ConductParts, conductRun } from './conduct-run.ts'
import type { Task } from './deliver-row.ts'
import { decodeDraft, draftOfBody } from './draft-json.ts'
import { writePlan } from './plan.ts'
import type { RunConfig, RunSummary } from './run-config.ts'

/** Sends again the rows that ended in failure, whatever run they are of, from what the ledger holds of them. */
export async function retryImport(config: RunConfig, parts: ConductParts, signal: AbortSignal): Promise<RunSummary> {
  return conductRun(config, parts, conductor => tasksOfLedger(parts, config, conductor), signal)
}

async function* tasksOfLedger({ ledger }: ConductParts, config: RunConfig, conductor: Conductor): AsyncGenerator<Task> {
  let left = config.limit ?? Number.POSITIVE_INFINITY
  for (const row of ledger.rows(['failed', 'ambiguous'])) {
    if (left === 0 || conductor.signal.aborted) return
    const task = row.runId === config.runId ? null : taskOf(row)
    if (task === null) continue
    conductor.read()
    left -= 1
    yield task
  }
}

/** Null where the ledger holds nothing that could be sent. */
function taskOf(known: LedgerRow): Task | null {
  const place = { identity: known.identity, row: known.row, line: known.line, key: known.key }
  const draft = known.draft !== null ? decodeDraft(known.draft) : known.sent && draftOfBody(known.sent.result)
  if (draft === null) return null
  const row = { place, cells: null, verdict: { kind: 'ready', draft } as const }
  return {
    row,
    draft,
    digest: known.draft === null ? (known.sent?.digest ?? '') : draftDigest(draft),
    plan: writePlan(known),
    known,
  }
}

import type { LedgerRow, RowError, SentRequest } from '../ledger/ledger.ts'
import type { Draft } from '../model/payload.ts'
import { createBody, mergedBody, type RecordBody, updateBody } from './body.ts'
import type { ConductParts } from './conduct-run.ts'
import { encodeDraft } from './draft-json.ts'
import { idempotencyKey } from './idempotency-key.ts'
import type { JudgedRow } from './judge-rows.ts'
import type { LookUps } from './look-ups.ts'
import type { Plan } from './plan.ts'
import { type RowResult, resultOf } from './row-result.ts'
import type { RunConfig } from './run-config.ts'
import { isKeyAlive, settledRow } from './settled-row.ts'
import type { Stop } from './stop.ts'

/** A row that has something to do. */
export interface Task {
  readonly row: JudgedRow
  readonly draft: Draft
  readonly digest: string
  readonly plan: Exclude<Plan, { kind: 'leave' }>
  readonly known: LedgerRow | null
}

export interface DeliveryParts extends ConductParts {
  readonly lookUps: LookUps
  readonly stop: Stop
  /** How many writes may be under way just now. */
  readonly bound: () => number
}

/**
 * Takes one row all the way: finds the records it names, writes down the intent, sends, writes down the outcome.
 * A row is `pending`, and stays what it was, where the run was stopped before anything was sent.
 */
export async function deliverRow(task: Task, config: RunConfig, parts: DeliveryParts): Promise<RowResult> {
  const { row, draft, plan, known } = task
  const resolution = await parts.lookUps.resolve(draft.relationships, parts.stop.signal)
  if (resolution.kind === 'unresolved') {
    return recordUnsent(task, resolution.outcome, resolution.error, config, parts)
  }
  const request = requestFor(task, { fields: draft.fields, relationships: resolution.links }, config, parts.clock.now())
  if (request === null) return recordUnsent(task, 'unchanged', null, config, parts)
  const outcome = request.operation === 'create' ? 'created' : 'updated'
  if (config.dryRun) return { ...unsentResult(task), outcome, idempotencyKey: request.idempotencyKey }

  const settled = await parts.client.write(
    { object: config.object, recordId: plan.kind === 'update' ? plan.recordId : null, ...request },
    async attempt => {
      if (attempt === 1) await parts.ledger.intend(row.place, request, known)
    },
    parts.stop.signal,
  )
  const state = settledRow(settled, {
    place: row.place,
    sent: request,
    known,
    runId: config.runId,
    nowMs: parts.clock.now(),
    columnOf: parts.columnOf,
  })
  if (settled.attempts > 0) {
    await (state === null ? parts.ledger.release(row.place.identity, known) : parts.ledger.record(state))
  }
  if (settled.kind === 'halted') parts.stop.because(settled.error)
  return state === null || state.state === 'sending' ? unsentResult(task) : resultOf(state, state.state, row.cells)
}

/** The result of a row that nothing was sent for: the run was stopped before. */
export function unsentResult({ row, known }: Task): RowResult {
  return {
    ...row.place,
    outcome: 'pending',
    recordId: known?.recordId ?? null,
    httpLink: known?.httpLink ?? null,
    error: null,
    attempts: 0,
    idempotencyKey: null,
    cells: row.cells,
  }
}

/** What is to be sent; null where the record already holds all that the row says. */
function requestFor(task: Task, record: RecordBody, config: RunConfig, nowMs: number): SentRequest | null {
  const { row, digest, plan, known } = task
  const written = plan.kind === 'update' ? plan.written : null
  const body = written === null ? createBody(record) : updateBody(written.body, record)
  if (body === null) return null
  const result = written === null ? body : mergedBody(written.body, record)
  const { importName, object } = config
  const { identity } = row.place
  const after = written?.idempotencyKey ?? null
  const key = idempotencyKey({ importName, object, operation: plan.kind, identity, body, after })
  const firstSentAt = firstUse(key, known?.sent ?? null, nowMs)
  return { operation: plan.kind, digest, body, result, idempotencyKey: key, firstSentAt }
}

/** A refused request that is sent again keeps its key's age: whether the API starts anew is not documented. */
function firstUse(key: string, earlier: SentRequest | null, nowMs: number): number {
  return earlier?.idempotencyKey === key && isKeyAlive(earlier, nowMs) ? earlier.firstSentAt : nowMs
}

/** Writes down a row that ends without a request. */
async function recordUnsent(
  task: Task,
  state: 'failed' | 'ambiguous' | 'unchanged',
  error: RowError | null,
  config: RunConfig,
  parts: DeliveryParts,
): Promise<RowResult> {
  const { row, known, digest } = task
  const written = known?.written ?? null
  const next: LedgerRow = {
    ...row.place,
    state,
    recordId: known?.recordId ?? null,
    httpLink: known?.httpLink ?? null,
    written: state === 'unchanged' && written !== null ? { ...written, digest } : written,
    // Without a request of its own a row is tried again by the next run: the record it names may be there by then.
    sent: state === 'unchanged' ? (known?.sent ?? null) : null,
    draft: state === 'unchanged' ? null : encodeDraft(task.draft),
    attempts: 0,
    error,
    runId: config.runId,
    at: parts.clock.now(),
  }
  if (!config.dryRun) await parts.ledger.record(next)
  return resultOf(next, state, row.cells)
}

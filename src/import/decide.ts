import type { LedgerRow, RowError } from '../ledger/ledger-row.ts'
import { canonicalJson } from '../model/json.ts'
import type { Outcome } from '../model/outcome.ts'
import type { RowProblem } from '../model/payload.ts'
import { draftDigest } from './delivery/body.ts'
import { isKeyAlive, isUnsettled, keyExpired, lostAnswer } from './delivery/settled-row.ts'
import type { JudgedRow } from './judge-rows.ts'
import { newRow } from './new-row.ts'
import { planRow } from './plan.ts'
import { type RowResult, resultOf } from './row-result.ts'
import type { RunConfig } from './run-config.ts'
import { type Task, taskOf } from './task.ts'

/** What becomes of a judged row: something is to be sent, or it ends here. */
export type Decision =
  | { readonly kind: 'deliver'; readonly task: Task }
  /** `state`: what is to be written down; null where the ledger has it as it is. */
  | { readonly kind: 'end'; readonly result: RowResult; readonly state: LedgerRow | null }

/** The time (milliseconds, UTC) by this machine's clock, and by the server's, which counts for what it remembers. */
export interface Times {
  readonly here: number
  readonly there: number
}

/**
 * Decides on a row from its judgement and from what the ledger has of it. Pure.
 *
 * @param isLost whether what the row wrote to its record is not there any more, as far as the ledger knows
 */
export function decide(
  row: JudgedRow,
  known: LedgerRow | null,
  config: RunConfig,
  now: Times,
  isLost: (known: LedgerRow) => boolean,
): Decision {
  const nowMs = now.here
  const { place, cells, verdict } = row
  if (known !== null && isUnsettled(known)) {
    const inDoubt = { ...known, ...place, error: whyInDoubt(known, now.there) }
    return { kind: 'end', result: resultOf(inDoubt, 'in_doubt', cells), state: null }
  }
  if (verdict.kind === 'invalid') return end(row, known, 'invalid', summarise(verdict.errors), config, nowMs)
  if (verdict.kind === 'duplicate') return end(row, known, 'duplicate', verdict.error, config, nowMs)
  const { draft } = verdict
  const fieldsJson = canonicalJson(draft.fields)
  const digest = draftDigest(draft, fieldsJson)
  const planned = planRow(known, digest, config)
  const isDone = planned.kind === 'update' || (planned.kind === 'leave' && planned.outcome === 'skipped')
  const plan = isDone && known !== null && isLost(known) ? ({ kind: 'create' } as const) : planned
  if (plan.kind !== 'leave') {
    return { kind: 'deliver', task: taskOf({ place, cells, draft, digest, fieldsJson, plan, known }, config.policy) }
  }
  const result = resultOf({ ...newRow(place, config.runId, nowMs), ...known, ...place }, plan.outcome, cells)
  return { kind: 'end', result: { ...result, error: plan.error }, state: null }
}

function end(
  { place, cells, text }: JudgedRow,
  known: LedgerRow | null,
  state: Outcome,
  error: RowError,
  config: RunConfig,
  at: number,
): Decision {
  const { runId } = config
  const next: LedgerRow = { ...newRow(place, runId, at), ...known, ...place, state, error, runId, at }
  const result = resultOf(next, state, cells)
  return { kind: 'end', result: text === undefined ? result : { ...result, text }, state: next }
}

/** A process that died left no reason; neither is one written down while another process waits for the answer. */
function whyInDoubt({ error, sent }: LedgerRow, nowMs: number): RowError | null {
  if (error !== null || sent === null) return error
  return isKeyAlive(sent, nowMs) ? lostAnswer(sent) : keyExpired(sent)
}

/** One error for a row that has several: the first one's code and column, everyone's message. */
function summarise(errors: readonly [RowProblem, ...RowProblem[]]): RowError {
  const [{ code, param, column }] = errors
  return { code, param, column, message: errors.map(error => error.message).reduce(asOneText) }
}

/** Some messages are sentences and others are none: what follows must not read as if it went on. */
function asOneText(before: string, message: string): string {
  return before.endsWith('.') ? `${before} ${message}` : `${before}; ${message}`
}

import type { LedgerRow, RowError } from '../ledger/ledger.ts'
import type { Outcome } from '../model/outcome.ts'
import type { RowProblem } from '../model/payload.ts'
import { draftDigest } from './body.ts'
import type { Task } from './deliver-row.ts'
import type { JudgedRow } from './judge-rows.ts'
import { planRow } from './plan.ts'
import { type RowResult, resultOf } from './row-result.ts'
import type { RunConfig } from './run-config.ts'

/** What becomes of a judged row: something is to be sent, or it ends here. */
export type Decision =
  | { readonly kind: 'deliver'; readonly task: Task }
  /** `state`: what is to be written down; null where the ledger has it as it is. */
  | { readonly kind: 'end'; readonly result: RowResult; readonly state: LedgerRow | null }

/** Decides on a row from its judgement and from what the ledger has of it. Pure. */
export function decide(row: JudgedRow, known: LedgerRow | null, config: RunConfig, nowMs: number): Decision {
  const { verdict } = row
  if (known !== null && (known.state === 'sending' || known.state === 'in_doubt')) {
    return { kind: 'end', result: resultOf({ ...known, ...row.place }, 'in_doubt', row.cells), state: null }
  }
  if (verdict.kind === 'invalid') return end(row, known, 'invalid', summarise(verdict.errors), config, nowMs)
  if (verdict.kind === 'duplicate') return end(row, known, 'duplicate', verdict.error, config, nowMs)
  const digest = draftDigest(verdict.draft)
  const plan = planRow(known, digest, config)
  if (plan.kind !== 'leave') return { kind: 'deliver', task: { row, draft: verdict.draft, digest, plan, known } }
  const result = resultOf({ ...unknownRow(row, config, nowMs), ...known, ...row.place }, plan.outcome, row.cells)
  return { kind: 'end', result: { ...result, error: plan.error }, state: null }
}

function end(
  row: JudgedRow,
  known: LedgerRow | null,
  state: Outcome,
  error: RowError,
  config: RunConfig,
  at: number,
): Decision {
  const next: LedgerRow = {
    ...unknownRow(row, config, at),
    ...known,
    ...row.place,
    state,
    error,
    runId: config.runId,
    at,
  }
  return { kind: 'end', result: resultOf(next, state, row.cells), state: next }
}

function unknownRow(row: JudgedRow, config: RunConfig, at: number): LedgerRow {
  return {
    ...row.place,
    state: 'pending',
    recordId: null,
    httpLink: null,
    written: null,
    sent: null,
    draft: null,
    attempts: 0,
    error: null,
    runId: config.runId,
    at,
  }
}

/** One error for a row that has several: the first one's code and column, everyone's message. */
function summarise(errors: readonly [RowProblem, ...RowProblem[]]): RowError {
  const [{ code, param, column }] = errors
  return { code, param, column, message: errors.map(error => error.message).join(' ') }
}

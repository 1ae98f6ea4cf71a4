import type { OwnRowError, RowError } from '../../ledger/ledger-row.ts'
import type { Settled } from '../../lightfield/attempts.ts'
import type { Stop } from '../stop.ts'

/** How a request about one record ended. */
export type UndoEnd =
  | { readonly kind: 'done' }
  /** The record is not there any more. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed' | 'pending'
      readonly error: RowError | null
      /** Nothing was carried out, for certain. */
      readonly isUntouched: boolean
    }

/** Judges it, and stops everything where the API refuses more than this record. */
export function undoEnd(settled: Settled, stop: Stop): UndoEnd {
  switch (settled.kind) {
    case 'done':
      return { kind: 'done' }
    case 'refused': {
      const { status, code, param, message } = settled.error
      if (status === 404 || status === 410) return { kind: 'gone' }
      return { kind: 'failed', error: { code, param, column: null, message }, isUntouched: true }
    }
    case 'lost':
      return { kind: 'failed', error: unanswered(settled.reason), isUntouched: settled.isDelivered === 'no' }
    case 'halted':
      stop.because(settled.error)
      return { kind: 'pending', error: null, isUntouched: settled.isDelivered === 'no' }
    case 'interrupted':
      return { kind: 'pending', error: null, isUntouched: settled.isDelivered === 'no' }
  }
}

function unanswered(reason: string): OwnRowError {
  return {
    code: 'answer_lost',
    param: null,
    column: null,
    message: `The API did not answer: ${reason}. The same command looks what became of it, and goes on.`,
  }
}

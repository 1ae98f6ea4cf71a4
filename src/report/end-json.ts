import type { RunSummary } from '../import/run-config.ts'
import type { StopReason } from '../ledger/run-record.ts'
import { messageOf } from '../messages/catalogue.ts'

/** Why something ended before its end: the message is for people, the code for programs. */
export interface JsonStopped {
  readonly code: string
  /** What people look it up by, such as `LFI0112`; null where an older ledger holds a code that is not known any more. */
  readonly number: string | null
  readonly message: string
  /** What to do about it. */
  readonly hint: string | null
}

/** How a command ended that got as far as its work. */
export interface JsonEnd {
  /** `interrupted`: by a signal. */
  readonly state: RunSummary['end']
  /** Null unless the state is `stopped`. */
  readonly stopped: JsonStopped | null
}

export function endJson({ end, reason }: Pick<RunSummary, 'end' | 'reason'>): JsonEnd {
  return { state: end, stopped: reason && stoppedJson(reason) }
}

export function stoppedJson({ code, message, hint }: StopReason): JsonStopped {
  const entry = messageOf(code)
  return { code, number: entry?.number ?? null, message, hint: hint ?? entry?.remedy ?? null }
}

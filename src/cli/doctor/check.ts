import { ImportError } from '../../errors.ts'
import { type ExitCode, exitCode, exitCodeOfError } from '../exit-codes.ts'

/** `skipped`: it could not be looked at, since something before it has failed. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped'

/** One thing that was looked at. */
export interface Check {
  readonly name: string
  readonly state: CheckState
  /** What was found, as a clause. */
  readonly message: string
  /** What to do about it, as a sentence; null where there is nothing to be done. */
  readonly remedy: string | null
  /** What a run would end with, where it failed. */
  readonly exitCode: ExitCode
}

export function ok(name: string, message: string): Check {
  return { name, state: 'ok', message, remedy: null, exitCode: exitCode.done }
}

export function warning(name: string, message: string, remedy: string): Check {
  return { name, state: 'warning', message, remedy, exitCode: exitCode.done }
}

export function failed(name: string, message: string, remedy: string): Check {
  return { name, state: 'failed', message, remedy, exitCode: exitCode.stopped }
}

export function skipped(name: string, message: string): Check {
  return { name, state: 'skipped', message, remedy: null, exitCode: exitCode.done }
}

/** An error that a run would end with, as what was found; any other is a bug, and thrown on. */
export function failedBy(name: string, error: unknown): Check {
  if (!(error instanceof ImportError)) throw error
  const message = error.message.replace(/\.$/, '')
  return {
    ...failed(name, message, error.hint ?? ''),
    remedy: error.hint,
    exitCode: exitCodeOfError(error) ?? exitCode.stopped,
  }
}

import type { MessageCode } from './messages/catalogue.ts'

/** A place in a file that a person can go to. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly message: string
  /** What kind of problem it is, where it is one that the catalogue of messages knows. */
  readonly code?: MessageCode
}

/**
 * An error that a person is meant to read: what happened, where, and what to do about it.
 * `code` is literal, for programs; the message never holds a cell's value or a secret.
 */
export abstract class ImportError extends Error {
  readonly code: MessageCode
  /** What to do about it, as a sentence; null where the catalogue's remedy says it all. */
  readonly hint: string | null

  constructor(code: MessageCode, message: string, options: { hint?: string | null; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.hint = options.hint ?? null
  }
}

/** The call, the mapping or the file is wrong; nothing was sent. Exit code 2. */
export class InputError extends ImportError {
  /** Every problem found, where there can be several at once. */
  readonly problems: readonly Problem[]

  constructor(
    code: MessageCode,
    message: string,
    options: { hint?: string | null; cause?: unknown; problems?: readonly Problem[] } = {},
  ) {
    super(code, message, options)
    this.problems = options.problems ?? []
  }
}

/** The run cannot go on; what was done is in the ledger, and the same command goes on from there. Exit code 3. */
export class RunStopped extends ImportError {}

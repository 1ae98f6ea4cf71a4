import { ImportError, InputError, type Problem } from '../errors.ts'
import { numberOf } from '../messages/catalogue.ts'
import { type JsonStopped, stoppedJson } from '../report/end-json.ts'
import { hideKeys } from './hide-keys.ts'
import { Interrupted } from './interrupt.ts'

/** What `--json` prints of a call that ended without an object of its own; in the shape of the end of every other. */
export interface JsonFailure {
  /** `failed_to_start`: the call, the mapping or a file is wrong; `stopped`: it ended before its end. */
  readonly state: 'failed_to_start' | 'stopped' | 'interrupted'
  /** Null where it was interrupted. */
  readonly stopped: JsonFailureReason | null
}

export interface JsonFailureReason extends JsonStopped {
  /** Of a mapping or a file: each with its place. */
  readonly problems?: readonly JsonProblem[]
}

export interface JsonProblem {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly number: string | null
  readonly message: string
}

export function failureJson(error: unknown): JsonFailure {
  if (error instanceof Interrupted) return { state: 'interrupted', stopped: null }
  return { state: error instanceof InputError ? 'failed_to_start' : 'stopped', stopped: reasonOf(error) }
}

function reasonOf(error: unknown): JsonFailureReason {
  const problems = error instanceof InputError ? error.problems : []
  return {
    ...stoppedJson({
      code: error instanceof ImportError ? error.code : 'internal',
      message: error instanceof Error ? hideKeys(error.message) : String(error),
      hint: error instanceof ImportError && error.hint !== null ? hideKeys(error.hint) : null,
    }),
    ...(problems.length > 0 && { problems: problems.map(jsonProblem) }),
  }
}

function jsonProblem({ file, line, column, message, code }: Problem): JsonProblem {
  return { file, line, column, number: code === undefined ? null : numberOf(code), message: hideKeys(message) }
}

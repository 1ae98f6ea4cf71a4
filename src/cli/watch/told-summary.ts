import { hostname } from 'node:os'
import { ImportError, InputError } from '../../errors.ts'
import { version } from '../../library/version.ts'
import { messageOf, numberOf } from '../../messages/catalogue.ts'
import type { JsonStopped } from '../../report/end-json.ts'
import type { JsonRun } from '../../report/json-summary.ts'
import type { JsonMigration } from '../../report/migration-json.ts'
import type { JsonRunVerification } from '../../report/verification-json.ts'
import type { ExitCode } from '../exit-codes.ts'
import { hideKeys } from '../hide-keys.ts'
import type { RunCommand } from './watch-options.ts'

/** What others are told of a call, whichever way it ended. */
export interface CallFacts {
  readonly command: RunCommand
  readonly exit_code: ExitCode
  readonly dry_run: boolean
  readonly version: string
  /** The machine's own name. */
  readonly host: string
  /** ISO 8601. */
  readonly finished_at: string
}

/** Why a call ended before its end. Without the API's own words: they may quote a cell. */
export interface ToldStop {
  readonly code: string
  /** Such as `LFI0201`; null where the code is not in the catalogue. */
  readonly number: string | null
  readonly message: string
  readonly hint: string | null
  /** Of a mapping or a file: each with its place. */
  readonly problems?: readonly string[]
}

/**
 * The summary of `--json`, less what holds values of cells: what a dry run samples, the records that rows wait for, and the
 * keys of rows whose records are not what was sent.
 */
export type ToldRun = Omit<JsonRun, 'waiting_for' | 'plan' | 'verification' | 'stopped'> & {
  readonly verification?: ToldVerification
  readonly stopped: ToldStop | null
}
export type ToldVerification = Omit<JsonRunVerification, 'differences' | 'stopped'> & {
  readonly differences: readonly Omit<JsonRunVerification['differences'][number], 'key'>[]
  readonly stopped: ToldStop | null
}
export type ToldMigration = Omit<JsonMigration, 'imports' | 'stopped'> & {
  readonly imports: readonly ToldRun[]
  readonly stopped: ToldStop | null
}

/** A call that did not get as far as a summary. */
export interface ToldFailure {
  /** `failed_to_start`: nothing was sent; `stopped`: a run had begun. */
  readonly state: 'failed_to_start' | 'stopped' | 'interrupted'
  readonly run_id: string | null
  readonly stopped: ToldStop | null
}

export type Told = (ToldRun | ToldMigration | ToldFailure) & CallFacts

const mostProblems = 20

export function callFacts(
  command: RunCommand,
  { exitCode, isDry, now }: { readonly exitCode: ExitCode; readonly isDry: boolean; readonly now: number },
): CallFacts {
  const finishedAt = new Date(now).toISOString()
  return { command, exit_code: exitCode, dry_run: isDry, version, host: hostname(), finished_at: finishedAt }
}

export function toldSummary(summary: JsonRun | JsonMigration): ToldRun | ToldMigration {
  if (!('imports' in summary)) return toldRun(summary)
  return { ...summary, imports: summary.imports.map(toldRun), stopped: summary.stopped && toldStop(summary.stopped) }
}

function toldRun({ waiting_for: _parents, plan: _samples, verification, stopped, ...rest }: JsonRun): ToldRun {
  return {
    ...rest,
    ...(verification !== undefined && { verification: toldVerification(verification) }),
    stopped: stopped && toldStop(stopped),
  }
}

function toldVerification({ differences, stopped, ...rest }: JsonRunVerification): ToldVerification {
  return {
    ...rest,
    differences: differences.map(({ key: _key, ...difference }) => difference),
    stopped: stopped && toldStop(stopped),
  }
}

/** Of what stops a run the hint may hold the API's own words; the catalogue's advice never does. */
function toldStop({ code, message }: Pick<JsonStopped, 'code' | 'message'>): ToldStop {
  const entry = messageOf(code)
  return { code, number: entry?.number ?? null, message: hideKeys(message), hint: entry?.remedy ?? null }
}

/** Of an error that is a bug, only that it is one: its message may hold what was read. */
export function toldError(error: unknown): ToldStop {
  if (!(error instanceof ImportError)) {
    const hint = 'Call the same again with --log-level debug --log-file FILE, and report what the log says.'
    return {
      code: 'internal',
      number: numberOf('internal'),
      message: 'Something went wrong inside lightfield-import.',
      hint,
    }
  }
  if (!(error instanceof InputError)) return toldStop(error)
  const problems = error.problems.slice(0, mostProblems).map(({ file, line, column, message }) => {
    const place = [file, line, column].filter(part => part !== null).join(':')
    return hideKeys(`${place}: ${message}`)
  })
  return {
    ...toldStop(error),
    ...(error.hint !== null && { hint: hideKeys(error.hint) }),
    ...(problems.length > 0 && { problems }),
  }
}

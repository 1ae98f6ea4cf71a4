import type { Log } from '../model/log.ts'
import { plainJson } from '../report/text.ts'
import { assertCallApart } from './call-files.ts'
import type { CallWords } from './call-words.ts'
import type { Environment } from './connect.ts'
import type { ExitCode } from './exit-codes.ts'
import { openLog } from './log.ts'
import type { SharedOptions } from './shared-options.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import type { Notifications } from './watch/notifications.ts'

/** What every command gets to work with. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly log: Log
  readonly environment: Environment
  /** The call itself, for what tells how to go on from it. */
  readonly call: CallWords
  /** When the process was started (milliseconds, UTC). */
  readonly calledAt: number
  /** Print one JSON object on stdout instead of words on stderr. */
  readonly json: boolean
  /** Whoever else is to be told of what a run does; null or absent: nobody. */
  readonly notifications?: Notifications | null
}

/** A command's own code: takes its options, returns the exit code, throws what a person is to read. */
export type CommandAction<Options> = (options: Options, context: CommandContext) => Promise<ExitCode>

/** @throws InputError `file_overwritten`, `log_unwritable` */
export async function openContext(options: SharedOptions, environment: NodeJS.ProcessEnv): Promise<CommandContext> {
  assertCallApart(options)
  return {
    terminal: openTerminal({ quiet: options.quiet === true, color: options.color }),
    log: await openLog(options.logFile ?? null, options.logLevel ?? null),
    environment,
    call: process.argv.slice(2),
    calledAt: performance.timeOrigin,
    json: options.json === true,
  }
}

/** One line of JSON on stdout. */
export async function printJson(terminal: Terminal, value: unknown): Promise<void> {
  await terminal.data(`${plainJson(value)}\n`)
}

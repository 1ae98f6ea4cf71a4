import { type Command, CommanderError } from 'commander'
import { type Log, silentLog } from '../model/log.ts'
import { type CommandAction, openContext } from './command.ts'
import { type ExitCode, exitCode } from './exit-codes.ts'
import { isCsvAlone } from './guided/csv-alone.ts'
import { Interrupted } from './interrupt.ts'
import type { Launch } from './launch.ts'
import { buildProgram } from './program.ts'
import type { SharedOptions } from './shared-options.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import type { Notifications } from './watch/notifications.ts'
import type { WatchOptions } from './watch/watch-options.ts'

/** The executable: reads the arguments, runs a command, sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  bearLeavingReaders()
  const program = isCsvAlone(argv) ? await guidedProgram() : buildProgram(launch)
  for (const command of [program, ...program.commands]) command.exitOverride()
  try {
    await (argv.length === 0 ? program.outputHelp({ error: true }) : program.parseAsync(argv, { from: 'user' }))
    if (argv.length === 0) process.exitCode = exitCode.wrongInput
  } catch (error) {
    // Commander has said what is wrong, or printed the help that was asked for.
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCode.done : exitCode.wrongInput
  }
}

const launch: Launch = async <Options>(
  load: () => Promise<CommandAction<Options>>,
  options: Options & SharedOptions & WatchOptions,
) => {
  let log: Log = silentLog
  let terminal: Terminal = openTerminal({ quiet: false, color: options.color })
  let notifications: Notifications | null = null
  try {
    // Before anything else, so that others are told of whatever goes wrong.
    notifications = await notificationsOf(options)
    const context = await openContext(options, process.env)
    log = context.log
    terminal = context.terminal
    notifications?.open(context)
    const action = await load()
    process.exitCode = await action(options, { ...context, notifications })
  } catch (error) {
    const code = error instanceof Interrupted ? error.exitCode : await tellFailure(error, options, log)
    process.exitCode = code
    notifications?.failed(error, code)
  }
  await notifications?.close({ terminal, log })
}

/** The command line of a call that names a CSV file and no command. */
async function guidedProgram(): Promise<Command> {
  const { buildGuidedProgram } = await import('./guided/guided-program.ts')
  return buildGuidedProgram(launch)
}

/** With the catalogue of all messages, which a command that goes well has no use for. */
async function tellFailure(error: unknown, { color }: SharedOptions, log: Log): Promise<ExitCode> {
  const { logFailure, reportFailure } = await import('./failure.ts')
  const code = reportFailure(error, openTerminal({ quiet: false, color }))
  logFailure(error, log)
  return code
}

/** Null, and nothing loaded, where nobody else is to be told. */
async function notificationsOf(options: WatchOptions): Promise<Notifications | null> {
  if (options.events === undefined && options.metrics === undefined && options.onFinish === undefined) return null
  const { openNotifications } = await import('./watch/notifications.ts')
  return openNotifications(options, process.env)
}

/** `results | head` closes the pipe early, and nobody may be reading the messages of a run: neither is an error. */
function bearLeavingReaders(): void {
  process.stdout.on('error', error => {
    // Any other reason comes back through the write itself, which knows whom to tell.
    if ('code' in error && error.code === 'EPIPE') process.exit(exitCode.done)
  })
  process.stderr.on('error', () => undefined)
}

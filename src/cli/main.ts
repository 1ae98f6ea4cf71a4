import { CommanderError } from 'commander'
import { type Log, silentLog } from '../model/log.ts'
import { type CommandAction, openContext } from './command.ts'
import { exitCode } from './exit-codes.ts'
import { logFailure, reportFailure } from './failure.ts'
import { Interrupted } from './interrupt.ts'
import type { Launch } from './launch.ts'
import { buildProgram } from './program.ts'
import type { SharedOptions } from './shared-options.ts'
import { openTerminal } from './terminal.ts'

/** The executable: reads the arguments, runs a command, sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  bearLeavingReaders()
  const program = buildProgram(launch)
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
  options: Options & SharedOptions,
) => {
  let log: Log = silentLog
  try {
    const context = await openContext(options, process.env)
    log = context.log
    const action = await load()
    process.exitCode = await action(options, context)
  } catch (error) {
    if (error instanceof Interrupted) {
      process.exitCode = error.exitCode
      return
    }
    process.exitCode = reportFailure(error, openTerminal({ quiet: false, color: options.color }))
    logFailure(error, log)
  }
}

/** `results | head` closes the pipe early, and nobody may be reading the messages of a run: neither is an error. */
function bearLeavingReaders(): void {
  process.stdout.on('error', error => {
    // Any other reason comes back through the write itself, which knows whom to tell.
    if ('code' in error && error.code === 'EPIPE') process.exit(exitCode.done)
  })
  process.stderr.on('error', () => undefined)
}

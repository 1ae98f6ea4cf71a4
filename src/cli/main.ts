import { CommanderError } from 'commander'
import { type CommandAction, openContext } from './command.ts'
import { exitCode } from './exit-codes.ts'
import { reportFailure } from './failure.ts'
import { buildProgram, type Launch } from './program.ts'
import type { SharedOptions } from './shared-options.ts'
import { openTerminal } from './terminal.ts'

/** The executable: reads the arguments, runs a command, sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietlyWhenReaderLeaves()
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
  try {
    const context = await openContext(options, process.env)
    const action = await load()
    process.exitCode = await action(options, context)
  } catch (error) {
    const terminal = openTerminal({ quiet: false, color: options.color })
    process.exitCode = reportFailure(error, terminal)
  }
}

/** `results | head` closes the pipe early: that is no error. */
function endQuietlyWhenReaderLeaves(): void {
  process.stdout.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') process.exit(exitCode.done)
    throw error
  })
}

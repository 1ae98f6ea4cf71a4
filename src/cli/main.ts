import { type Command, CommanderError, type HelpConfiguration } from 'commander'
import { exitCode } from './exit-codes.ts'
import { isCsvAlone } from './guided/csv-alone.ts'
import type { Launch } from './launch.ts'
import { buildProgram } from './program.ts'

/**
 * The executable: reads the arguments, runs a command, sets the exit code.
 *
 * @param options `keepsCode`: compiled code is kept for the next call; of no use where the sources themselves are run
 */
export async function main(argv: readonly string[], options: { readonly keepsCode?: boolean } = {}): Promise<void> {
  bearLeavingReaders()
  const launch = launcher(options.keepsCode ?? false)
  const program = isCsvAlone(argv) ? await guidedProgram(launch) : buildProgram(launch, await helpOf(argv))
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

/** What a command needs is loaded once there is one: the help and the version are to be there at once. */
function launcher(keepsCode: boolean): Launch {
  return async (load, options) => {
    if (keepsCode) (await import('./code-cache.ts')).keepCompiledCode(process.env)
    const [{ boundHeap }, { carryOut }] = await Promise.all([import('./bounded-heap.ts'), import('./carry-out.ts')])
    boundHeap()
    await carryOut(load, options)
  }
}

/** Not loaded where nobody can ask for it: alone, or among short options, as in `-Vh`. */
async function helpOf(argv: readonly string[]): Promise<HelpConfiguration> {
  if (argv.length > 0 && !argv.some(word => word === '--help' || /^-\w*h/.test(word))) return {}
  return (await import('./help/print-help.ts')).helpConfiguration
}

/** The command line of a call that names a CSV file and no command. */
async function guidedProgram(launch: Launch): Promise<Command> {
  const { buildGuidedProgram } = await import('./guided/guided-program.ts')
  return buildGuidedProgram(launch)
}

/** `results | head` closes the pipe early, and nobody may be reading the messages of a run: neither is an error. */
function bearLeavingReaders(): void {
  process.stdout.on('error', error => {
    // Any other reason comes back through the write itself, which knows whom to tell.
    if ('code' in error && error.code === 'EPIPE') process.exit(exitCode.done)
  })
  process.stderr.on('error', () => undefined)
}

import { Argument, type Command } from 'commander'
import type { Launch } from './launch.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and their values in a shell')
    .addArgument(new Argument('<shell>', 'the shell that is to complete').choices(shells))
    .action(async (shell: (typeof shells)[number]) => {
      const { completionScript } = await import('./completion/scripts.ts')
      process.stdout.write(completionScript(shell))
    })
  program
    .command('__complete', { hidden: true })
    .description('asked by the scripts of completion: what may stand at the end of these words')
    .argument('[words...]')
    .helpOption(false)
    .action(async (words: readonly string[]) => {
      const { completionAnswer } = await import('./completion/answer.ts')
      process.stdout.write(await completionAnswer(program, words))
    })
}

export function addHelp(program: Command, launch: Launch): void {
  program
    .command('help')
    .description('print the help of a command or of the program, or explain an error')
    .argument('[command]', 'the command, or the number of an error such as LFI0201; without: all commands')
    .action((name: string | undefined) =>
      launch(
        async () => {
          const { explainError, isErrorNumber } = await import('./help/explain-error.ts')
          if (name !== undefined && isErrorNumber(name)) return explainError(name)
          const { printHelp } = await import('./help/print-help.ts')
          return async () => {
            printHelp(program, name)
            return 0
          }
        },
        { color: true },
      ),
    )
}

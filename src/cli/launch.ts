import type { CommandAction } from './command.ts'
import type { SharedOptions } from './shared-options.ts'

/** Runs one command: opens what it needs, and turns its end into an exit code. */
export type Launch = <Options>(
  load: () => Promise<CommandAction<Options>>,
  options: Options & SharedOptions,
) => Promise<void>

/** The end of a command's help. */
export function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map(command => `  $ lightfield-import ${command}`).join('\n')}`
}

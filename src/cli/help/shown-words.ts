import type { Command, Option } from 'commander'

/** The commands that are for people. */
export function shownCommands(program: Command): readonly Command[] {
  // Commander's own list leaves out what is hidden.
  return program.createHelp().visibleCommands(program)
}

/** The options that are for people, that for the help too. */
export function shownOptions(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command)
}

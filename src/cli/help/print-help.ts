import type { Command, HelpConfiguration } from 'commander'
import { InputError } from '../../errors.ts'
import { commandMeant } from '../usage-error.ts'
import { commandHelp, programHelp } from './help-text.ts'
import { commandManual, programManual } from './manual.ts'
import { shownCommands } from './shown-words.ts'

/** Lines longer than this are hard to read, however wide the terminal is. */
const widestLine = 100

/** How commander is to make its help: our own text, as wide as the terminal. */
export const helpConfiguration: HelpConfiguration = {
  formatHelp(command, { helpWidth }) {
    // A terminal that does not know its width says 0.
    const width = Math.min(helpWidth || 80, widestLine)
    return command.parent === null
      ? programHelp(programManual(command), width)
      : commandHelp(commandManual(command), width)
  },
}

/**
 * `help [command]`: the same as `--help` after it.
 *
 * @throws InputError `command_unknown`
 */
export function printHelp(program: Command, name: string | undefined): void {
  const commands = shownCommands(program)
  const command = name === undefined ? program : commands.find(one => one.name() === name)
  if (name === undefined || command !== undefined) {
    ;(command ?? program).configureHelp(helpConfiguration).outputHelp()
    return
  }
  const names = commands.map(one => one.name())
  throw new InputError('command_unknown', `There is no command ${name}.`, {
    hint: commandMeant(name, program) ?? `They are ${names.join(', ')}.`,
  })
}

import type { Argument, Command, Option } from 'commander'
import { shownCommands, shownOptions } from '../help/shown-words.ts'
import { type Candidate, type Suggestion, suggestArgument, suggestValue, words } from './suggestions.ts'

/**
 * What may stand where a call is being written: a line each with what it means after a tab, then a line that begins with a
 * colon and tells the shell what else there is: `:words` nothing, `:list` more after a comma, `:files` files, by these
 * endings where any are named.
 *
 * @param call the words behind the program's name; the last one is being written, and may be empty
 */
export async function completionAnswer(program: Command, call: readonly string[]): Promise<string> {
  const { candidates, kind, endings = [] } = await suggest(program, call)
  const typed = typedValue(call.at(-1) ?? '')
  const lines = candidates.filter(([word]) => word.startsWith(typed)).map(([word, meaning]) => `${word}\t${meaning}`)
  return [...lines, `:${[kind, ...endings].join(' ')}`, ''].join('\n')
}

async function suggest(program: Command, call: readonly string[]): Promise<Suggestion> {
  const current = call.at(-1) ?? ''
  const [name, ...given] = call.slice(0, -1)
  if (name === undefined) return current.startsWith('-') ? optionsOf(program, []) : commandsOf(program)
  const command = program.commands.find(one => one.name() === name)
  if (command === undefined) return words([])
  const { open, positionals, isOver } = read(command, given)
  if (open !== null) return suggestValue(open, current, given)
  if (!isOver && current.startsWith('--') && current.includes('=')) {
    const option = findOption(command, current)
    return option === null || !takesValue(option) ? words([]) : suggestValue(option, typedValue(current), given)
  }
  if (!isOver && current.startsWith('-')) return optionsOf(command, given)
  const argument = argumentAt(command, positionals)
  // A person who has given all that the command needs is looking for its options.
  if (argument === null) return isOver || current !== '' ? words([]) : optionsOf(command, given)
  return argument.name() === 'command' ? commandsOf(program) : suggestArgument(argument)
}

interface Read {
  /** The option whose value comes next; null: none waits for one. */
  readonly open: Option | null
  readonly positionals: number
  /** Whether `--` has ended the options. */
  readonly isOver: boolean
}

function read(command: Command, given: readonly string[]): Read {
  let open: Option | null = null
  let positionals = 0
  let isOver = false
  for (const word of given) {
    if (open !== null) open = null
    else if (isOver || word === '-' || !word.startsWith('-')) positionals += 1
    else if (word === '--') isOver = true
    else {
      const option = findOption(command, word)
      open = option !== null && takesValue(option) && !word.includes('=') ? option : null
    }
  }
  return { open, positionals, isOver }
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | null {
  return registeredArguments[index] ?? null
}

function findOption(command: Command, word: string): Option | null {
  const [name] = word.split('=', 1)
  return command.options.find(option => option.long === name || option.short === name) ?? null
}

function takesValue(option: Option): boolean {
  return option.required || option.optional
}

function commandsOf(program: Command): Suggestion {
  return words(shownCommands(program).map(one => [one.name(), firstClause(one.description())]))
}

/** Those that were not given yet; the ones that the command cannot do without come first. */
function optionsOf(command: Command, given: readonly string[]): Suggestion {
  const open = shownOptions(command).filter(({ long, short }) => !given.some(word => word === long || word === short))
  const ordered = [...open.filter(option => option.mandatory), ...open.filter(option => !option.mandatory)]
  return words(
    ordered.flatMap(({ long, description }): Candidate[] => (long == null ? [] : [[long, firstClause(description)]])),
  )
}

/** Of `--status=failed`, what stands behind the sign: a shell completes just that. */
function typedValue(word: string): string {
  return /^--[^=]+=(?<value>.*)$/s.exec(word)?.groups?.['value'] ?? word
}

/** A shell shows it beside the word, on one line. */
function firstClause(meaning: string): string {
  return (meaning.split(/[;(\n\t]/, 1)[0] ?? '').trim()
}

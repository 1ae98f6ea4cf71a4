import type { Argument, Command, Option } from 'commander'
import { type CommandGroup, commandGroups, commandNotes, type Example, type ExitMeanings } from './command-notes.ts'
import { shownCommands, shownOptions } from './shown-words.ts'

/** A term and what it means. */
export type Item = readonly [term: string, meaning: string]

/** What there is to say of one command, for every form that it is said in: the help, the man page, docs/commands.md. */
export interface CommandManual {
  readonly name: string
  /** Such as `lightfield-import run <csv> --mapping <file> [options]`. */
  readonly usage: string
  readonly group: CommandGroup
  readonly summary: string
  /** A sentence. */
  readonly description: string
  readonly arguments: readonly Item[]
  readonly optionGroups: readonly { readonly title: string; readonly options: readonly Item[] }[]
  readonly environment: readonly Item[]
  readonly exitCodes: ExitMeanings
  readonly examples: readonly Example[]
  readonly pages: readonly string[]
}

/** What there is to say of the whole program. */
export interface ProgramManual {
  readonly name: string
  readonly usage: string
  readonly description: string
  readonly groups: readonly { readonly title: CommandGroup; readonly commands: readonly CommandManual[] }[]
  readonly options: readonly Item[]
  readonly environment: readonly Item[]
  readonly exitCodes: ExitMeanings
  readonly examples: readonly Example[]
}

export function programManual(program: Command): ProgramManual {
  const commands = shownCommands(program).map(commandManual)
  return {
    name: program.name(),
    usage: `${program.name()} <command> [options]`,
    description: program.description(),
    groups: commandGroups
      .map(title => ({ title, commands: commands.filter(({ group }) => group === title) }))
      .filter(group => group.commands.length > 0),
    options: shownOptions(program).map(optionItem),
    environment,
    exitCodes: [
      ['0', 'everything that was asked for is done'],
      ['1', 'finished, but some rows failed'],
      ['2', 'the call, the mapping or the file is wrong; nothing was sent'],
      ['3', 'stopped before the end; the same command goes on from there'],
      ['130, 143', 'interrupted by SIGINT (Ctrl-C) or SIGTERM'],
    ],
    examples: [
      ['try it without a workspace', 'sandbox --port 8080'],
      ['draft a mapping, judge the file, import it', 'init deals.csv --object opportunity'],
      ['', 'check deals.csv --mapping deals.yaml'],
      ['', 'run deals.csv --mapping deals.yaml'],
    ],
  }
}

export function commandManual(command: Command): CommandManual {
  const notes = commandNotes(command.name())
  const options = shownOptions(command)
  const groups = Map.groupBy(options, option => option.helpGroupHeading ?? 'Options:')
  return {
    name: command.name(),
    usage: usageOf(command),
    group: notes?.group ?? 'Tools',
    summary: notes?.summary ?? command.description(),
    description: sentence(command.description()),
    arguments: command.registeredArguments.map(argument => [argument.name(), argumentMeaning(argument)]),
    optionGroups: [...groups].map(([title, members]) => ({ title, options: members.map(optionItem) })),
    environment: environment.filter(([name]) => concerns(name, options)),
    exitCodes: notes?.exitCodes ?? [],
    examples: notes?.examples ?? [],
    pages: notes?.pages ?? [],
  }
}

const environment: readonly Item[] = [
  ['LIGHTFIELD_API_KEY', 'the API key; never an argument. --api-key-file names a file instead'],
  ['LIGHTFIELD_BASE_URL', 'address of the API, where --base-url does not name one'],
  ['HTTPS_PROXY, NO_PROXY', 'the proxy on the way to the API, and hosts that are reached without it'],
  ['LIGHTFIELD_IMPORT_WEBHOOK_SECRET', 'signs what --on-finish posts'],
  ['NO_COLOR', 'set to anything: no colours'],
]

function concerns(variable: string, options: readonly Option[]): boolean {
  const has = (long: string): boolean => options.some(option => option.long === long)
  if (variable === 'NO_COLOR') return has('--no-color')
  return variable === 'LIGHTFIELD_IMPORT_WEBHOOK_SECRET' ? has('--on-finish') : has('--base-url')
}

function usageOf(command: Command): string {
  const args = command.registeredArguments.map(one => (one.required ? `<${one.name()}>` : `[${one.name()}]`))
  const required = command.options.filter(option => option.mandatory).map(option => option.flags)
  return [command.parent?.name() ?? '', command.name(), ...args, ...required, '[options]'].join(' ').trim()
}

function optionItem(option: Option): Item {
  const choices = option.argChoices === undefined ? [] : [`one of ${option.argChoices.join(', ')}`]
  const preset = option.required && option.defaultValue !== undefined ? [`default: ${String(option.defaultValue)}`] : []
  const more = [...choices, ...preset].join('; ')
  return [option.flags, more === '' ? option.description : `${option.description} (${more})`]
}

function argumentMeaning({ argChoices, description }: Argument): string {
  return argChoices === undefined ? description : `${description} (one of ${argChoices.join(', ')})`
}

function sentence(clause: string): string {
  return `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}${clause.endsWith('.') ? '' : '.'}`
}

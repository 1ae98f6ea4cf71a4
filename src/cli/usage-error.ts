import type { Command } from 'commander'
import { callMessages } from '../messages/call.ts'
import { nearest } from '../model/nearest.ts'
import { plainJson, plainText } from '../report/text.ts'
import { hideKeys } from './hide-keys.ts'
import { type Paint, paint, shown } from './paint.ts'

/** A wrong call, fit to be shown. */
export interface UsageError {
  readonly code: keyof typeof callMessages
  readonly message: string
  /** What to do, or what was meant, as far as anybody can tell. */
  readonly hint: string | null
}

/**
 * What commander says about a wrong call, with its number and what was meant, without the value of an option that does not
 * exist, and without a key, since people try `--api-key=sk_lf_…` and what is printed may be kept.
 *
 * @param command what was called; null where that is not known
 */
function usageErrorOf(said: string, command: Command | null = null): UsageError {
  const text = plainText(said.replace(quotedBreak, '\\u000a')).trimEnd()
  const safe = hideKeys(text.replace(/^(error: unknown option '[^'=]*)=.*?'(?=\r?\n|$)/s, "$1'"))
  const hint = givesKeyAway(text, command) ? keyHint : adviceOn(safe, command)
  return { code: codeOf(safe), message: reworded(safe.replace(/^error: /, '')), hint }
}

/** The same as lines, as every other error is told. */
export function usageErrorText(
  said: string,
  command: Command | null = null,
  style: Pick<Paint, 'red' | 'dim'> = { red: text => text, dim: text => text },
): string {
  const { code, message, hint } = usageErrorOf(said, command)
  const first = `${style.red('error:')} ${message}${style.dim(` (${callMessages[code].number})`)}`
  return [first, ...(hint === null ? [] : [`  ${hint}`]), ''].join('\n')
}

/** Has every wrong call told like that, with the command whose help says more; to programs as one object on stdout. */
export function tellUsageErrors(command: Command, mayShowColors: boolean): void {
  const name = [command.parent?.name(), command.name()].filter(part => part !== undefined).join(' ')
  command
    .configureOutput({
      outputError(said, write) {
        write(shown(usageErrorText(said, command, paint), mayShowColors ? process.stderr : null))
        if (process.argv.includes('--json')) process.stdout.write(usageErrorJson(said, command))
      },
    })
    .showHelpAfterError(`  See: ${name} --help`)
  for (const each of command.commands) tellUsageErrors(each, mayShowColors)
}

function usageErrorJson(said: string, command: Command): string {
  const { code, message, hint } = usageErrorOf(said, command)
  const { number, remedy } = callMessages[code]
  return `${plainJson({ state: 'failed_to_start', stopped: { code, number, message, hint: hint ?? remedy } })}\n`
}

/** A line break in what the user said: commander's own is at the end. */
const quotedBreak = /\n(?!$)/g

function givesKeyAway(text: string, command: Command | null): boolean {
  return keyOption.test(text) || [text, ...(command?.args ?? [])].some(word => hideKeys(word) !== word)
}

const keyOption = /^error: unknown option '--?(api[-_]?)?(key|token)['=]/i
const keyHint = 'The API key is never an argument: set LIGHTFIELD_API_KEY, or name a file with --api-key-file FILE.'

const kinds: readonly (readonly [RegExp, keyof typeof callMessages])[] = [
  [/^error: unknown command/, 'command_unknown'],
  [/^error: unknown option/, 'call_option_unknown'],
  [/^error: missing required argument/, 'argument_missing'],
  [/^error: required option .* not specified/, 'option_missing'],
  [/^error: option .* argument missing/, 'option_value_missing'],
  [/ is invalid/, 'option_value'],
  [/^error: too many arguments/, 'arguments_excess'],
]

function codeOf(what: string): keyof typeof callMessages {
  return kinds.find(([pattern]) => pattern.test(what))?.[1] ?? 'call_wrong'
}

/** Commander's sentence about a value, which says "argument" for two things, in the words of the other messages. */
function reworded(what: string): string {
  return what
    .replace(/^option '(--[\w-]+)[^']*' argument '(.*)' is invalid\. /s, "$1 cannot be '$2'. ")
    .replace(/^command-argument value '(.*)' is invalid for argument '(.*)'\. /s, "the $2 cannot be '$1'. ")
    .replace(/^option '(--[\w-]+)( [^']*)' argument missing$/, "option '$1$2' stands without its value")
    .replace('Allowed choices are', 'It must be one of')
}

/** What the user may have meant, where commander does not say it; null: nobody can tell. */
function adviceOn(what: string, command: Command | null): string | null {
  if (command === null) return null
  const name = /^error: unknown command '(.*)'/s.exec(what)?.[1]
  if (name !== undefined) return commandMeant(name, command)
  const option = /^error: unknown option '(--[^']+)'$/.exec(what)?.[1]
  if (option !== undefined) return optionMeant(option, command)
  const missing = /^error: required option '(--[\w-]+)/.exec(what)?.[1]
  if (missing === '--mapping') return misspelt(missing, command) ?? `${formOf(command)}; init drafts a mapping file`
  if (missing !== undefined) return misspelt(missing, command) ?? formOf(command)
  if (/^error: (missing required argument|too many arguments)/.test(what)) return formOf(command)
  const choice = /(?:argument|value) '(.*)' is invalid.*Allowed choices are (.*)\.$/s.exec(what)
  const near = choice && nearest(choice[1] ?? '', (choice[2] ?? '').split(', '))
  return near && `Did you mean ${near}?`
}

/** What other programs call the same, where it is not written much like our own name for it. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['import', 'run'],
  ['load', 'run'],
  ['upload', 'run'],
  ['sync', 'run'],
  ['push', 'run'],
  ['start', 'run'],
  ['resume', 'run'],
  ['validate', 'check'],
  ['lint', 'check'],
  ['test', 'check'],
  ['map', 'init'],
  ['new', 'init'],
  ['rollback', 'undo'],
  ['revert', 'undo'],
  ['delete', 'undo'],
  ['export', 'results'],
  ['list', 'status'],
  ['history', 'status'],
  ['simulator', 'sandbox'],
  ['fields', 'definitions'],
  ['schema', 'definitions'],
])

/** The command that was most likely meant by a name that none has; null: nobody can tell. */
export function commandMeant(name: string, program: Command): string | null {
  const shownCommands = program.createHelp().visibleCommands(program)
  const near =
    otherNames.get(name.toLowerCase()) ??
    nearest(
      name,
      shownCommands.map(command => command.name()),
    )
  return near && `Did you mean ${near}?`
}

/** What a call of the command needs, such as `run <csv> --mapping <file>`. */
function formOf(command: Command): string | null {
  if (command.parent === null) return null
  const given = command.registeredArguments.map(each => (each.required ? `<${each.name()}>` : `[${each.name()}]`))
  const needed = command.options.filter(option => option.mandatory).map(option => option.flags)
  return `It is called as: ${[command.parent.name(), command.name(), ...given, ...needed].join(' ')}`
}

/** An option of this command that is written much like it, or another command that has the option as it stands. */
function optionMeant(option: string, command: Command): string | null {
  const near = nearest(option, longOptions(command))
  if (near === option) return `${option} takes no value.`
  if (near !== null) return `Did you mean ${near}?`
  const owners = (command.parent?.commands ?? []).filter(other => longOptions(other).includes(option))
  if (owners.length === 0) return null
  return `It is an option of ${owners.map(owner => owner.name()).join(', ')}.`
}

/** Commander looks for what is missing before it looks at what it does not know, which it leaves among the arguments. */
function misspelt(missing: string, { args }: Command): string | null {
  const unknown = args.filter(word => word.startsWith('--')).map(word => word.replace(/=.*$/s, ''))
  const near = nearest(missing, unknown)
  return near && `Did you mean ${missing} where you say ${plainText(near)}?`
}

function longOptions({ options }: Command): readonly string[] {
  return options.flatMap(({ long, hidden }) => (hidden || !long ? [] : [long]))
}

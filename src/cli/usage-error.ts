import type { Command } from 'commander'
import { callMessages } from '../messages/call.ts'
import { nearest } from '../model/nearest.ts'
import { plainText } from '../report/text.ts'
import { hideKeys } from './hide-keys.ts'
import { paint, shown } from './paint.ts'

/**
 * What commander says about a wrong call, fit to be shown: with its number and what was meant, without the value of an
 * option that does not exist, and without a key, since people try `--api-key=sk_lf_…` and what is printed may be kept.
 *
 * @param command what was called; null where that is not known
 */
export function usageErrorText(
  said: string,
  command: Command | null = null,
  red: (label: string) => string = label => label,
): string {
  const text = plainText(said.replace(quotedBreak, '\\u000a')).trimEnd()
  const safe = hideKeys(text.replace(/^(error: unknown option '[^'=]*)=.*?'(?=\r?\n|$)/s, "$1'"))
  const [what = '', meant] = safe.split('\n(')
  const theirs = meant === undefined ? null : meant.replace(/\)$/, '')
  const advice = givesKeyAway(text, command) ? keyHint : (adviceOn(what, command) ?? theirs)
  const lines = [what.replace(/^error:/, red(`error ${numberOf(what)}:`)), ...(advice === null ? [] : [`  ${advice}`])]
  return `${lines.join('\n')}\n`
}

/** Has every wrong call told like that, with the command whose help says more. */
export function tellUsageErrors(command: Command, mayShowColors: boolean): void {
  const name = [command.parent?.name(), command.name()].filter(part => part !== undefined).join(' ')
  command
    .configureOutput({
      outputError: (said, write) =>
        write(shown(usageErrorText(said, command, paint.red), mayShowColors ? process.stderr : null)),
    })
    .showHelpAfterError(`  See: ${name} --help`)
  for (const each of command.commands) tellUsageErrors(each, mayShowColors)
}

/** A line break in what the user said: commander's own are at the end, and before a suggestion. */
const quotedBreak = /\n(?!$|\(Did you mean)/g

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

function numberOf(what: string): string {
  const kind = kinds.find(([pattern]) => pattern.test(what))?.[1] ?? 'call_wrong'
  return callMessages[kind].number
}

/** What the user may have meant, where commander does not say it; null: nobody can tell. */
function adviceOn(what: string, command: Command | null): string | null {
  const option = /^error: unknown option '(--[^']+)'$/.exec(what)?.[1]
  if (option !== undefined && command !== null) return optionMeant(option, command)
  const missing = /^error: required option '(--[\w-]+)/.exec(what)?.[1]
  if (missing !== undefined && command !== null) return misspelt(missing, command)
  const choice = /argument '(.*)' is invalid.*Allowed choices are (.*)\.$/s.exec(what)
  const near = choice && nearest(choice[1] ?? '', (choice[2] ?? '').split(', '))
  return near && `Did you mean ${near}?`
}

/** An option of this command that is written much like it, or another command that has the option as it stands. */
function optionMeant(option: string, command: Command): string | null {
  const near = nearest(option, longOptions(command))
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

import { shellWord } from '../report/text.ts'
import { hideKeys } from './hide-keys.ts'

/** The words of a call, the program's own name left out: `['run', 'deals.csv', '--mapping', 'deals.yaml']`. */
export type CallWords = readonly string[]

/** Options that say where the API is and with which key: every command about the same workspace takes them. */
const connectionOptions: readonly CallOption[] = [
  { name: '--base-url', takesValue: true },
  { name: '--api-key-file', takesValue: true },
  { name: '--allow-http', takesValue: false },
]

/** An option as it stands in a call. */
interface CallOption {
  readonly name: string
  readonly takesValue: boolean
}

const dryRun: CallOption = { name: '--dry-run', takesValue: false }
/** Whoever is posted to may be known by a secret in the address, and summaries are kept. */
const onFinish: CallOption = { name: '--on-finish', takesValue: true }
const mode: CallOption = { name: '--mode', takesValue: true }

/** A command, as a shell takes it. */
export function commandText(words: CallWords): string {
  return hideKeys(['lightfield-import', ...words].map(shellWord).join(' '))
}

/** The same call again, to be copied. */
export function sameCall(call: CallWords): string {
  return commandText(without(call, [onFinish]))
}

/** The same call without `--dry-run`. */
export function realCall(call: CallWords): string {
  return commandText(without(call, [onFinish, dryRun]))
}

/** The options of a call that lead to its workspace. */
export function connectionWords(call: CallWords): CallWords {
  return only(call, connectionOptions)
}

/** `--mode`, where a call overrides that of the mapping. */
export function modeWords(call: CallWords): CallWords {
  return only(call, [mode])
}

function without(call: CallWords, options: readonly CallOption[]): CallWords {
  const left = new Set(call.keys())
  for (const { at, length } of options.flatMap(option => placesOf(call, option))) {
    for (let index = at; index < at + length; index++) left.delete(index)
  }
  return call.filter((_, index) => left.has(index))
}

function only(call: CallWords, options: readonly CallOption[]): CallWords {
  return options.flatMap(option => placesOf(call, option).flatMap(({ at, length }) => call.slice(at, at + length)))
}

/** Where an option stands: `--name value` are two words, `--name=value` one. */
function placesOf(call: CallWords, { name, takesValue }: CallOption): readonly { at: number; length: number }[] {
  return [...call.entries()].flatMap(([at, word]) => {
    if (word === name) return [{ at, length: takesValue ? 2 : 1 }]
    return takesValue && word.startsWith(`${name}=`) ? [{ at, length: 1 }] : []
  })
}

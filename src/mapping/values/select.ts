import type { SelectOption } from '../../model/definitions.ts'
import { nearest } from '../../model/nearest.ts'
import { type Converter, converted, type Refusal, refusal, remembering } from './converted.ts'
import { convertText } from './text.ts'

export interface SelectOptions {
  /** Null where nobody knows them: then a label passes as it stands. */
  readonly options: readonly SelectOption[] | null
  /** Field key, for messages. */
  readonly key: string
}

/**
 * SINGLE_SELECT, and each choice of a MULTI_SELECT: the id of the option with this id or label. Exactly, or else with
 * case and spaces folded. A label of several options is refused, since the API cannot tell them apart either.
 */
export function selectConverter({ options, key }: SelectOptions): Converter<string> {
  if (options === null) return convertText
  const exact = optionIndex(options, word => word)
  const folded = optionIndex(options, fold)
  const unknown = remembering<string>(text => unknownOption(text, options, key), 256)
  return text => {
    const ids = exact.get(text) ?? folded.get(fold(text))
    if (ids === undefined) return unknown(text)
    const [id] = ids
    if (ids.length === 1 && id !== undefined) return converted(id)
    const message = `the label of ${ids.length} options of ${key}: name one by its id, through values (${ids.join(', ')})`
    return refusal('ambiguous_option', message)
  }
}

/** Ids of the options that go by each word. An id means its own option only, whatever the labels. */
function optionIndex(options: readonly SelectOption[], form: (word: string) => string): Map<string, readonly string[]> {
  const ids = Map.groupBy(options, option => form(option.label))
  const index = new Map([...ids].map(([word, those]) => [word, [...new Set(those.map(option => option.id))]]))
  for (const option of options) index.set(form(option.id), [option.id])
  return index
}

function fold(word: string): string {
  return word.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
}

function unknownOption(text: string, options: readonly SelectOption[], key: string): Refusal {
  const near = nearest(
    text,
    options.map(option => option.label),
  )
  const advice = near === null ? 'map it through values' : `nearest: ${near}`
  return refusal('unknown_option', `not one of the ${options.length} options of ${key}; ${advice}`)
}

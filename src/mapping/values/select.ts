import type { SelectOption } from '../../model/definitions.ts'
import { nearest } from '../../model/nearest.ts'
import { type Converted, type Converter, converted, type Refusal, refusal, remembering } from './converted.ts'
import { convertText } from './text.ts'

export interface SelectOptions {
  /** Null where nobody knows them: then a label passes as it stands. */
  readonly options: readonly SelectOption[] | null
  /** Field key, for messages. */
  readonly key: string
  /** Whether the choice of another field tells options with the same label apart: see `narrowChoice`. */
  readonly dependsOnParent: boolean
}

/** Candidates that a message names at most. */
const mostCandidates = 12

/** Between the ids of options that share a label, until the parent's choice tells them apart; no id holds it. */
const joint = '\n'

/**
 * SINGLE_SELECT, and each choice of a MULTI_SELECT: the id of the option with this id or label. Exactly, or else with
 * case, spaces and forms of the same letter folded. A label of several options is refused with the candidates, since
 * the API cannot tell them apart either.
 */
export function selectConverter({ options, key, dependsOnParent }: SelectOptions): Converter<string> {
  if (options === null) return convertText
  const exact = optionIndex(options, word => word)
  const folded = optionIndex(options, fold)
  const unknown = remembering<string>(text => unknownOption(text, options, key), 256)
  return text => {
    const ids = exact.get(text) ?? folded.get(fold(text))
    if (ids === undefined) return unknown(text)
    const [id] = ids
    if (ids.length === 1 && id !== undefined) return converted(id)
    return dependsOnParent ? converted(ids.join(joint)) : ambiguousOption(text, ids, options, key)
  }
}

/**
 * Of what a select converter that depends on a parent made, what belongs to the options chosen for the parent.
 *
 * @param chosen ids chosen for the parent; null: nobody knows which
 */
export function narrowChoice(
  choice: string,
  chosen: readonly string[] | null,
  options: readonly SelectOption[],
  key: string,
): Converted<string> {
  const ids = choice.split(joint)
  const those = options.filter(option => ids.includes(option.id))
  const fitting =
    chosen === null ? those : those.filter(({ parentId }) => parentId === null || chosen.includes(parentId))
  const [first, second] = fitting
  const label = those[0]?.label ?? ''
  if (first === undefined) return wrongParent(label, chosen ?? [], options, key)
  if (second !== undefined) return ambiguousOption(label, ids, options, key)
  return converted(first.id)
}

/** Ids of the options that go by each word. An id means its own option only, whatever the labels. */
function optionIndex(options: readonly SelectOption[], form: (word: string) => string): Map<string, readonly string[]> {
  const ids = Map.groupBy(options, option => form(option.label))
  const index = new Map([...ids].map(([word, those]) => [word, [...new Set(those.map(option => option.id))]]))
  for (const option of options) index.set(form(option.id), [option.id])
  return index
}

/** Upper case first: it alone makes "SS" of "ß", and one sigma of three. */
function fold(word: string): string {
  return word.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase().toLowerCase()
}

function unknownOption(text: string, options: readonly SelectOption[], key: string): Refusal {
  const labels = options.map(option => option.label)
  const near = nearest(text, labels)
  const advice = near === null ? `map it through values, to ${list(labels)}` : `nearest: ${near}`
  return { ...refusal('unknown_option', `not one of the ${options.length} options of ${key}; ${advice}`), text }
}

function ambiguousOption(text: string, ids: readonly string[], options: readonly SelectOption[], key: string): Refusal {
  const candidates = options
    .filter(option => ids.includes(option.id))
    .map(({ id, parentId }) => (parentId === null ? id : `${id} of ${parentId}`))
  const message = `the label of ${ids.length} options of ${key}: name one by its id, through values (${list(candidates)})`
  return { ...refusal('ambiguous_option', message), text }
}

function wrongParent(text: string, chosen: readonly string[], options: readonly SelectOption[], key: string): Refusal {
  const candidates = options.filter(({ parentId }) => parentId === null || chosen.includes(parentId))
  const advice =
    candidates.length === 0 ? 'there are none there' : `expected ${list(candidates.map(({ label }) => label))}`
  return {
    ...refusal('option_of_other_parent', `an option of ${key} that does not go with its parent's; ${advice}`),
    text,
  }
}

function list(candidates: readonly string[]): string {
  const some = candidates.slice(0, mostCandidates).join(', ')
  return candidates.length > mostCandidates ? `${some}, …` : some
}

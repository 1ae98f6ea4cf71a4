import type { SelectOption, ValueType } from './definitions.ts'
import type { Fold } from './payload.ts'
import { matchedForm, storedForm } from './value-form.ts'

/**
 * Whether writing a value would change nothing, after what the API does to a value when it stores it. Of several values
 * the order does not count, one alone is the same as a list of it, and nothing is nothing, in whichever way it is said.
 *
 * @param held a field's bare value in an answer
 * @param wanted the value as a write or a filter takes it
 * @param type null where it is not known: then what the values look like decides
 * @param options those of a select: id and label are the same choice
 */
export function sameValue(
  held: unknown,
  wanted: unknown,
  type: ValueType | null,
  options: readonly SelectOption[],
): boolean {
  if (isParts(held) && isParts(wanted)) return sameParts(held, wanted)
  const toForms = (one: unknown) => choices(options, textOf(one)) ?? [storedForm(textOf(one), type)]
  const heldForms = itemsOf(held).map(toForms)
  const wantedForms = itemsOf(wanted).map(toForms)
  return areAllAmong(heldForms, wantedForms) && areAllAmong(wantedForms, heldForms)
}

/**
 * What a held or wanted value is matched by in a look-up: two values with a form in common are the same. A list has a
 * form for each of its values, a select's label that several options have one for each of them, and a blank value none.
 *
 * Beside what never counts for a value type, `fold` names what does not count here. Case is folded by full upper and then
 * lower case of the NFKC form, without a language: ß is ss, ς is σ, ı is i, but the dot of İ is kept.
 */
export function matchForm(
  value: unknown,
  type: ValueType | null,
  fold: readonly Fold[],
  options: readonly SelectOption[] = [],
): readonly string[] {
  if (typeof value === 'string' && options.length === 0) return formsOfText(value, type, fold)
  const forms = itemsOf(value).flatMap(one => {
    const text = textOf(one)
    return choices(options, text) ?? [folded(matchedForm(text, type), fold)]
  })
  // Of `www.` alone nothing is left: that is no value to find a record by.
  return [...new Set(forms)].filter(form => form !== '')
}

/** What most rows are looked up by: a text, which no options have another name for. */
function formsOfText(text: string, type: ValueType | null, fold: readonly Fold[]): readonly string[] {
  const form = text.trim() === '' ? '' : folded(matchedForm(text, type), fold)
  return form === '' ? [] : [form]
}

/** Whether a field holds nothing: white space, an empty list and a name or an address without a part are nothing too. */
export function blankValue(held: unknown): boolean {
  return itemsOf(held).length === 0
}

type Parts = Readonly<Record<string, unknown>>

const addressParts = ['street', 'street2', 'city', 'state', 'postalCode', 'country', 'latitude', 'longitude']
const partOrder: readonly string[] = ['firstName', 'lastName', ...addressParts]

/** The values of a field, the blank ones left out. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(itemsOf)
  if (value === null || value === undefined) return []
  const isBlank = isParts(value) ? filledParts(value).size === 0 : String(value).trim() === ''
  return isBlank ? [] : [value]
}

function isParts(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parts by name, each as a text; a blank part is as good as an absent one. */
function filledParts(parts: Parts): ReadonlyMap<string, string> {
  const texts = Object.entries(parts).map(([name, part]): [string, string] => [
    name,
    storedForm(String(part ?? ''), 'TEXT'),
  ])
  return new Map(texts.filter(([, text]) => text !== ''))
}

function sameParts(held: Parts, wanted: Parts): boolean {
  const [one, other] = [filledParts(held), filledParts(wanted)]
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text)
}

/** A value as one text: `First Last` of a name, the parts of an address in the order in which they are written. */
function textOf(value: unknown): string {
  if (!isParts(value)) return String(value)
  const parts = filledParts(value)
  return partOrder.flatMap(name => parts.get(name) ?? []).join(' ')
}

/** Ids of the options that a word stands for: by id, by label, or else by label whatever its case; null for none. */
function choices(options: readonly SelectOption[], word: string): readonly string[] | null {
  if (options.length === 0) return null
  const text = word.trim()
  const lower = folded(text, ['case'])
  const tests: readonly ((option: SelectOption) => boolean)[] = [
    ({ id }) => id === text,
    ({ label }) => label.trim() === text,
    ({ label }) => folded(label.trim(), ['case']) === lower,
  ]
  const found = tests.map(test => options.filter(test)).find(matches => matches.length > 0)
  return found?.map(({ id }) => id) ?? null
}

function areAllAmong(forms: readonly (readonly string[])[], others: readonly (readonly string[])[]): boolean {
  return forms.every(alternatives => others.some(other => other.some(form => alternatives.includes(form))))
}

function folded(text: string, fold: readonly Fold[]): string {
  const spaced = fold.includes('space') ? text.replace(/\s/g, '') : text
  return fold.includes('case') ? spaced.normalize('NFKC').toUpperCase().toLowerCase() : spaced
}

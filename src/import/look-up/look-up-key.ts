import type { ApiRecord } from '../../lightfield/record.ts'
import type { FieldValue, LookUp, Wanted } from '../../model/payload.ts'
import { matchForm } from '../../model/same-value.ts'
import { digestOf } from '../identity.ts'

type Values = Wanted['values']

/** One key for all spellings that are the same look-up. */
export function lookUpKey(lookUp: LookUp, values: Values): string {
  return keyOf(lookUp, formsOf(lookUp, values))
}

/** A look-up's fields and what does not count: look-ups that are alike in this can be answered from the same pages. */
export function lookUpForm(lookUp: LookUp): string {
  let form = knownForms.get(lookUp)
  if (form === undefined) {
    const { object, by, fold } = lookUp
    form = JSON.stringify([object, by.map(({ key }) => key), [...fold].sort()])
    knownForms.set(lookUp, form)
  }
  return form
}

/** Asked for several times with each row, and the rows of a file share their look-ups. */
const knownForms = new WeakMap<LookUp, string>()

/**
 * Digest of a look-up key, for the ledger: says nothing of the values. Rows are matched by it and parents are known by it,
 * so that a row and a parent which are the same record meet.
 */
export function lookUpDigest(lookUp: LookUp, values: Values): string {
  return digestOf([lookUpKey(lookUp, values)])
}

/** Every key that a record is found by: several where one of its fields holds several values; none where one is blank. */
export function recordKeys(lookUp: LookUp, record: Pick<ApiRecord, 'fields'>): readonly string[] {
  let combinations: readonly (readonly string[])[] = [[]]
  for (const { key, valueType } of lookUp.by) {
    const forms = matchForm(record.fields.get(key), valueType, lookUp.fold)
    combinations = combinations.flatMap(combination => forms.map(form => [...combination, form]))
  }
  return [...new Set(combinations.map(forms => keyOf(lookUp, forms)))]
}

/** Whether a record is one that is looked for: a list's filter may be wider than what is meant. */
export function isWanted(lookUp: LookUp, record: Pick<ApiRecord, 'fields'>, values: Values): boolean {
  const wanted = formsOf(lookUp, values)
  return lookUp.by.every(({ key, valueType }, position) =>
    matchForm(record.fields.get(key), valueType, lookUp.fold).includes(wanted[position] ?? ''),
  )
}

/** What a row is matched by, from its fields: of a field with several values the first. Null where one is blank. */
export function matchValues(lookUp: LookUp, fields: ReadonlyMap<string, FieldValue>): Values | null {
  const values = lookUp.by.map(({ key }) => scalar(fields.get(key)))
  return values.every(value => value !== null) ? values : null
}

function formsOf({ by, fold }: LookUp, values: Values): readonly string[] {
  return by.map(({ valueType }, position) => matchForm(values[position], valueType, fold)[0] ?? '')
}

function keyOf(lookUp: LookUp, forms: readonly string[]): string {
  return JSON.stringify([lookUpForm(lookUp), ...forms])
}

function scalar(value: FieldValue | undefined): string | number | boolean | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'object') return value
  const [first] = Array.isArray(value) ? value : [partsText(value)]
  return first === undefined || first === '' ? null : first
}

/** A name or an address as one text, as filters take it. */
function partsText(parts: object): string {
  return Object.values(parts)
    .map(part => String(part).trim())
    .filter(part => part !== '')
    .join(' ')
}

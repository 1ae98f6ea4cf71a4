import { columnForms, nameWords } from './column-names.ts'
import type { ColumnProfile } from './sample.ts'
import type { Target } from './targets.ts'

/** A column and what it may fill, by their names. */
export interface Candidate {
  readonly column: ColumnProfile
  readonly target: Target
  /** 0 to 1. */
  readonly score: number
}

/** Words that tell one address of a record from another, or just that it is one. */
const addressWords =
  'address location of billing mailing primary main hq headquarters office company organization organisation account person contact shipping delivery home other work rechnungs liefer'

const addressWordSet = new Set(addressWords.split(' '))
const secondaryAddress: ReadonlyMap<string, number> = new Map([
  ['shipping', 0.9],
  ['delivery', 0.9],
  ['liefer', 0.9],
  ['home', 0.88],
  ['other', 0.85],
])

/** Every pair of a column and a target whose names fit, best first; the order of the file decides between equals. */
export function candidates(
  columns: readonly ColumnProfile[],
  targets: readonly Target[],
  object: string,
): readonly Candidate[] {
  return columns
    .flatMap(column => targets.map(target => ({ column, target, score: nameScore(column.name, target, object) })))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
}

function nameScore(column: string, target: Target, object: string): number {
  const forms = columnForms(column, object)
  const isAddressPart = target.kind === 'part' && target.field.valueType === 'ADDRESS'
  const all = isAddressPart ? [...forms, ...addressForms(column)] : forms
  return Math.max(0, ...all.map(({ text, weight }) => weight * (target.names.get(text) ?? 0)))
}

/**
 * `Billing Zip/Postal Code` as `zippostalcode`; a column that is nothing but an address is a street, and one that is
 * nothing but a location may be a country: whether it is, its values tell.
 */
function addressForms(column: string): readonly { readonly text: string; readonly weight: number }[] {
  const words = nameWords(column)
  const rest = words.filter(word => !addressWordSet.has(word))
  if (rest.length === words.length) return []
  const weight = Math.min(0.97, ...words.map(word => secondaryAddress.get(word) ?? 1))
  if (rest.length > 0) return [{ text: rest.join(''), weight }]
  if (words.includes('address')) return [{ text: 'street', weight: weight * 0.95 }]
  return [{ text: 'country', weight: weight * 0.85 }]
}

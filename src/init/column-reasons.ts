import type { FieldDefinition, ObjectDefinitions } from '../model/definitions.ts'
import { objectFacts } from '../model/objects.ts'
import { isBookkeeping, isCurrencyName } from './bookkeeping.ts'
import { columnForms, foldName } from './column-names.ts'
import type { Decision, LeftOut } from './draft.ts'
import { rowsOf } from './entries.ts'
import { nameOf, type Placement, type Placements } from './place-columns.ts'
import type { ColumnProfile, Sample } from './sample.ts'

/** What is known about the columns that were not placed. */
export interface LeftOutContext {
  readonly sample: Sample
  /** The workspace's, with what is read-only; null where nobody knows. */
  readonly definitions: ObjectDefinitions | null
  readonly object: string
  readonly placements: Placements
  readonly guesses: readonly Placement[]
}

/** Why a column is not placed, and whether it is left out for good. */
export function leftOut(column: ColumnProfile, context: LeftOutContext): LeftOut {
  const { name } = column
  const { sample, object, placements, guesses } = context
  const open = (reason: string): LeftOut => ({ column: name, reason, isIgnored: false })
  const ignored = (reason: string): LeftOut => ({ column: name, reason, isIgnored: true })
  if (column.filled === 0) {
    if (sample.unreadableRows > 0) return open('blank in every row that could be read')
    return sample.isWhole ? ignored('blank in every row') : open('blank in every row looked at')
  }
  const guess = guesses.find(each => each.column === column)
  if (guess !== undefined) return open(`may be ${nameOf(guess.target)}, which is for you to confirm`)
  const known = placements.reasons.get(name)
  if (known !== undefined) return open(known)
  const names = ownNames(name, object)
  if (names.some(isBookkeeping)) return ignored('what a CRM keeps or counts by itself')
  const money = currencyField(placements)
  if (names.some(isCurrencyName) && money !== null) {
    const reason = `${money.key} is in ${money.currency}, whatever is sent`
    return otherCurrencyRows(column, money.currency) === 0 ? ignored(reason) : open(reason)
  }
  const readOnly = readOnlyFields(context).find(field => names.some(text => text === foldName(field.label)))
  if (readOnly !== undefined) return open(`like ${readOnly.key}, which Lightfield sets by itself`)
  return open(`no field of ${object} is like it`)
}

/** Amounts in another currency than their field's would be taken for it: only a person can say what to do with them. */
export function currencyDecisions({ sample, object, placements }: LeftOutContext): readonly Decision[] {
  const money = currencyField(placements)
  const column = sample.columns.find(({ name }) => ownNames(name, object).some(isCurrencyName))
  if (money === null || column === undefined) return []
  const rows = otherCurrencyRows(column, money.currency)
  if (rows === 0) return []
  const message = `"${column.name}" names another currency than ${money.currency}, the field's own, in ${rowsOf(rows)}`
  return [{ key: money.key, message }]
}

/** The names that say what a column is as a whole, not by its last part. */
function ownNames(column: string, object: string): readonly string[] {
  return columnForms(column, object)
    .filter(({ weight }) => weight > 0.9)
    .map(({ text }) => text)
}

function otherCurrencyRows({ values }: ColumnProfile, currency: string): number {
  const others = [...values].filter(([value]) => value.toUpperCase() !== currency)
  return others.reduce((sum, [, rows]) => sum + rows, 0)
}

function currencyField({ placed }: Placements): { readonly key: string; readonly currency: string } | null {
  const fields = placed.map(({ target }) => (target.kind === 'field' ? target.field : null))
  const money = fields.find(field => field?.valueType === 'CURRENCY' && field.currency !== null)
  return money?.currency ? { key: money.key, currency: money.currency } : null
}

function readOnlyFields({ definitions, object }: LeftOutContext): readonly FieldDefinition[] {
  const { readOnlyFields } = objectFacts(object)
  return [...(definitions?.fields.values() ?? [])].filter(field => field.readOnly || readOnlyFields.includes(field.key))
}

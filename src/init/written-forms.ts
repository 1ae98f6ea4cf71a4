import { proposeDateFormats, proposeDecimal } from '../mapping/values/propose-formats.ts'
import type { FieldDefinition } from '../model/definitions.ts'
import type { ColumnProfile } from './sample.ts'
import { columnRule, type Rule, type Trial, tryRule } from './trial.ts'

/** How the values of a column are written. */
export interface WrittenForm {
  /** The likeliest rule; the others read the values too, and otherwise. */
  readonly rules: readonly [Rule, ...Rule[]]
  /** Whether only a person can tell which rule is meant. */
  readonly isOpen: boolean
  /** What becomes of the values under the first rule. */
  readonly trial: Trial
}

/** How a column of dates is written. Words without a digit, such as `unknown`, are no dates in any format. */
export function dateForm(field: FieldDefinition, column: ColumnProfile): WrittenForm {
  const proposals = proposeDateFormats(withDigits(column))
  const rules = proposals.map(({ format }) => columnRule(column.name, format === 'iso' ? {} : { format }))
  const isOpen = proposals.some(({ ambiguous }) => ambiguous)
  return tried(field, column, isOpen ? rules : rules.slice(0, 1), isOpen)
}

/** How a column of numbers is written; a decimal sign is declared only where the numbers need it. */
export function numberForm(field: FieldDefinition, column: ColumnProfile): WrittenForm {
  const proposal = proposeDecimal(withDigits(column))
  if (proposal?.ambiguous) {
    const either = (['.', ','] as const).map(decimal => columnRule(column.name, { decimal }))
    return tried(field, column, either, true)
  }
  const decimal = proposal?.decimal ?? null
  return tried(field, column, [columnRule(column.name, decimal === null ? {} : { decimal })], false)
}

function tried(field: FieldDefinition, column: ColumnProfile, rules: readonly Rule[], isOpen: boolean): WrittenForm {
  const [first = columnRule(column.name), ...others] = rules
  return { rules: [first, ...others], isOpen, trial: tryRule(field, first, column.name, column.values) }
}

function withDigits({ values }: ColumnProfile): readonly string[] {
  return [...values.keys()].filter(value => /\d/.test(value))
}

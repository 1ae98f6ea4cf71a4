import type { PartName } from '../mapping/schema.ts'
import { telephoneRegion } from '../mapping/values/telephone.ts'
import type { FieldDefinition, RelationshipDefinition } from '../model/definitions.ts'
import type { RuleDraft, WordDraft } from './draft.ts'
import type { ColumnProfile } from './sample.ts'
import { readSelect, type SelectReading } from './select-words.ts'
import { columnRule, type Rule, tryRule, valueReader } from './trial.ts'
import { dateForm, numberForm, type WrittenForm } from './written-forms.ts'

/** How a column would fill a field. */
export interface Proposal {
  readonly rules: readonly [RuleDraft, ...RuleDraft[]]
  /** Whether a person has to choose the rule, since the values do not tell. */
  readonly isOpen: boolean
  /** Share of the filled rows that can be sent under it, or could be once its open words are settled. */
  readonly share: number
  /** Rows whose value is refused, words of selects aside. */
  readonly refusedRows: number
  readonly notes: readonly string[]
}

const separators = [';', ',', '|', '\n'] as const

/** Selects with more unknown words than this are most likely something else. */
const maxOpenWords = 40

/** @param region two-letter code of the country that most rows are in, as far as the file tells */
export function proposeField(field: FieldDefinition, column: ColumnProfile, region: string | null): Proposal {
  switch (field.valueType) {
    case 'DATETIME':
      return dateProposal(dateForm(field, column), column)
    case 'NUMBER':
    case 'CURRENCY':
      return formProposal(numberForm(field, column), [])
    case 'SINGLE_SELECT':
    case 'MULTI_SELECT':
      return selectProposal(field, column)
    case 'TELEPHONE':
      return telephoneProposal(field, column, region)
    case 'EMAIL':
    case 'URL':
    case 'CHECKBOX':
    case 'SOCIAL_HANDLE':
    case 'TEXT':
    case 'MARKDOWN':
    case 'HTML':
    case 'FULL_NAME':
    case 'ADDRESS':
      return plainProposal(field, column, {})
    default:
      return field.valueType satisfies never
  }
}

/** A part of an address or a name; for names of countries that are not understood, a person has to say the code. */
export function proposePart(field: FieldDefinition, part: PartName, column: ColumnProfile): Proposal {
  const partRule = (options: Rule): Rule => new Map([[part, options]])
  const options = columnRule(column.name)
  const reads = valueReader(field, partRule(options), column.name)
  const refused = [...column.values].filter(([value]) => !reads(value))
  const words =
    part === 'country' ? refused.map(([word, rows]): WordDraft => ({ word, rows, meaning: null, hint: null })) : []
  const refusedRows = part === 'country' ? 0 : refused.reduce((sum, [, rows]) => sum + rows, 0)
  const openRows = words.reduce((sum, { rows }) => sum + rows, 0)
  const share = column.filled === 0 ? 1 : 1 - (refusedRows + openRows) / column.filled
  return { rules: [{ options, words }], isOpen: false, share, refusedRows, notes: [] }
}

/** A related record by its id, its e-mail or its name, whichever the values are. */
export function proposeRelationship(relationship: RelationshipDefinition, column: ColumnProfile): Proposal {
  const { objectType, cardinality } = relationship
  const texts = [...column.values.keys()]
  const separator =
    cardinality === 'HAS_MANY' ? separators.find(each => texts.some(text => text.includes(each))) : undefined
  const parts = separator === undefined ? texts : texts.flatMap(text => text.split(separator).map(part => part.trim()))
  const filled = parts.filter(part => part !== '')
  const shareOf = (pattern: RegExp) => filled.filter(part => pattern.test(part)).length / Math.max(filled.length, 1)
  const isOwnId = shareOf(/^(?:acc|con|opp|mem)_\w+$/) >= 0.9
  // Ids of another product name records that nothing in this file tells apart here.
  const isForeignId = !isOwnId && shareOf(/^(?=.*\d)[\w-]{4,}$/) >= 0.9
  const by = isOwnId ? null : lookUpField(objectType, shareOf)
  // Names have commas of their own: `Acme, Inc.`, `King, Ada`.
  const split = separator === ',' && by === '$name' ? undefined : separator
  const options: Rule = new Map<string, string | Rule>([
    ['column', column.name],
    ...(split === undefined ? [] : [['split', split] as const]),
    ...(by === null ? [] : [['find', new Map(Object.entries({ object: objectType, by }))] as const]),
  ])
  return { rules: [{ options, words: [] }], isOpen: false, share: isForeignId ? 0 : 1, refusedRows: 0, notes: [] }
}

/** The field that records are looked up by, as the values are addresses or names. */
function lookUpField(objectType: string, shareOf: (pattern: RegExp) => number): string {
  if (objectType !== 'account') return shareOf(/^[^@\s]+@[^@\s]+\.[^@\s]+$/) >= 0.9 ? '$email' : '$name'
  return shareOf(/^(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+\/?$/i) >= 0.95 ? '$website' : '$name'
}

function dateProposal(form: WrittenForm, { values }: ColumnProfile): Proposal {
  const isZoneless = [...values.keys()].some(value => clock.test(value) && !offset.test(value))
  return formProposal(form, isZoneless ? ['times are taken as UTC: add `zone` where they are not'] : [])
}

const clock = /\d:\d\d/
/** An offset, or the name of a zone, behind a time. */
const offset = /\d\s*(?:Z|[A-Z]{3,5}|[+-]\d\d:?\d\d)$/

function formProposal({ rules, isOpen, trial }: WrittenForm, notes: readonly string[]): Proposal {
  const [first, ...others] = rules
  return {
    rules: [{ options: first, words: [] }, ...others.map(options => ({ options, words: [] }))],
    isOpen,
    share: trial.share,
    refusedRows: trial.refusedRows,
    notes,
  }
}

function plainProposal(
  field: FieldDefinition,
  column: ColumnProfile,
  options: Readonly<Record<string, string>>,
): Proposal {
  const rule = columnRule(column.name, options)
  const trial = tryRule(field, rule, column.name, column.values)
  if (!takesSeveral(field)) return formProposal({ rules: [rule], isOpen: false, trial }, [])
  // A list may pass for one value, as hosts with a comma between them do: where its parts are values, it is a list.
  const split = separators
    .filter(each => [...column.values.keys()].some(value => value.includes(each)))
    .map(each => columnRule(column.name, { ...options, split: each }))
    .map(rule => ({ rule, trial: tryRule(field, rule, column.name, column.values) }))
  const best = [{ rule, trial }, ...split].reduce((a, b) => (b.trial.share >= a.trial.share ? b : a))
  return formProposal({ rules: [best.rule], isOpen: false, trial: best.trial }, [])
}

function telephoneProposal(field: FieldDefinition, column: ColumnProfile, region: string | null): Proposal {
  const isLocal = [...column.values.keys()].some(value => !/^\s*(?:\+|00)/.test(value))
  const plain = plainProposal(field, column, {})
  if (!isLocal || region === 'US') return plain
  if (region === null || telephoneRegion(region) === null) {
    return { ...plain, notes: ['numbers without + are taken as US numbers: add `region` where they are not'] }
  }
  const there = plainProposal(field, column, { region })
  return there.share >= plain.share - 0.05 ? there : plain
}

function selectProposal(field: FieldDefinition, column: ColumnProfile): Proposal {
  const many = field.valueType === 'MULTI_SELECT'
  const ways = many ? ([null, ...separators] as const) : ([null] as const)
  const readings = ways.map(split => ({ split, ...readSelect(field, column.name, column.values, split) }))
  const shareOf = ({ knownRows, unknownRows }: SelectReading) => knownRows / Math.max(knownRows + unknownRows, 1)
  const best = readings.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a))
  const options = columnRule(column.name, best.split === null ? {} : { split: best.split })
  const tooMany = best.words.filter(({ meaning }) => meaning === null).length > maxOpenWords
  return {
    rules: [{ options, words: best.words, choices: [...new Set(field.options.map(({ label }) => label))] }],
    isOpen: false,
    share: tooMany ? 0 : shareOf(best),
    refusedRows: 0,
    notes: field.options.length > 0 ? [] : ['the options are not known here: `check` asks the workspace for them'],
  }
}

function takesSeveral({ valueType, multipleValues }: FieldDefinition): boolean {
  return (valueType === 'EMAIL' || valueType === 'URL' || valueType === 'TELEPHONE') && multipleValues !== false
}

import type { Fold } from '../model/payload.ts'
import type {
  Condition,
  FieldRule,
  FindBy,
  FindRule,
  PartsRule,
  RelationshipRule,
  Source,
  TextRule,
  ValueRule,
} from './mapping.ts'
import {
  addressParts,
  type ConditionInput,
  type FieldRuleInput,
  type FindInput,
  type LookUpRuleInput,
  nameParts,
  type PartRuleInput,
  type RelationshipRuleInput,
} from './schema.ts'
import { parseTemplate } from './template.ts'

type LongFieldRule = Exclude<FieldRuleInput, string>
type LongRelationshipRule = Exclude<RelationshipRuleInput, string>

/** What `fold` says, each difference once. */
export function foldList(fold: Fold | readonly Fold[] | undefined): readonly Fold[] {
  return [...new Set([fold ?? []].flat())]
}

/** The rule of a field with its short forms written out; `clear` is the mapping's word for clearing a field. */
export function fieldRule(input: FieldRuleInput, clear: string | null): FieldRule {
  if (typeof input === 'string') return valueRule({ column: input }, clear)
  const parts = [...addressParts, ...nameParts].flatMap(name => {
    const part = input[name]
    return part === undefined ? [] : [[name, partRule(part, clear)] as const]
  })
  return parts.length > 0 ? partsRule(input, new Map(parts)) : valueRule(input, clear)
}

/** The rule of a relationship with its short forms written out. */
export function relationshipRule(input: RelationshipRuleInput, clear: string | null): RelationshipRule {
  const rule: LongRelationshipRule = typeof input === 'string' ? { column: input } : input
  const { find, import: name, missing, when, write, ...value } = rule
  return {
    value: find === undefined || typeof find.by === 'string' ? valueRule(value, clear) : null,
    when: condition(when),
    find: find === undefined ? null : findRule(find, clear),
    fromImport: name === undefined ? null : { name, missing: missing ?? 'fail' },
    write: write ?? 'always',
  }
}

function findRule(input: FindInput, clear: string | null): FindRule {
  const { object, by, missing, ambiguous, fields } = input
  return {
    object,
    by: typeof by === 'string' ? [{ key: by, rule: null }] : [...by].map(entry => findBy(entry, clear)),
    fold: foldList(input.fold),
    missing: missing ?? 'fail',
    ambiguous: ambiguous ?? 'fail',
    fields: new Map([...(fields ?? [])].map(([key, rule]) => [key, fieldRule(rule, clear)])),
  }
}

function findBy([key, rule]: [string, LookUpRuleInput], clear: string | null): FindBy {
  return { key, rule: valueRule(typeof rule === 'string' ? { column: rule } : rule, clear) }
}

function partRule(input: PartRuleInput, clear: string | null): ValueRule {
  return valueRule(typeof input === 'string' ? { column: input } : input, clear)
}

function partsRule(input: LongFieldRule, parts: PartsRule['parts']): PartsRule {
  const onError = input.on_error === 'omit' ? 'omit' : 'fail'
  return { kind: 'parts', parts, when: condition(input.when), onError, write: input.write ?? 'always' }
}

function valueRule(input: LongFieldRule, clear: string | null): ValueRule {
  return {
    kind: 'value',
    source: rowSource(input) ?? { kind: 'constant', value: input.value ?? '' },
    text: textRule(input),
    values: input.values ?? null,
    fallback: input.default ?? null,
    split: input.split ?? null,
    decimal: input.decimal ?? null,
    round: input.round ?? false,
    format: [input.format ?? []].flat(),
    zone: input.zone ?? null,
    locale: input.locale ?? null,
    region: input.region ?? null,
    clear: input.clear ?? clear,
    when: condition(input.when),
    onError: input.on_error ?? 'fail',
    write: input.write ?? 'always',
  }
}

function rowSource(input: LongFieldRule): Exclude<Source, { kind: 'constant' }> | null {
  if (input.column !== undefined) return { kind: 'column', column: input.column }
  if (input.first_of !== undefined) return { kind: 'first_of', columns: input.first_of }
  const template = input.template === undefined ? null : parseTemplate(input.template)
  return template?.ok ? { kind: 'template', template: template.template } : null
}

function textRule(input: LongFieldRule): TextRule {
  const letters = input.lower === true ? 'lower' : input.upper === true ? 'upper' : null
  return { trim: input.trim ?? true, letters, replace: [input.replace ?? []].flat() }
}

/** A condition that names a column and nothing else holds where the column is not blank. */
function condition(input: ConditionInput | undefined): Condition | null {
  if (input === undefined) return null
  const { column, is, in: among, not_in: notAmong, blank, matches } = input
  if (matches !== undefined) return { column, test: { kind: 'pattern', pattern: matches } }
  if (notAmong !== undefined) return { column, test: { kind: 'words', words: notAmong.map(String), isNegated: true } }
  const words = is === undefined ? among : [is]
  if (words !== undefined) return { column, test: { kind: 'words', words: words.map(String), isNegated: false } }
  return { column, test: { kind: 'blank', isBlank: blank ?? false } }
}

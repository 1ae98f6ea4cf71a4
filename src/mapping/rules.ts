import type { Condition, FieldRule, PartsRule, RelationshipRule, Source, TextRule, ValueRule } from './mapping.ts'
import {
  addressParts,
  type ConditionInput,
  type FieldRuleInput,
  nameParts,
  type PartRuleInput,
  type RelationshipRuleInput,
} from './schema.ts'
import { parseTemplate } from './template.ts'

type LongFieldRule = Exclude<FieldRuleInput, string>
type LongRelationshipRule = Exclude<RelationshipRuleInput, string>

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
  const rule = typeof input === 'string' ? { column: input } : input
  const { object, by, missing } = rule.find ?? {}
  const from = rowSource(rule)
  return {
    source: from ?? { kind: 'ids', ids: [...new Set([rule.value ?? []].flat())] },
    text: textRule(rule),
    values: rule.values ?? null,
    fallback: rule.default ?? null,
    split: rule.split ?? null,
    clear,
    when: condition(rule.when),
    find:
      object === undefined || by === undefined ? null : { object, by, missing: missing === 'omit' ? 'omit' : 'fail' },
  }
}

function partRule(input: PartRuleInput, clear: string | null): ValueRule {
  return valueRule(typeof input === 'string' ? { column: input } : input, clear)
}

function partsRule(input: LongFieldRule, parts: PartsRule['parts']): PartsRule {
  const onError = input.on_error === 'omit' ? 'omit' : 'fail'
  return { kind: 'parts', parts, when: condition(input.when), onError }
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
  }
}

function rowSource(input: LongFieldRule | LongRelationshipRule): Exclude<Source, { kind: 'constant' }> | null {
  if (input.column !== undefined) return { kind: 'column', column: input.column }
  if (input.first_of !== undefined) return { kind: 'first_of', columns: input.first_of }
  const template = input.template === undefined ? null : parseTemplate(input.template)
  return template?.ok ? { kind: 'template', template: template.template } : null
}

function textRule(input: LongFieldRule | LongRelationshipRule): TextRule {
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

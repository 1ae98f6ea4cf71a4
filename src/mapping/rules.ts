import type { FieldRule, RelationshipRule, Source, ValueRule } from './mapping.ts'
import {
  addressParts,
  type FieldRuleInput,
  nameParts,
  type PartRuleInput,
  type RelationshipRuleInput,
} from './schema.ts'
import { parseTemplate } from './template.ts'

type LongFieldRule = Exclude<FieldRuleInput, string>

/** The rule of a field with its short forms written out; `clear` is the mapping's word for clearing a field. */
export function fieldRule(input: FieldRuleInput, clear: string | null): FieldRule {
  if (typeof input === 'string') return valueRule({ column: input }, clear)
  const parts = [...addressParts, ...nameParts].flatMap(name => {
    const part = input[name]
    return part === undefined ? [] : [[name, partRule(part, clear)] as const]
  })
  return parts.length > 0 ? { kind: 'parts', parts: new Map(parts) } : valueRule(input, clear)
}

/** The rule of a relationship with its short forms written out. */
export function relationshipRule(input: RelationshipRuleInput, clear: string | null): RelationshipRule {
  const rule = typeof input === 'string' ? { column: input } : input
  const { object, by, missing } = rule.find ?? {}
  return {
    source:
      rule.column === undefined
        ? { kind: 'ids', ids: [...new Set([rule.value ?? []].flat())] }
        : { kind: 'column', column: rule.column },
    values: rule.values ?? null,
    fallback: rule.default ?? null,
    split: rule.split ?? null,
    clear,
    find:
      object === undefined || by === undefined ? null : { object, by, missing: missing === 'omit' ? 'omit' : 'fail' },
  }
}

function partRule(input: PartRuleInput, clear: string | null): ValueRule {
  return valueRule(typeof input === 'string' ? { column: input } : input, clear)
}

function valueRule(input: LongFieldRule, clear: string | null): ValueRule {
  return {
    kind: 'value',
    source: source(input),
    values: input.values ?? null,
    fallback: input.default ?? null,
    split: input.split ?? null,
    decimal: input.decimal ?? null,
    format: input.format ?? null,
    zone: input.zone ?? null,
    region: input.region ?? null,
    clear: input.clear ?? clear,
  }
}

function source(input: LongFieldRule): Source {
  if (input.column !== undefined) return { kind: 'column', column: input.column }
  const template = input.template === undefined ? null : parseTemplate(input.template)
  if (template?.ok) return { kind: 'template', template: template.template }
  return { kind: 'constant', value: input.value ?? '' }
}

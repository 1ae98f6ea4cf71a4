import type { Binding } from './compiled.ts'
import type { FieldShape } from './field-shape.ts'
import type { FieldRule, FindRule, RelationshipRule, TextRule, ValueRule, Write } from './mapping.ts'
import { sourceColumns } from './source.ts'

/** How a field gets its value, for people to read. */
export function fieldBinding(shape: FieldShape, rule: FieldRule): Binding {
  const rules = rule.kind === 'parts' ? [...rule.parts.values()] : [rule]
  const columns = [...new Set(rules.flatMap(each => sourceColumns(each.source)))]
  return { kind: 'field', key: shape.key, columns, valueType: shape.valueType, option: fieldWords(rule) }
}

/** The options of a relationship's rule in a few words. */
export function relationshipWords({ value, when, find, fromImport, write }: RelationshipRule): string | null {
  return words([
    value === null ? null : sourceWord(value),
    find === null ? null : findWords(find),
    fromImport === null ? null : `import ${fromImport.name}, missing: ${fromImport.missing}`,
    ...(value === null
      ? []
      : [...textWords(value.text), ...listWords(value), value.fallback === null ? null : 'default']),
    when === null ? null : `when ${when.column}`,
    writeWord(write),
  ])
}

function findWords({ object, by, fold, missing, ambiguous, fields }: FindRule): string | null {
  return words([
    `find ${object} by ${by.map(({ key }) => key).join(' and ')}`,
    fold.length === 0 ? null : `fold: ${fold.join(' and ')}`,
    `missing: ${missing}`,
    fields.size === 0 ? null : `fields: ${[...fields.keys()].join(' and ')}`,
    ambiguous === 'fail' ? null : `ambiguous: ${ambiguous}`,
  ])
}

function fieldWords(rule: FieldRule): string | null {
  const last = [
    rule.when === null ? null : `when ${rule.when.column}`,
    rule.onError === 'fail' ? null : `on_error ${rule.onError}`,
    writeWord(rule.write),
  ]
  if (rule.kind === 'parts') return words([[...rule.parts.keys()].join(', '), ...last])
  return words([
    sourceWord(rule),
    ...textWords(rule.text),
    ...listWords(rule),
    rule.decimal === null ? null : `decimal "${rule.decimal}"`,
    rule.round ? 'round' : null,
    rule.format.length === 0 ? null : `format ${rule.format.join(' or ')}`,
    rule.zone === null ? null : `zone ${rule.zone}`,
    rule.locale === null ? null : `locale ${rule.locale}`,
    rule.region === null ? null : `region ${rule.region}`,
    rule.fallback === null ? null : 'default',
    rule.clear === null ? null : `clear "${rule.clear}"`,
    ...last,
  ])
}

function sourceWord({ source }: ValueRule): string | null {
  return source.kind === 'column' ? null : source.kind
}

function listWords({ values, split }: ValueRule): readonly (string | null)[] {
  return [values === null ? null : `${values.size} values`, split === null ? null : `split "${split}"`]
}

function writeWord(write: Write): string | null {
  return write === 'always' ? null : `write ${write}`
}

function textWords({ trim, letters, replace }: TextRule): readonly (string | null)[] {
  return [trim ? null : 'trim false', replace.length === 0 ? null : `${replace.length} replace`, letters]
}

function words(all: readonly (string | null)[]): string | null {
  const some = all.filter(word => word !== null)
  return some.length === 0 ? null : some.join(', ')
}

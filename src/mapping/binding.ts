import type { Binding } from './compiled.ts'
import type { FieldShape } from './field-shape.ts'
import type { FieldRule, TextRule } from './mapping.ts'
import { sourceColumns } from './source.ts'

/** How a field gets its value, for people to read. */
export function fieldBinding(shape: FieldShape, rule: FieldRule): Binding {
  const rules = rule.kind === 'parts' ? [...rule.parts.values()] : [rule]
  const columns = [...new Set(rules.flatMap(each => sourceColumns(each.source)))]
  return { kind: 'field', key: shape.key, columns, valueType: shape.valueType, option: optionWords(rule) }
}

function optionWords(rule: FieldRule): string | null {
  const when = rule.when === null ? null : `when ${rule.when.column}`
  const onError = rule.onError === 'fail' ? null : `on_error ${rule.onError}`
  if (rule.kind === 'parts') return words([[...rule.parts.keys()].join(', '), when, onError])
  return words([
    rule.source.kind === 'column' ? null : rule.source.kind,
    ...textWords(rule.text),
    rule.values === null ? null : `${rule.values.size} values`,
    rule.split === null ? null : `split "${rule.split}"`,
    rule.decimal === null ? null : `decimal "${rule.decimal}"`,
    rule.round ? 'round' : null,
    rule.format.length === 0 ? null : `format ${rule.format.join(' or ')}`,
    rule.zone === null ? null : `zone ${rule.zone}`,
    rule.locale === null ? null : `locale ${rule.locale}`,
    rule.region === null ? null : `region ${rule.region}`,
    rule.fallback === null ? null : 'default',
    rule.clear === null ? null : `clear "${rule.clear}"`,
    when,
    onError,
  ])
}

function textWords({ trim, letters, replace }: TextRule): readonly (string | null)[] {
  return [trim ? null : 'trim false', replace.length === 0 ? null : `${replace.length} replace`, letters]
}

function words(all: readonly (string | null)[]): string | null {
  const some = all.filter(word => word !== null)
  return some.length === 0 ? null : some.join(', ')
}

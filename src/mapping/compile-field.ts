import type { ValueType } from '../model/definitions.ts'
import type { FieldValue, RowProblem } from '../model/payload.ts'
import type { Binding, FieldJudge } from './compiled.ts'
import type { Path } from './document.ts'
import { type FieldShape, fieldShape } from './field-shape.ts'
import type { FieldRule, PartsRule, ValueRule } from './mapping.ts'
import { type AddressPart, addressParts, type NamePart } from './schema.ts'
import { compileSource, type Scope, sourceColumns } from './scope.ts'
import { compileReader, compileWords, type FieldReader } from './value-reader.ts'
import { addressPartConverter } from './values/address.ts'
import type { Converted } from './values/converted.ts'
import { convertText } from './values/text.ts'

export interface CompiledField {
  readonly key: string
  readonly judge: FieldJudge
  readonly binding: Binding
}

/** Compiles the rule of one field; whatever is wrong with it is noted in the scope. */
export function compileField(scope: Scope, key: string, rule: FieldRule): CompiledField {
  const path = ['fields', key]
  const shape = fieldShape(scope.mapping.object, key, rule, scope.definitions)
  refuseWrongOptions(scope, shape, rule, path)
  const judge =
    rule.kind === 'parts'
      ? partsJudge(scope, shape, rule, path)
      : valueJudge(scope, key, rule, compileReader(scope, shape, rule, path), path)
  return { key, judge, binding: bindingOf(shape, rule) }
}

function valueJudge(scope: Scope, key: string, rule: ValueRule, reader: FieldReader, path: Path): FieldJudge {
  if (rule.source.kind === 'constant') {
    const value = settle(scope, reader.constant(rule.source.value), [...path, 'value'])
    return () => value
  }
  const read = compileSource(scope, rule.source, path)
  const column = sourceColumns(rule.source)[0] ?? null
  const fallback =
    rule.fallback === null ? undefined : settle(scope, reader.constant(rule.fallback), [...path, 'default'])
  const { clear } = rule
  return (cells, problems) => {
    const text = read(cells)
    if (text === '') return fallback
    if (text === clear) return null
    const result = reader.read(text)
    if (result === null) return fallback
    if (result.ok) return result.value
    problems.push({ code: result.code, message: result.message, column, param: key })
    return undefined
  }
}

/** The value of a constant; one that cannot be read is a mistake in the mapping. */
function settle(scope: Scope, result: Converted, path: Path): FieldValue | undefined {
  if (result.ok) return result.value
  scope.refuse(path, result.message)
  return undefined
}

function partsJudge(scope: Scope, shape: FieldShape, rule: PartsRule, path: Path): FieldJudge {
  const parts = [...rule.parts].map(([name, part]) => {
    const partPath = [...path, name]
    const convert = partConverter(name, part)
    const literal = (value: unknown) => convert(String(value).trim())
    const read = part.values === null ? convert : compileWords(scope, part.values, convert, literal, partPath)
    return { name, judge: valueJudge(scope, shape.key, part, { read, constant: literal }, partPath) }
  })
  return (cells: readonly string[], problems: RowProblem[]) => {
    const found = problems.length
    const value: Record<string, string | number> = {}
    let isBlank = true
    for (const { name, judge } of parts) {
      const part = judge(cells, problems)
      // A part cannot be cleared alone: its word stands for a blank one.
      if (typeof part !== 'string' && typeof part !== 'number') continue
      value[name] = part
      isBlank = false
    }
    return isBlank || problems.length > found ? undefined : value
  }
}

function partConverter(name: AddressPart | NamePart, rule: ValueRule) {
  return isAddressPart(name) ? addressPartConverter(name, rule.decimal) : convertText
}

function isAddressPart(name: AddressPart | NamePart): name is AddressPart {
  return (addressParts as readonly string[]).includes(name)
}

/** Options that have no meaning for the field's type: most likely the type is not what the user thinks it is. */
function refuseWrongOptions(scope: Scope, shape: FieldShape, rule: FieldRule, path: Path): void {
  const { key, valueType } = shape
  if (rule.kind === 'parts') {
    for (const [name, part] of rule.parts) {
      const type = isAddressPart(name) ? 'ADDRESS' : 'FULL_NAME'
      if (type !== valueType) {
        scope.refuse([...path, name], `"${name}" is a part of ${type} fields; ${key} is ${valueType}`, 'key')
      }
      if (part.decimal !== null && name !== 'latitude' && name !== 'longitude') {
        scope.refuse([...path, name, 'decimal'], '"decimal" is for latitude and longitude', 'key')
      }
    }
    return
  }
  for (const [option, types] of optionTypes) {
    if (rule[option] === null || types.includes(valueType)) continue
    scope.refuse([...path, option], `"${option}" is for ${types.join(' and ')} fields; ${key} is ${valueType}`, 'key')
  }
  if (rule.split !== null && !shape.many) {
    scope.refuse(
      [...path, 'split'],
      `"split" is for fields with several values; ${key} takes one (${valueType})`,
      'key',
    )
  }
}

type TypedOption = 'decimal' | 'format' | 'zone' | 'region'

const optionTypes: readonly (readonly [TypedOption, readonly ValueType[]])[] = [
  ['decimal', ['NUMBER', 'CURRENCY']],
  ['format', ['DATETIME']],
  ['zone', ['DATETIME']],
  ['region', ['TELEPHONE']],
]

function bindingOf(shape: FieldShape, rule: FieldRule): Binding {
  const rules = rule.kind === 'parts' ? [...rule.parts.values()] : [rule]
  const columns = [...new Set(rules.flatMap(each => sourceColumns(each.source)))]
  return { kind: 'field', key: shape.key, columns, valueType: shape.valueType, option: optionWords(rule) }
}

function optionWords(rule: FieldRule): string | null {
  if (rule.kind === 'parts') return [...rule.parts.keys()].join(', ')
  const words = [
    rule.source.kind === 'column' ? null : rule.source.kind,
    rule.values === null ? null : `${rule.values.size} values`,
    rule.split === null ? null : `split "${rule.split}"`,
    rule.decimal === null ? null : `decimal "${rule.decimal}"`,
    rule.format === null ? null : `format ${rule.format}`,
    rule.zone === null ? null : `zone ${rule.zone}`,
    rule.region === null ? null : `region ${rule.region}`,
    rule.fallback === null ? null : 'default',
    rule.clear === null ? null : `clear "${rule.clear}"`,
  ].filter(word => word !== null)
  return words.length === 0 ? null : words.join(', ')
}

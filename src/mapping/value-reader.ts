import type { FieldValue } from '../model/payload.ts'
import { dependsOnParent } from './dependent-select.ts'
import type { Path } from './document.ts'
import type { FieldShape } from './field-shape.ts'
import type { Constant, ValueRule, Words } from './mapping.ts'
import type { Scope } from './scope.ts'
import { convertAddress } from './values/address.ts'
import { convertCheckbox } from './values/checkbox.ts'
import { type Converted, type Converter, converted, refusal } from './values/converted.ts'
import { compileDateFormat } from './values/date-format.ts'
import { dateTimeConverter, isTimeZone } from './values/datetime.ts'
import { convertEmail } from './values/email.ts'
import { convertFullName } from './values/full-name.ts'
import { monthNames } from './values/month-names.ts'
import { checkNumber, numberConverter } from './values/number.ts'
import { selectConverter } from './values/select.ts'
import { socialHandleConverter } from './values/social-handle.ts'
import { telephoneConverter, telephoneRegion } from './values/telephone.ts'
import { convertText } from './values/text.ts'
import { convertUrl } from './values/url.ts'

/** Makes a field's value of a text that is not blank; null where the text stands for nothing. */
export type ValueReader<Value extends FieldValue = FieldValue> = (text: string) => Converted<Value> | null

/** Makes a field's value of one that the mapping states. */
export type ConstantReader<Value extends FieldValue = FieldValue> = (value: Constant) => Converted<Value>

/** The two ways that a value gets into a field: from the file, and from the mapping itself. */
export interface FieldReader<Value extends FieldValue = FieldValue> {
  readonly read: ValueReader<Value>
  readonly constant: ConstantReader<Value>
}

const blankConstant = refusal('blank', 'is empty: leave it out instead')
const severalConstants = refusal('several', 'is a list, and the field takes one value')

/** The converter of each value type, with the rule's words and separator around it. Reports options that make no sense. */
export function compileReader(scope: Scope, shape: FieldShape, rule: ValueRule, path: Path): FieldReader {
  const convert = typeConverter(scope, shape, rule, path)
  const literal = constantConverter(shape, convert)
  const element = rule.values === null ? convert : compileWords(scope, rule.values, convert, literal, path)
  if (!shape.many) return { read: element, constant: literal }
  return { read: listReader(element, rule.split), constant: listConstant(literal, listReader(convert, rule.split)) }
}

/** Words of the source become values once, so that a mistake in them is found before the first row. */
export function compileWords<Value extends FieldValue>(
  scope: Scope,
  words: Words,
  convert: Converter<Value>,
  literal: ConstantReader<Value>,
  path: Path,
): ValueReader<Value> {
  const exact = new Map<string, Converted<Value> | null>()
  for (const [word, meaning] of words) {
    if (word.trim() === '')
      scope.refuse([...path, 'values', word], 'a blank cell is never looked up: use "default"', 'key')
    const value = meaning === null || meaning === '' ? null : literal(meaning)
    if (value !== null && !value.ok) scope.refuse([...path, 'values', word], value.message, 'value', value.code)
    exact.set(word.trim(), value)
  }
  const folded = new Map([...exact].map(([word, value]) => [word.toLowerCase(), value]))
  return text => {
    const word = text.trim()
    let known = exact.get(word)
    if (known === undefined) known = folded.get(word.toLowerCase())
    return known === undefined ? convert(text) : known
  }
}

/** Reads one value that the mapping states. A number is a number already, whatever the decimal sign of the column. */
export function constantConverter(shape: Pick<FieldShape, 'valueType'>, convert: Converter): ConstantReader {
  const isNumeric = shape.valueType === 'NUMBER' || shape.valueType === 'CURRENCY'
  return value => {
    if (typeof value === 'object') return severalConstants
    if (typeof value === 'number' && isNumeric) return checkNumber(value)
    const text = String(value).trim()
    return text === '' ? blankConstant : convert(text)
  }
}

function typeConverter(scope: Scope, shape: FieldShape, rule: ValueRule, path: Path): Converter {
  switch (shape.valueType) {
    case 'TEXT':
    case 'MARKDOWN':
    case 'HTML':
      return convertText
    case 'NUMBER':
    case 'CURRENCY':
      return numberConverter({
        decimal: rule.decimal,
        currency: shape.currency,
        takesPercent: shape.valueType === 'NUMBER',
        round: rule.round,
      })
    case 'CHECKBOX':
      return convertCheckbox
    case 'DATETIME':
      return compileDateTime(scope, rule, path)
    case 'EMAIL':
      return convertEmail
    case 'URL':
      return convertUrl
    case 'TELEPHONE':
      return compileTelephone(scope, rule, path)
    case 'SOCIAL_HANDLE':
      return socialHandleConverter(shape.handleService, profileSection(scope.object))
    case 'SINGLE_SELECT':
    case 'MULTI_SELECT':
      return selectConverter({ options: shape.options, key: shape.key, dependsOnParent: dependsOnParent(shape) })
    case 'ADDRESS':
      return convertAddress
    case 'FULL_NAME':
      return convertFullName
    default:
      return shape.valueType satisfies never
  }
}

function compileDateTime(scope: Scope, rule: ValueRule, path: Path): Converter {
  const zone = rule.zone ?? 'UTC'
  if (!isTimeZone(zone)) {
    scope.refuse(
      [...path, 'zone'],
      'not a time zone: expected an IANA name such as America/New_York',
      'value',
      'value_wrong',
    )
    return convertText
  }
  const months = monthNames(rule.locale ?? 'en')
  if (months === null) {
    scope.refuse(
      [...path, 'locale'],
      'not a language that is known: expected a tag such as en, de or pt-BR',
      'value',
      'value_wrong',
    )
    return convertText
  }
  const readers = rule.format.flatMap((format, position) => {
    const result = compileDateFormat(format, months)
    if (result.ok) return [result.read]
    scope.refuse([...path, 'format', position], result.message, 'value', 'value_wrong')
    return []
  })
  return dateTimeConverter({ readers, formats: rule.format, zone })
}

function compileTelephone(scope: Scope, rule: ValueRule, path: Path): Converter {
  const region = telephoneRegion(rule.region ?? 'US')
  if (region !== null) return telephoneConverter(region)
  scope.refuse([...path, 'region'], 'not a country: expected two letters such as US or DE', 'value', 'value_wrong')
  return convertText
}

/** Where LinkedIn keeps the profiles of an object: companies and people have addresses of their own. */
function profileSection(object: string): string | null {
  if (object === 'account') return 'company'
  return object === 'contact' ? 'in' : null
}

/** Every value of a cell, each once; the first that cannot be read is the cell's refusal. */
function listReader(element: ValueReader, split: string | null): ValueReader {
  return text => {
    const values = new Set<string>()
    for (const piece of split === null ? [text] : text.split(split)) {
      const part = piece.trim()
      const result = part === '' ? null : element(part)
      if (result === null) continue
      if (!result.ok) return result
      values.add(String(result.value))
    }
    return values.size === 0 ? null : converted([...values])
  }
}

function listConstant(literal: ConstantReader, read: ValueReader): ConstantReader {
  return value => {
    if (typeof value !== 'object') return read(String(value)) ?? blankConstant
    const values: FieldValue[] = []
    for (const item of value) {
      const result = literal(item)
      if (!result.ok) return result
      values.push(result.value)
    }
    return converted([...new Set(values.map(String))])
  }
}

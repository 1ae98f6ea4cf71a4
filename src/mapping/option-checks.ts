import type { ValueType } from '../model/definitions.ts'
import type { Path } from './document.ts'
import type { FieldShape } from './field-shape.ts'
import type { FieldRule, PartsRule, ValueRule } from './mapping.ts'
import { type AddressPart, addressParts, type NamePart } from './schema.ts'
import type { Scope } from './scope.ts'

/** Refuses options that have no meaning for the field's type: most likely the type is not what the user thinks it is. */
export function refuseWrongOptions(scope: Scope, shape: FieldShape, rule: FieldRule, path: Path): void {
  refuseLeavingOut(scope, shape.key, rule, path)
  if (rule.kind === 'parts') refuseWrongParts(scope, shape, rule, path)
  else refuseWrongValueOptions(scope, shape, rule, path)
}

export function isAddressPart(name: AddressPart | NamePart): name is AddressPart {
  return (addressParts as readonly string[]).includes(name)
}

const textTypes: readonly ValueType[] = ['TEXT', 'MARKDOWN', 'HTML']

const typedOptions: readonly {
  readonly option: string
  readonly types: readonly ValueType[]
  readonly isSet: (rule: ValueRule) => boolean
}[] = [
  { option: 'decimal', types: ['NUMBER', 'CURRENCY'], isSet: rule => rule.decimal !== null },
  { option: 'round', types: ['NUMBER', 'CURRENCY'], isSet: rule => rule.round },
  { option: 'format', types: ['DATETIME'], isSet: rule => rule.format.length > 0 },
  { option: 'zone', types: ['DATETIME'], isSet: rule => rule.zone !== null },
  { option: 'locale', types: ['DATETIME'], isSet: rule => rule.locale !== null },
  { option: 'region', types: ['TELEPHONE'], isSet: rule => rule.region !== null },
  { option: 'trim', types: textTypes, isSet: rule => !rule.text.trim },
]

function refuseWrongValueOptions(scope: Scope, shape: FieldShape, rule: ValueRule, path: Path): void {
  const { key, valueType } = shape
  for (const { option, types, isSet } of typedOptions) {
    if (!isSet(rule) || types.includes(valueType)) continue
    scope.refuse(
      [...path, option],
      `"${option}" is for ${types.join(' and ')} fields; ${key} is ${valueType}`,
      'key',
      'option_misplaced',
    )
  }
  if (rule.split !== null && !shape.many) {
    scope.refuse(
      [...path, 'split'],
      `"split" is for fields with several values; ${key} takes one (${valueType})`,
      'key',
      'option_misplaced',
    )
  }
}

function refuseWrongParts(scope: Scope, { key, valueType }: FieldShape, rule: PartsRule, path: Path): void {
  for (const [name, part] of rule.parts) {
    const type = isAddressPart(name) ? 'ADDRESS' : 'FULL_NAME'
    if (type !== valueType) {
      scope.refuse(
        [...path, name],
        `"${name}" is a part of ${type} fields; ${key} is ${valueType}`,
        'key',
        'option_misplaced',
      )
    }
    if (part.decimal !== null && name !== 'latitude' && name !== 'longitude') {
      scope.refuse([...path, name, 'decimal'], '"decimal" is for latitude and longitude', 'key', 'option_misplaced')
    }
  }
}

/** A required field cannot be left out, whatever the row. */
function refuseLeavingOut(scope: Scope, key: string, rule: FieldRule, path: Path): void {
  if (!scope.requiredFields.includes(key)) return
  if (rule.when !== null) {
    scope.refuse([...path, 'when'], `${key} is required: it cannot be left out of some rows`, 'key')
  }
  if (rule.onError === 'omit') {
    scope.refuse([...path, 'on_error'], `${key} is required: it cannot be left out; use fail or default`)
  }
}

import type { FieldDefinition, SelectOption, ValueType } from '../model/definitions.ts'
import type { FieldRule, ValueRule } from './mapping.ts'
import { nameParts } from './schema.ts'
import type { Subject } from './scope.ts'
import { type SystemField, systemKeys } from './system-fields.ts'

/** What a write takes for a field, as far as it is known. */
export interface FieldShape {
  readonly key: string
  readonly valueType: ValueType
  /** Whether a write takes an array. */
  readonly many: boolean
  /** The choices of a select; null where they are not known. */
  readonly options: readonly SelectOption[] | null
  readonly currency: string | null
  readonly handleService: FieldDefinition['handleService']
  /** Field whose choice decides which options there are; null: none. */
  readonly parentFieldKey: string | null
}

/** The shape of a field as far as it is known, and else as the rule itself suggests. */
export function fieldShape(subject: KnownObject, key: string, rule: FieldRule): FieldShape {
  return knownShape(subject, key) ?? plainShape(key, inferredType(rule))
}

/** What is known of an object's fields. */
export type KnownObject = Pick<Subject, 'object' | 'definitions'>

/**
 * The shape of a field as the workspace defines it; without definitions as the API's documentation fixes it. Null where
 * neither says.
 */
export function knownShape({ object, definitions }: KnownObject, key: string): FieldShape | null {
  const system = systemKeys(object).fields.get(key)
  const definition = definitions?.fields.get(key)
  if (definition !== undefined) return definedShape(definition, system)
  return system === undefined ? null : { key, currency: null, parentFieldKey: null, ...system }
}

/** The shape of a field of which nothing but the type is known. */
export function plainShape(key: string, valueType: ValueType): FieldShape {
  return {
    key,
    valueType,
    many: valueType === 'MULTI_SELECT',
    options: null,
    currency: null,
    handleService: null,
    parentFieldKey: null,
  }
}

function definedShape(definition: FieldDefinition, system: SystemField | undefined): FieldShape {
  const { key, valueType, currency, options, parentFieldKey } = definition
  return {
    key,
    valueType,
    many: takesArray(definition, system),
    options: system?.options ?? (options.length > 0 ? options : null),
    currency,
    handleService: definition.handleService ?? system?.handleService ?? null,
    parentFieldKey,
  }
}

/** EMAIL, URL and TELEPHONE take arrays unless the definition or the documentation says otherwise. */
function takesArray(definition: FieldDefinition, system: SystemField | undefined): boolean {
  const { valueType, multipleValues } = definition
  if (valueType === 'MULTI_SELECT') return true
  if (valueType === 'SOCIAL_HANDLE') return multipleValues === true
  if (valueType === 'EMAIL' || valueType === 'URL' || valueType === 'TELEPHONE') {
    return multipleValues ?? system?.many ?? true
  }
  return false
}

/** Text unless an option of the rule only makes sense for another type. */
function inferredType(rule: FieldRule): ValueType {
  if (rule.kind === 'parts') return nameParts.some(name => rule.parts.has(name)) ? 'FULL_NAME' : 'ADDRESS'
  if (rule.split !== null) return 'MULTI_SELECT'
  if (rule.decimal !== null || rule.round) return 'NUMBER'
  if (rule.format.length > 0 || rule.zone !== null || rule.locale !== null) return 'DATETIME'
  if (rule.region !== null) return 'TELEPHONE'
  return inferredFromConstant(rule)
}

function inferredFromConstant({ source }: ValueRule): ValueType {
  if (source.kind !== 'constant') return 'TEXT'
  if (typeof source.value === 'number') return 'NUMBER'
  if (typeof source.value === 'boolean') return 'CHECKBOX'
  return typeof source.value === 'string' ? 'TEXT' : 'MULTI_SELECT'
}

import { InputError } from '../errors.ts'
import {
  type FieldDefinition,
  type ObjectDefinitions,
  type RelationshipDefinition,
  type SelectOption,
  type ValueType,
  valueTypes,
} from '../model/definitions.ts'
import { asJsonObject, type JsonObject } from '../model/json.ts'

/**
 * Reads the answer of `GET /v1/{objects}/definitions`, or a file that `definitions` wrote. Value types that this
 * version does not know are taken as text: the API is in beta, and refuses what it does not accept.
 *
 * @param origin where the JSON comes from, for the message
 * @throws InputError `definitions_invalid` where it is not such a document
 */
export function parseDefinitions(json: unknown, origin: string): ObjectDefinitions {
  const root = asJsonObject(json)
  const fields = asJsonObject(root?.['fieldDefinitions'])
  const relationships = asJsonObject(root?.['relationshipDefinitions'])
  const objectType = text(root?.['objectType'])
  if (fields === null || relationships === null || objectType === null) {
    throw new InputError('definitions_invalid', `${origin} does not hold the definitions of an object type.`, {
      hint: 'Write the file with: lightfield-import definitions TYPE --out FILE',
    })
  }
  return {
    objectType,
    fields: mapEntries(fields, parseField),
    relationships: mapEntries(relationships, parseRelationship),
  }
}

/** Whether an answer holds definitions at all. */
export function isDefinitions(json: unknown): boolean {
  return asJsonObject(asJsonObject(json)?.['fieldDefinitions']) !== null
}

function parseField(key: string, json: JsonObject): FieldDefinition {
  const configuration = asJsonObject(json['typeConfiguration']) ?? {}
  const multipleValues = configuration['multipleValues']
  return {
    key,
    label: text(json['label']) ?? key,
    valueType: valueType(json['valueType']),
    readOnly: json['readOnly'] === true,
    options: Array.isArray(configuration['options']) ? configuration['options'].flatMap(parseOption) : [],
    multipleValues: typeof multipleValues === 'boolean' ? multipleValues : null,
    currency: text(configuration['currency']),
    handleService: handleService(configuration['handleService']),
    parentFieldKey: text(configuration['parentFieldKey']),
  }
}

function parseOption(json: unknown): SelectOption[] {
  const option = asJsonObject(json)
  const id = text(option?.['id'])
  if (id === null) return []
  return [{ id, label: text(option?.['label']) ?? id, parentId: text(option?.['parentId']) }]
}

function parseRelationship(key: string, json: JsonObject): RelationshipDefinition {
  return {
    key,
    label: text(json['label']) ?? key,
    cardinality: json['cardinality'] === 'HAS_ONE' ? 'HAS_ONE' : 'HAS_MANY',
    objectType: (text(json['objectType']) ?? '').replace(/^\$/, ''),
  }
}

function mapEntries<T>(entries: JsonObject, parse: (key: string, json: JsonObject) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries).map(([key, json]) => [key, parse(key, asJsonObject(json) ?? {})]))
}

function valueType(value: unknown): ValueType {
  return valueTypes.find(known => known === value) ?? 'TEXT'
}

function handleService(value: unknown): FieldDefinition['handleService'] {
  const services = ['TWITTER', 'LINKEDIN', 'FACEBOOK', 'INSTAGRAM'] as const
  return services.find(service => service === value) ?? null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

import { systemKeys } from '../mapping/system-fields.ts'
import type { FieldDefinition, ObjectDefinitions, RelationshipDefinition } from '../model/definitions.ts'
import { objectFacts } from '../model/objects.ts'

/**
 * The fields and relationships that can be written: as the workspace defines them, completed by what the API's
 * documentation fixes; without definitions (null) the documented ones alone.
 */
export function writableDefinitions(object: string, definitions: ObjectDefinitions | null): ObjectDefinitions {
  const facts = objectFacts(object)
  const known = definitions ?? documented(object)
  const fields = [...known.fields.values()]
    .filter(field => !field.readOnly && !facts.readOnlyFields.includes(field.key))
    .map(field => completed(object, field))
  const relationships = [...known.relationships.values()].filter(
    relationship => !facts.readOnlyRelationships.includes(relationship.key),
  )
  return {
    objectType: object,
    fields: new Map(fields.map(field => [field.key, field])),
    relationships: new Map(relationships.map(relationship => [relationship.key, relationship])),
  }
}

function completed(object: string, field: FieldDefinition): FieldDefinition {
  const system = systemKeys(object).fields.get(field.key)
  if (system === undefined) return field
  return {
    ...field,
    options: system.options ?? field.options,
    multipleValues: field.multipleValues ?? system.many,
    handleService: field.handleService ?? system.handleService,
  }
}

function documented(object: string): ObjectDefinitions {
  const system = systemKeys(object)
  const fields = [...system.fields].map(
    ([key, { valueType, many, options, handleService }]): FieldDefinition => ({
      key,
      label: labelOf(key),
      valueType,
      readOnly: false,
      options: options ?? [],
      multipleValues: many,
      currency: null,
      handleService,
      parentFieldKey: null,
    }),
  )
  const relationships = [...system.relationships].map(
    ([key, { objectType, many }]): RelationshipDefinition => ({
      key,
      label: labelOf(key),
      cardinality: many ? 'HAS_MANY' : 'HAS_ONE',
      objectType,
    }),
  )
  return {
    objectType: object,
    fields: new Map(fields.map(field => [field.key, field])),
    relationships: new Map(relationships.map(relationship => [relationship.key, relationship])),
  }
}

/** `$dueAt` → `due at`. */
function labelOf(key: string): string {
  return key
    .replace(/^\$/, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
}
